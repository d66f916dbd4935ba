import { Inject, Injectable } from '@nestjs/common';
import { ClaimsRefusedError } from '../errors/token-refused.errors.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import type { VerifiedToken } from './verified-token.interface.js';

/**
 * Looks at a verified token each time that it is used, also when it was verified before: what was true then need not
 * be true any more.
 *
 * @param verified the same object for as long as the token is remembered, so that a check can keep what it found out
 * @throws {CognitoAuthError} (or rejects) when the token is to be refused; anything else is a failure (500)
 */
export type TokenCheck = (verified: VerifiedToken) => void | Promise<void>;

/** All that is asked of a verified token beside its times: what entry points add, and `validateClaims` at last. */
@Injectable()
export class TokenChecks {
  readonly #checks: TokenCheck[];

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS)
    { validateClaims }: Pick<ResolvedCognitoAuthOptions, 'validateClaims'>,
  ) {
    this.#checks = validateClaims === undefined ? [] : [checkOf(validateClaims)];
  }

  /** Adds a check that is asked before all others. */
  add(check: TokenCheck): void {
    this.#checks.unshift(check);
  }

  /** At once where every check is. */
  run(verified: VerifiedToken): void | Promise<void> {
    let next = 0;
    for (const check of this.#checks) {
      next += 1;
      const pending = check(verified);
      if (pending !== undefined) return this.#runRest(pending, verified, next);
    }
    return undefined;
  }

  async #runRest(pending: Promise<void>, verified: VerifiedToken, next: number): Promise<void> {
    await pending;
    for (const check of this.#checks.slice(next)) await check(verified);
  }
}

/** @throws {ClaimsRefusedError} (rejects) unless the application answers `true` */
function checkOf(
  validateClaims: NonNullable<ResolvedCognitoAuthOptions['validateClaims']>,
): TokenCheck {
  return async ({ claims }) => {
    const isAccepted: unknown = await validateClaims(claims);
    if (isAccepted !== true) throw new ClaimsRefusedError();
  };
}
