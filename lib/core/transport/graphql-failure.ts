import { InternalServerErrorException, Logger } from '@nestjs/common';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';

/**
 * The exception for a GraphQL call that shows a mistake in the set-up. Clients can read the message of every
 * exception, so the mistake goes to the log and into `cause`.
 */
export function graphqlFailure(mistake: string): InternalServerErrorException {
  const cause = new CognitoAuthSetupError([mistake]);
  new Logger('CognitoAuth').error(cause.message);
  return new InternalServerErrorException(undefined, { cause });
}

/**
 * Hides errors of the application, whose messages are not for clients either. Each is logged once, however many fields
 * of an operation fail with it.
 */
export class FailureHider {
  readonly #hidden = new WeakMap<Error, InternalServerErrorException>();

  hide(error: unknown): InternalServerErrorException {
    const cause = error instanceof Error ? error : new Error(String(error));
    const known = this.#hidden.get(cause);
    if (known !== undefined) return known;
    new Logger('CognitoAuth').error(cause.message, cause.stack);
    const failure = new InternalServerErrorException(undefined, { cause });
    this.#hidden.set(cause, failure);
    return failure;
  }
}
