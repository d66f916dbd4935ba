import { Inject, Injectable } from '@nestjs/common';
import passport from 'passport';
import type { CognitoUser } from '../claims/cognito-user.js';
import { TokenMalformedError } from '../errors/token-refused.errors.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { SIGNING_KEYS, type SigningKeys } from '../signing-keys/signing-keys.interface.js';
import { CognitoStrategy } from '../strategy/cognito.strategy.js';
import {
  TokenVerification,
  type TrustedKey,
  type VerifiedToken,
} from '../strategy/token-verification.js';
import { VerifiedTokenCache } from './verified-token-cache.js';

/** Token under which {@link CognitoTokenVerifier} is found by every copy of this package in a process. */
export const COGNITO_TOKEN_VERIFIER = Symbol.for('nestjs-cognito-auth:verifier');

/** How passport tells what a run has come to. */
type Settle = (error: unknown, verified?: VerifiedToken | false | null) => void;

/**
 * Verifies tokens: the one place that decides whether a token is good. Guards use it, and so can any
 * provider that gets a token in another way than with a request.
 *
 * @example
 * constructor(private readonly verifier: CognitoTokenVerifier) {}
 *
 * async consume(job: { token: string }) {
 *   const user = await this.verifier.verify(job.token);
 * }
 */
@Injectable()
export class CognitoTokenVerifier {
  readonly #strategy: CognitoStrategy;
  readonly #signingKeys: SigningKeys;
  readonly #cache: VerifiedTokenCache | undefined;

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions,
    @Inject(CognitoStrategy) strategy: CognitoStrategy,
    @Inject(SIGNING_KEYS) signingKeys: SigningKeys,
  ) {
    this.#strategy = strategy;
    this.#signingKeys = signingKeys;
    this.#cache = options.verifiedTokenCache && new VerifiedTokenCache(options.verifiedTokenCache);
  }

  /**
   * Verifies a token in full: form, signature, issuer, use, client, times.
   *
   * @param token the bare token, without a scheme before it
   * @returns who the token was issued to
   * @throws {CognitoAuthError} whose `code` says what is wrong; a {@link SigningKeysUnavailableError}
   * means that nothing is known about the token, because the keys cannot be fetched
   */
  verify(token: string): Promise<CognitoUser> {
    try {
      return Promise.resolve(this.verifyOrRecall(token));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Like {@link verify}, but a token that was verified before is answered at once.
   *
   * @internal
   */
  verifyOrRecall(token: string): CognitoUser | Promise<CognitoUser> {
    if (typeof token !== 'string') throw new TokenMalformedError('The token is not a string');
    const known = this.#cache?.get(token);
    return known !== undefined && this.#isKeyStillTrusted(known)
      ? this.#strategy.toUser(known)
      : this.#verifyAnew(token);
  }

  /**
   * Looks again at the times of a token that was verified before.
   *
   * @throws {CognitoAuthError} when it is not in time any more
   *
   * @internal
   */
  checkTimes(user: CognitoUser): void {
    this.#strategy.checkTimes(user.claims);
  }

  #verifyAnew(token: string): Promise<CognitoUser> {
    const trustedKey = this.#strategy.findTrustedKey(token);
    return trustedKey instanceof Promise
      ? trustedKey.then((key) => this.#verifySignature(token, key))
      : this.#verifySignature(token, trustedKey);
  }

  #verifySignature(token: string, trustedKey: TrustedKey): Promise<CognitoUser> {
    return new Promise((resolve, reject) => {
      this.#runStrategy(new TokenVerification(token, trustedKey), (error, verified) => {
        if (!verified) return reject(error);
        try {
          resolve(this.#accept(token, verified));
        } catch (refused) {
          reject(refused);
        }
      });
    });
  }

  #accept(token: string, verified: VerifiedToken): CognitoUser | Promise<CognitoUser> {
    const user = this.#strategy.toUser(verified);
    this.#cache?.set(token, verified);
    return user;
  }

  /** Only the same key, and at once; the asking also starts the refresh that is due. */
  #isKeyStillTrusted({ claims, kid, key }: VerifiedToken): boolean {
    try {
      const current = this.#signingKeys.resolve(claims.iss, kid);
      if (current === key) return true;
      // The verification that follows asks again and reports what goes wrong.
      if (current instanceof Promise) current.catch(() => undefined);
    } catch {
      // Likewise.
    }
    return false;
  }

  #runStrategy(verification: TokenVerification, settle: Settle): void {
    // passport writes its callbacks onto the strategy it is given, so every run gets one of its own.
    const strategy = Object.create(this.#strategy) as passport.Strategy;
    const authenticate = passport.authenticate(strategy, { session: false }, settle) as (
      request: TokenVerification,
      response: undefined,
      next: (error: unknown) => void,
    ) => void;
    authenticate(verification, undefined, settle);
  }
}
