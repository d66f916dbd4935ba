import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import passport from 'passport';
import { checkTokenTimes } from '../claims/check-token-times.js';
import type { CognitoClaims, CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import { type CognitoUser, toCognitoUser } from '../claims/cognito-user.js';
import { TokenMalformedError } from '../errors/token-refused.errors.js';
import { CLOCK, type Clock } from '../options/clock.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { SIGNING_KEYS, type SigningKeys } from '../signing-keys/signing-keys.interface.js';
import { CognitoStrategy } from '../strategy/cognito.strategy.js';
import { CognitoTokenVerifier } from './cognito-token-verifier.js';
import { SigningKeyFinder, type TrustedKey } from './signing-key-finder.js';
import { TokenChecks } from './token-checks.js';
import { TokenVerification } from './token-verification.js';
import { digestOf, VerifiedTokenCache } from './verified-token-cache.js';
import type { VerifiedToken } from './verified-token.interface.js';
import { readVerifyOptions, type VerifyOptions } from './verify-options.js';

/** Token under which the verifier is found by every copy of this package in a process. */
export const COGNITO_TOKEN_VERIFIER = Symbol.for('nestjs-cognito-auth:verifier');

/** What is asked about a token. */
interface Question {
  readonly token: string;
  /** The kind to accept; `undefined`: those that the options accept. */
  readonly tokenUse: CognitoTokenUse | undefined;
  /** Its key in the cache, where there is one. */
  readonly digest?: string;
}

/** How passport reports the outcome of a run. */
type Settle = (error: unknown, claims?: CognitoClaims | false | null) => void;

/** {@link CognitoTokenVerifier} with passport and {@link CognitoStrategy}, and with the cache of verified tokens. */
@Injectable()
export class PassportTokenVerifier extends CognitoTokenVerifier {
  readonly #options: ResolvedCognitoAuthOptions;
  readonly #strategy: CognitoStrategy;
  readonly #signingKeys: SigningKeys;
  readonly #clock: Clock;
  readonly #checks: TokenChecks;
  readonly #finder: SigningKeyFinder;
  readonly #cache: VerifiedTokenCache | undefined;

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions,
    @Inject(CognitoStrategy) strategy: CognitoStrategy,
    @Inject(SIGNING_KEYS) signingKeys: SigningKeys,
    @Inject(CLOCK) clock: Clock,
    @Inject(TokenChecks) checks: TokenChecks,
  ) {
    super();
    this.#options = options;
    this.#strategy = strategy;
    this.#signingKeys = signingKeys;
    this.#clock = clock;
    this.#checks = checks;
    this.#finder = new SigningKeyFinder(options, signingKeys);
    this.#cache = options.verifiedTokenCache && new VerifiedTokenCache(options.verifiedTokenCache);
  }

  override verify<Use extends CognitoTokenUse>(
    token: string,
    options: { readonly tokenUse: Use },
  ): Promise<CognitoUser & { readonly tokenUse: Use }>;
  override verify(token: string, options?: VerifyOptions): Promise<CognitoUser>;
  /** Not an async function: the promise of one more costs a new token 2 %. */
  override verify(token: string, options?: VerifyOptions): Promise<CognitoUser> {
    try {
      return Promise.resolve(this.#verifyAs(token, readVerifyOptions(options).tokenUse));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Like {@link verify}, but a token that was verified before is answered at once, and a refusal may be thrown.
   *
   * @param trace told whether the token was known from before
   */
  verifyOrRecall(token: string, trace?: { cached: boolean }): CognitoUser | Promise<CognitoUser> {
    return this.#verifyAs(token, undefined, trace);
  }

  /** @param tokenUse the kind of token to accept, if not those that the options accept */
  #verifyAs(
    token: string,
    tokenUse: CognitoTokenUse | undefined,
    trace?: { cached: boolean },
  ): CognitoUser | Promise<CognitoUser> {
    if (typeof token !== 'string') throw new TokenMalformedError('The token is not a string');
    const isTooLong = token.length > this.#options.maxTokenLength;
    // A token that is too long is refused before it takes the time that its digest would.
    if (this.#cache === undefined || isTooLong) return this.#verifyAnew({ token, tokenUse });
    // What was accepted as another kind must not be found by calls that accept only those of the options.
    const digest = tokenUse === undefined ? digestOf(token) : `${digestOf(token)} ${tokenUse}`;
    const known = this.#cache.get(digest);
    return known === undefined
      ? this.#verifyAnew({ token, tokenUse, digest })
      : this.#recall({ token, tokenUse, digest }, known, trace);
  }

  /** @throws {CognitoAuthError} when a token that was verified before is not in time any more */
  checkTimes(claims: CognitoClaims): void {
    checkTokenTimes(claims, this.#options, this.#clock());
  }

  /** Good only with the very same key as before; the asking also starts the refresh that is due. */
  #recall(
    question: Question,
    known: VerifiedToken,
    trace: { cached: boolean } | undefined,
  ): CognitoUser | Promise<CognitoUser> {
    const recallWith = (key: KeyObject): CognitoUser | Promise<CognitoUser> => {
      if (key !== known.key) return this.#verifyAnew(question);
      if (trace !== undefined) trace.cached = true;
      return this.#toUser(known);
    };
    const current = this.#signingKeys.resolve(known.claims.iss, known.kid);
    return current instanceof Promise ? current.then(recallWith) : recallWith(current);
  }

  #verifyAnew(question: Question): Promise<CognitoUser> {
    const trustedKey = this.#finder.find(question.token);
    return trustedKey instanceof Promise
      ? trustedKey.then((key) => this.#verifySignature(question, key))
      : this.#verifySignature(question, trustedKey);
  }

  #verifySignature(
    { token, tokenUse, digest }: Question,
    trustedKey: TrustedKey,
  ): Promise<CognitoUser> {
    return new Promise((resolve, reject) => {
      const verification = new TokenVerification(token, trustedKey, this.#finder, tokenUse);
      this.#runStrategy(verification, (error, claims) => {
        if (!claims) return reject(error);
        try {
          const verified = verification.toVerifiedToken(claims);
          const user = this.#toUser(verified);
          if (digest !== undefined) this.#cache?.set(digest, token, verified);
          resolve(user);
        } catch (refused) {
          reject(refused);
        }
      });
    });
  }

  /**
   * The user of a verified token, now: what was true when it was verified need not be true any more.
   *
   * @throws {CognitoAuthError} when the token is not in time
   */
  #toUser(verified: VerifiedToken): CognitoUser | Promise<CognitoUser> {
    const { claims, userPoolId, grants } = verified;
    this.checkTimes(claims);
    const pending = this.#checks.run(verified);
    const user = toCognitoUser(claims, userPoolId, grants);
    return pending === undefined ? user : pending.then(() => user);
  }

  #runStrategy(verification: TokenVerification, settle: Settle): void {
    // passport writes its callbacks onto the strategy it is given, so every run gets a new one.
    const strategy = Object.create(this.#strategy) as passport.Strategy;
    const authenticate = passport.authenticate(strategy, { session: false }, settle) as (
      request: TokenVerification,
      response: undefined,
      next: (error: unknown) => void,
    ) => void;
    authenticate(verification, undefined, settle);
  }
}
