import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { acceptedUntilMs, expiredFromMs, type TokenTimeRules } from '../claims/accepted-until.js';
import type { CognitoUser } from '../claims/cognito-user.js';
import { TokenExpiredError, TokenTooOldError } from '../errors/token-refused.errors.js';
import { CLOCK, type Clock } from '../options/clock.js';
import { RESOLVED_COGNITO_AUTH_OPTIONS } from '../options/resolved-cognito-auth-options.interface.js';
import { callAt } from './call-at.js';

/**
 * Says until when the token of a user is accepted, and calls back at that time: for work that goes on after a guard
 * has let it in, such as a stream, a subscription or a job. It uses the options of the module, so it agrees with the
 * guard.
 *
 * @example
 * constructor(private readonly lifetime: TokenLifetime) {}
 *
 * follow(user: CognitoUser, connection: { close(): void }) {
 *   return this.lifetime.onEnd(user, () => connection.close());
 * }
 */
@Injectable()
export class TokenLifetime {
  readonly #moduleRef: ModuleRef;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /**
   * The time from which the token of a user is refused, in milliseconds since the epoch: `exp` or `iat` plus
   * `maxTokenAgeSeconds`, whichever comes first, plus `clockToleranceSeconds`. `user.expiresAt` considers `exp` only.
   */
  acceptedUntilMs({ claims }: CognitoUser): number {
    return acceptedUntilMs(claims, this.#rules());
  }

  /**
   * Calls back when the token of a user ends, however far off that is; soon, if it has already ended. It does not
   * notice an earlier refusal, by `validateClaims` or because a key is no longer trusted. Does not keep the process
   * running.
   *
   * @param callback gets the error with which the guard would now refuse the token. It must not throw
   * @returns a function that cancels the callback; call it when the work has ended by itself
   */
  onEnd(
    user: CognitoUser,
    callback: (refusal: TokenExpiredError | TokenTooOldError) => void,
  ): () => void {
    const clock = this.#moduleRef.get<Clock>(CLOCK, { strict: false });
    return callAt(this.acceptedUntilMs(user), clock, () => callback(this.#refusalOf(user)));
  }

  #refusalOf(user: CognitoUser): TokenExpiredError | TokenTooOldError {
    const isExpired = this.acceptedUntilMs(user) === expiredFromMs(user.claims, this.#rules());
    return isExpired ? new TokenExpiredError() : new TokenTooOldError();
  }

  #rules(): TokenTimeRules {
    return this.#moduleRef.get(RESOLVED_COGNITO_AUTH_OPTIONS, { strict: false });
  }
}
