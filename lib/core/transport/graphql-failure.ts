import { InternalServerErrorException, Logger } from '@nestjs/common';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';

const logger = new Logger('CognitoAuth');
const hidden = new WeakMap<Error, InternalServerErrorException>();

/**
 * The exception for a GraphQL call that shows a mistake in the set-up. Clients can read the message of every
 * exception, so the mistake goes to the log and into `cause`.
 */
export function graphqlFailure(mistake: string): InternalServerErrorException {
  const cause = new CognitoAuthSetupError([mistake]);
  logger.error(cause.message);
  return new InternalServerErrorException(undefined, { cause });
}

/**
 * The exception for a GraphQL call that fails with an error of the application, whose message is not for clients
 * either. It is logged once, however many fields of an operation fail with it.
 */
export function hiddenFailure(error: unknown): InternalServerErrorException {
  const cause = error instanceof Error ? error : new Error(String(error));
  const known = hidden.get(cause);
  if (known !== undefined) return known;
  logger.error(cause.message, cause.stack);
  const failure = new InternalServerErrorException(undefined, { cause });
  hidden.set(cause, failure);
  return failure;
}
