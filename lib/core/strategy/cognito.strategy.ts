import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { checkTokenTimes } from '../claims/check-token-times.js';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoClaimsValidator } from '../claims/cognito-claims.validator.js';
import { CognitoUser } from '../claims/cognito-user.js';
import { mapVerifiedUser } from '../claims/map-user.js';
import { readTokenGrants } from '../claims/token-grants.js';
import { attachAuthentication } from '../decorators/authenticated-user.js';
import { isSigningKeysUnavailable } from '../errors/signing-keys-unavailable.error.js';
import {
  ClaimsRefusedError,
  IssuerUnknownError,
  SignatureInvalidError,
  TokenMalformedError,
} from '../errors/token-refused.errors.js';
import { CLOCK, type Clock } from '../options/clock.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
  type ResolvedIssuer,
} from '../options/resolved-cognito-auth-options.interface.js';
import { SIGNING_KEYS, type SigningKeys } from '../signing-keys/signing-keys.interface.js';
import { readToken } from '../token-source/read-token.js';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import { isRefusal } from '../transport/refusal.js';
import { toHttpException } from '../transport/to-http-exception.js';
import { KnownJoseHeaders } from './known-jose-headers.js';
import { TokenVerification, type TrustedKey, type VerifiedToken } from './token-verification.js';
import {
  checkAlphabet,
  checkPayloadForm,
  readKeyId,
  readUnverifiedIssuer,
  splitToken,
} from './unverified-token.js';

/** What the mixin of @nestjs/passport gives to passport's callback: a list as one argument after another. */
type ValidationResult = VerifiedToken | [false, unknown];

type KeyCallback = (error: unknown, key?: KeyObject) => void;

/**
 * What is used of passport-jwt's strategy. It is described here, so that no declaration of this package
 * needs passport-jwt's types.
 */
interface PassportJwtStrategy {
  authenticate(request: unknown): void;
  success(user: unknown): void;
  fail(reason: unknown): void;
  error(error: unknown): void;
}

interface PassportJwtStrategyOptions {
  jwtFromRequest: (verification: TokenVerification) => string;
  secretOrKeyProvider: (verification: TokenVerification, token: string, done: KeyCallback) => void;
  algorithms: string[];
  ignoreExpiration: boolean;
  jsonWebTokenOptions: { ignoreNotBefore: boolean };
  passReqToCallback: boolean;
}

const PassportJwtStrategyBase = PassportStrategy(Strategy) as unknown as new (
  options: PassportJwtStrategyOptions,
) => PassportJwtStrategy;

/**
 * The passport strategy: passport-jwt with this package's keys and checks around it. Applications meet
 * it as `AuthGuard('cognito')`; `CognitoAuthGuard` says more when it refuses, enforces the decorators,
 * and keeps several applications in one process apart.
 */
