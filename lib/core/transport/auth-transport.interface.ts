import type { ExecutionContext } from '@nestjs/common';
import type { RefusedError } from './refusal.js';

/**
 * How the guard works in one kind of execution context of Nest: where the token stands, what a user is
 * attached to, and how a call is refused.
 */
export interface AuthTransport {
  /** What `ExecutionContext.getType()` gives, such as `http`. */
  readonly contextType: string;

  /**
   * The token of the call.
   *
   * @throws {TokenMissingError} when there is none
   */
  readToken(context: ExecutionContext): string;

  /** The one of the arguments of the call that the user stands on for `@CurrentUser()`. */
  anchorOf(context: ExecutionContext): object;

  /** Where the framework's users expect it, also shows them the user, such as on `request.user`. */
  publishUser?(context: ExecutionContext, user: unknown): void;

  /**
   * Ends the call with what its protocol has for a refusal, in most cases by throwing. Where a throw would
   * harm the process, it ends the call itself and gives a promise that never settles.
   */
  refuse(context: ExecutionContext, refused: RefusedError): Promise<never> | never;
}
