import { Inject, Injectable } from '@nestjs/common';
import passport from 'passport';
import { type DecisionTrace, traceDecision } from '../events/channels.js';
import { DecisionReporter } from '../events/decision-reporter.js';
import { attachAuthentication, authenticationOn } from '../transport/authenticated-user.js';
import type { CognitoUser } from '../claims/cognito-user.js';
import { isSigningKeysUnavailable } from '../errors/signing-keys-unavailable.error.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { findToken } from '../token-source/find-token.js';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import { isRefusal } from '../errors/refusals.js';
import { TokenMissingError } from '../errors/token-refused.errors.js';
import { toHttpException } from '../transport/to-http-exception.js';
import { mapVerifiedUser } from '../verifier/map-user.js';
import {
  COGNITO_TOKEN_VERIFIER,
  type PassportTokenVerifier,
} from '../verifier/passport-token-verifier.js';

/** How a strategy reports its outcome: passport puts these on the object that it runs. */
interface PassportOutcomes {
  success(user: unknown): void;
  fail(reason: unknown): void;
  error(error: unknown): void;
}

/**
 * The strategy that `AuthGuard('cognito')` runs: it reads the token of a request and asks the same verifier as
 * `CognitoAuthGuard`. `CognitoAuthGuard` says more when it refuses, enforces the decorators, and keeps several
 * applications in one process apart.
 */
@Injectable()
export class AuthGuardStrategy {
  readonly #options: ResolvedCognitoAuthOptions;
  readonly #verifier: PassportTokenVerifier;
  readonly #reporter: DecisionReporter;

  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) options: ResolvedCognitoAuthOptions,
    @Inject(COGNITO_TOKEN_VERIFIER) verifier: PassportTokenVerifier,
    @Inject(DecisionReporter) reporter: DecisionReporter,
  ) {
    this.#options = options;
    this.#verifier = verifier;
    this.#reporter = reporter;
    const run = (request: TokenRequest, outcomes: PassportOutcomes): void =>
      void this.#decide(request).then(
        (currentUser) => outcomes.success(currentUser),
        (error: unknown) => passOn(error, outcomes),
      );
    passport.use(options.strategyName, {
      authenticate(this: PassportOutcomes, request: unknown) {
        run(request as TokenRequest, this);
      },
    } as passport.Strategy);
  }

  async #decide(request: TokenRequest): Promise<unknown> {
    const trace = traceDecision('http');
    const decision: { user?: CognitoUser } = {};
    try {
      return await this.#authenticate(request, decision, trace);
    } catch (error) {
      if (isRefusal(error)) this.#reporter.refused(error, decision.user, trace);
      throw error;
    }
  }

  /**
   * Puts the user on the request, where `@CurrentUser()` looks whichever guard ran.
   *
   * @param decision is told the user as soon as the token is known to be good
   */
  async #authenticate(
    request: TokenRequest,
    decision: { user?: CognitoUser },
    trace: DecisionTrace | undefined,
  ): Promise<unknown> {
    const token = await findToken(this.#options.tokenSources, request);
    if (token === undefined) throw new TokenMissingError();
    const user = await this.#verifier.verifyOrRecall(token, trace);
    decision.user = user;
    const currentUser = await mapVerifiedUser(this.#options.mapUser, user, request);
    const known = authenticationOn(request);
    // handleRequest() of the guard comes next, and may refuse or replace the user.
    attachAuthentication(request, { by: this, token, user, currentUser, isProvisional: true });
    if (known?.by !== this || known.token !== token) this.#reporter.accepted(user, trace);
    return currentUser;
  }
}

/** To @nestjs/passport every fail() is a 401, so whatever is not the caller's fault is an error(). */
function passOn(error: unknown, outcomes: PassportOutcomes): void {
  // An error that is falsy would be none to passport.
  if (!isRefusal(error))
    outcomes.error(error || new Error(`A failure without an error: ${String(error)}`));
  else if (isSigningKeysUnavailable(error)) outcomes.error(toHttpException(error));
  else outcomes.fail(error);
}
