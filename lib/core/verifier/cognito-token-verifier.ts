import { Inject, Injectable } from '@nestjs/common';
import passport from 'passport';
import { checkTokenTimes } from '../claims/check-token-times.js';
import { CognitoUser } from '../claims/cognito-user.js';
import { TokenMalformedError } from '../errors/token-refused.errors.js';
import { CLOCK, type Clock } from '../options/clock.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { CognitoStrategy } from '../strategy/cognito.strategy.js';
import { TokenVerification, type VerifiedToken } from '../strategy/token-verification.js';

/** Token under which {@link CognitoTokenVerifier} is found by every copy of this package in a process. */
export const COGNITO_TOKEN_VERIFIER = Symbol.for('nestjs-cognito-auth:verifier');

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
  readonly #options: ResolvedCognitoAuthOptions;
  readonly #strategy: CognitoStrategy;
  readonly #clock: Clock;

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions,
    @Inject(CognitoStrategy) strategy: CognitoStrategy,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#options = options;
    this.#strategy = strategy;
    this.#clock = clock;
  }

  /**
   * Verifies a token in full: form, signature, issuer, use, client, times.
   *
   * @param token the bare token, without a scheme before it
   * @returns who the token was issued to
   * @throws {CognitoAuthError} whose `code` says what is wrong; a {@link SigningKeysUnavailableError}
   * means that nothing is known about the token, because the keys cannot be fetched
   */
  async verify(token: string): Promise<CognitoUser> {
    if (typeof token !== 'string') throw new TokenMalformedError('The token is not a string');
    const { claims, userPoolId } = await this.#runStrategy(new TokenVerification(token));
    checkTokenTimes(claims, this.#options, this.#clock());
    return new CognitoUser(claims, userPoolId);
  }

  #runStrategy(verification: TokenVerification): Promise<VerifiedToken> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, verified: VerifiedToken | false | null | undefined): void => {
        if (verified) resolve(verified);
        else reject(error);
      };
      // passport writes its callbacks onto the strategy it is given, so every run gets one of its own.
      const strategy = Object.create(this.#strategy) as passport.Strategy;
      const authenticate = passport.authenticate(strategy, { session: false }, settle) as (
        request: TokenVerification,
        response: undefined,
        next: (error: unknown) => void,
      ) => void;
      authenticate(verification, undefined, reject);
    });
  }
}
