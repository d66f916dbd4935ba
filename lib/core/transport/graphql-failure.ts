import { InternalServerErrorException, Logger } from '@nestjs/common';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';

/**
 * What is thrown where a GraphQL call shows a mistake in set-up. Clients get to read the message of whatever is
 * thrown, so the mistake goes to the log and is the `cause`.
 */
export function graphqlFailure(mistake: string): InternalServerErrorException {
  const error = new CognitoAuthSetupError([mistake]);
  new Logger('CognitoAuth').error(error.message);
  return new InternalServerErrorException(undefined, { cause: error });
}
