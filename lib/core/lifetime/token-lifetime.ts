import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { acceptedUntilMs, expiredFromMs, type TokenTimeRules } from '../claims/accepted-until.js';
import type { CognitoUser } from '../claims/cognito-user.js';
import { TokenExpiredError, TokenTooOldError } from '../errors/token-refused.errors.js';
import { CLOCK, type Clock } from '../options/clock.js';
import { RESOLVED_COGNITO_AUTH_OPTIONS } from '../options/resolved-cognito-auth-options.interface.js';
import { callAt } from './call-at.js';

/**
 * Tells until when the tokens of users are accepted, and when that moment has come: for what goes on after a
 * guard has let it in, such as a stream, a subscription or a job. It goes by the options of the module, so it
 * agrees with what the guard would say.
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
   * From when on the token of a user is refused, in milliseconds since the epoch: the first of `exp` and
   * `iat` with `maxTokenAgeSeconds`, each later by `clockToleranceSeconds`. `user.expiresAt` knows `exp` only.
   */
  acceptedUntilMs({ claims }: CognitoUser): number {
    return acceptedUntilMs(claims, this.#rules());
  }

  /**
   * Calls back once the token of a user has ended, however far off that is; soon, where it has ended already.
   * What is refused before, because a key is no longer trusted or by `validateClaims`, is not seen here.
   * Does not keep the process running.
   *
   * @param callback gets what the guard would now refuse the token with. It must not throw
   * @returns calls it off; call it when what would be ended has ended by itself
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
