import { InternalServerErrorException, Logger } from '@nestjs/common';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';

/**
 * The exception for a GraphQL call that shows a mistake in the set-up. Clients can read the message of every
 * exception, so the mistake goes to the log and into `cause`.
 */
export function graphqlFailure(mistake: string): InternalServerErrorException {
  const error = new CognitoAuthSetupError([mistake]);
  new Logger('CognitoAuth').error(error.message);
  return new InternalServerErrorException(undefined, { cause: error });
}