@Injectable()
export class CognitoStrategy extends PassportJwtStrategyBase {
  // No #private fields: passport runs a strategy on an object that only inherits from it.
  private readonly options: ResolvedCognitoAuthOptions;
  private readonly signingKeys: SigningKeys;
  private readonly clock: Clock;
  private readonly knownJoseHeaders = new KnownJoseHeaders();
  private readonly validator = new CognitoClaimsValidator();

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions,
    @Inject(SIGNING_KEYS) signingKeys: SigningKeys,
    @Inject(CLOCK) clock: Clock,
  ) {
    super({
      jwtFromRequest: ({ token }) => token,
      secretOrKeyProvider: ({ trustedKey }, _token, done) => done(null, trustedKey.key),
      algorithms: ['RS256'],
      // Times are checked by checkTokenTimes, against the clock that is injected.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
      passReqToCallback: true,
    });
    this.options = options;
    this.signingKeys = signingKeys;
    this.clock = clock;
    passport.use(options.strategyName, this as unknown as passport.Strategy);
  }

  /**
   * The mixin of @nestjs/passport registers a strategy under the name that is given when the class is
   * defined, before there are options; so it is made to register nothing.
   */
  getPassportInstance(): { use: () => void } {
    return { use: () => undefined };
  }

  /**
   * Finds the key that a token has to be signed with. All that can be refused without a key is refused
   * before one is looked for, and all that can be refused without a signature before passport is run.
   *
   * @throws {CognitoAuthError} (or rejects) when the token cannot be good
   */
  findTrustedKey(token: string): TrustedKey | Promise<TrustedKey> {
    const { header, payload } = splitToken(token, this.options.maxTokenLength);
    const kid = this.knownJoseHeaders.keyIdOf(header) ?? this.readNewHeader(token, header);
    const name = this.nameIssuer(kid, payload);
    const issuer = typeof name === 'string' ? this.options.issuers.get(name) : undefined;
    if (issuer === undefined) throw new IssuerUnknownError(name);
    const key = this.signingKeys.resolve(name as string, kid);
    return key instanceof Promise
      ? key.then((fetched) => ({ header, kid, key: fetched, issuer }))
      : { header, kid, key, issuer };
  }

  /**
   * Runs for the verifier on a {@link TokenVerification}, and for `AuthGuard('cognito')` on a request.
   * passport calls it on an object of its own for every run.
   */
  override authenticate(request: unknown): void {
    if (request instanceof TokenVerification) {
      this.fail = (reason) => this.error(toVerificationError(reason));
      super.authenticate(request);
    } else {
      void this.authenticateRequest(request as TokenRequest);
    }
  }

  /**
   * The user of a verified token, now: what was true when it was verified need not be true any more.
   *
   * @throws {CognitoAuthError} when the token is not in time
   */
  toUser({ claims, userPoolId, grants }: VerifiedToken): CognitoUser | Promise<CognitoUser> {
    const { validateClaims } = this.options;
    this.checkTimes(claims);
    const user = new CognitoUser(claims, userPoolId, grants);
    return validateClaims === undefined ? user : confirmClaims(user, validateClaims);
  }

  /** @throws {CognitoAuthError} when a token with these claims is not in time */
  checkTimes(claims: CognitoClaims): void {
    checkTokenTimes(claims, this.options, this.clock());
  }

  /** With a header that is known, a token goes on to jws, which looks at its alphabet in any case. */
  private readNewHeader(token: string, header: string): string {
    checkAlphabet(token);
    return readKeyId(header);
  }

  /** Known by the key where its id tells, or else as the token says, which nobody has signed yet. */
  private nameIssuer(kid: string, payload: string): unknown {
    const name = this.signingKeys.issuerOf(kid);
    if (name === undefined) return readUnverifiedIssuer(payload);
    checkPayloadForm(payload);
    return name;
  }

  /** Called by the mixin once the signature holds. A throw would be a failure of ours, not a refusal. */
  validate(
    { trustedKey }: TokenVerification,
    payload: unknown,
  ): ValidationResult | Promise<ValidationResult> {
    const confirmed = this.confirmIssuer(trustedKey, payload);
    return confirmed instanceof Promise
      ? confirmed.then(
          (confirmedKey) => this.validateClaimsSet(confirmedKey, payload),
          (error: unknown) => [false, error],
        )
      : this.validateClaimsSet(confirmed, payload);
  }

  private validateClaimsSet(
    { header, kid, key, issuer }: TrustedKey,
    payload: unknown,
  ): ValidationResult {
    try {
      const claims = this.validator.validate(payload, issuer.claimsRules);
      this.knownJoseHeaders.remember(header, kid);
      const { userPoolId } = issuer.userPool;
      return { claims, grants: readTokenGrants(claims), userPoolId, key, kid };
    } catch (error) {
      return [false, error];
    }
  }

  private async authenticateRequest(request: TokenRequest): Promise<void> {
    const { fail, error, success } = this;
    this.fail = (reason) => {
      const failure = toVerificationError(reason);
      // To @nestjs/passport every fail() is a 401, so whatever is not the caller's fault is an error().
      if (!isRefusal(failure)) error.call(this, failure);
      else if (isSigningKeysUnavailable(failure)) error.call(this, toHttpException(failure));
      else fail.call(this, failure);
    };
    try {
      const token = readToken(this.options.tokenSources, request);
      this.success = (verified) => {
        void this.admit(verified as VerifiedToken, token, request).then(
          (currentUser) => success.call(this, currentUser),
          (reason: unknown) => this.fail(reason),
        );
      };
      super.authenticate(new TokenVerification(token, await this.findTrustedKey(token)));
    } catch (reason) {
      this.fail(reason);
    }
  }

  /** Puts the user on the request, where `@CurrentUser()` looks whichever guard was there. */
  private async admit(
    verified: VerifiedToken,
    token: string,
    request: TokenRequest,
  ): Promise<unknown> {
    const user = await this.toUser(verified);
    const currentUser = await mapVerifiedUser(this.options.mapUser, user, request);
    // handleRequest() of the guard comes next, and may refuse or replace the user.
    attachAuthentication(request, { by: this, token, user, currentUser, isProvisional: true });
    return currentUser;
  }

  /**
   * A key found by its id alone may be published by two issuers, as when a pool changes to its other form
   * of issuer or has replicas. Which of them it is, the payload tells, now that the signature holds; that
   * issuer must then publish the very same key.
   */
  private confirmIssuer(
    trustedKey: TrustedKey,
    payload: unknown,
  ): TrustedKey | Promise<TrustedKey> {
    const name: unknown = (payload as { iss?: unknown } | null)?.iss;
    const issuer = typeof name === 'string' ? this.options.issuers.get(name) : undefined;
    return issuer === undefined || issuer.claimsRules === trustedKey.issuer.claimsRules
      ? trustedKey
      : this.confirmKey(trustedKey, name as string, issuer);
  }

  private async confirmKey(
    trustedKey: TrustedKey,
    name: string,
    issuer: ResolvedIssuer,
  ): Promise<TrustedKey> {
    const key = await this.signingKeys.resolve(name, trustedKey.kid);
    if (!key.equals(trustedKey.key)) throw new SignatureInvalidError();
    return { ...trustedKey, key, issuer };
  }
}

/** @throws {ClaimsRefusedError} unless the application answers `true` */
async function confirmClaims(
  user: CognitoUser,
  validateClaims: NonNullable<ResolvedCognitoAuthOptions['validateClaims']>,
): Promise<CognitoUser> {
  const isAccepted: unknown = await validateClaims(user.claims);
  if (isAccepted !== true) throw new ClaimsRefusedError();
  return user;
}

/**
 * Errors of jsonwebtoken are known by their name, since passport-jwt may carry a copy of its own. They
 * are not kept as causes: some quote the token.
 */
function toVerificationError(reason: unknown): unknown {
  if (!(reason instanceof Error)) return reason;
  const { name, message } = reason;
  if (name === 'JsonWebTokenError' && message === 'invalid signature') {
    return new SignatureInvalidError();
  }
  // With `typ: JWT` in the header, the payload is parsed before the signature is looked at.
  return name === 'JsonWebTokenError' || name === 'SyntaxError'
    ? new TokenMalformedError('The token cannot be decoded')
    : reason;
}
