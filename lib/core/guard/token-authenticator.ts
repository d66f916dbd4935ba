import { Inject, Injectable } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { TokenMissingError } from '../errors/token-refused.errors.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { findToken } from '../token-source/find-token.js';
import { isPromise } from '../option-reader/is-promise.js';
import { type Authentication, authenticationOn } from '../transport/authenticated-user.js';
import type { TransportTools } from '../transport/auth-transport.interface.js';
import { OperationMemory } from '../transport/operation-memory.js';
import {
  COGNITO_TOKEN_VERIFIER,
  type PassportTokenVerifier,
} from '../verifier/passport-token-verifier.js';
import { type Authenticator, type Call, isOneCall, knownOn } from './call.js';

/** What is asked about tokens. */
type TokenAuthority = Pick<PassportTokenVerifier, 'verifyOrRecall' | 'checkTimes'>;

/** Knows callers by their tokens; whoever was found out before, in one operation or on one request, is found again. */
@Injectable()
export class TokenAuthenticator implements Authenticator {
  readonly #verifier: TokenAuthority;
  readonly #tools: TransportTools;
  readonly #pendingTokens = new WeakMap<object, Promise<string | undefined>>();
  readonly #verifications = new OperationMemory<Authentication | Promise<Authentication>>();

  constructor(
    @Inject(COGNITO_TOKEN_VERIFIER) verifier: TokenAuthority,
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS)
    { tokenSources }: Pick<ResolvedCognitoAuthOptions, 'tokenSources'>,
  ) {
    this.#verifier = verifier;
    this.#tools = {
      findToken: (request, onUncacheable) => findToken(tokenSources, request, onUncacheable),
    };
  }

  authenticate(call: Call): Authentication | Promise<Authentication> {
    const token = this.#tokenOf(call);
    return token instanceof Promise
      ? token.then((found) => this.#authenticateBy(found, call))
      : this.#authenticateBy(token, call);
  }

  /** A token that has to be waited for is asked for once per call, however many guards decide about it. */
  #tokenOf(call: Call): string | undefined | Promise<string | undefined> {
    const { context, transport, carrier } = call;
    const pending = this.#pendingTokens.get(carrier);
    if (pending !== undefined) return pending;
    const found: unknown = transport.tokenOf(context, this.#tools);
    if (!isPromise(found)) return givenBy(found);
    const token = Promise.resolve(found).then(givenBy);
    if (isOneCall(call) && transport.operationOf === undefined)
      this.#pendingTokens.set(carrier, token);
    return token;
  }

  #authenticateBy(token: string | undefined, call: Call): Authentication | Promise<Authentication> {
    if (token === undefined) return withoutToken(call);
    if (call.operation !== undefined) return this.#authenticateOnce(token, call);
    const known = call.transport.outlivesCall ? undefined : knownOn(call, token);
    return known ?? this.#verify(token, call);
  }

  /** An operation may take its time, so what was true of its first call need not be true of the next. */
  #authenticateOnce(token: string, call: Call): Authentication | Promise<Authentication> {
    const { operation, carrier } = call;
    const found = this.#verifications.findOnce(operation, { carrier, token }, () =>
      this.#verify(token, call),
    );
    const inTime = (authentication: Authentication): Authentication => {
      if (authentication.user !== undefined) {
        this.#verifier.checkTimes(authentication.user.claims);
      }
      return authentication;
    };
    return found instanceof Promise ? found.then(inTime) : inTime(found);
  }

  /** One token on one carrier stays one user, also where the token is verified again. */
  #verify(token: string, call: Call): Authentication | Promise<Authentication> {
    const authenticated = (verified: CognitoUser): Authentication => {
      const user = knownOn(call, token)?.user ?? verified;
      return { by: call.by, token, user, currentUser: user };
    };
    const user = this.#verifier.verifyOrRecall(token, call.trace);
    return user instanceof Promise ? user.then(authenticated) : authenticated(user);
  }
}

/**
 * @throws {TokenMissingError} where the handler needs a user, or where the connection belongs to one: its other calls
 * share the carrier, and would lose their user
 */
function withoutToken({ policy, transport, carrier, by }: Call): Authentication {
  const known = transport.outlivesCall === true ? authenticationOn(carrier) : undefined;
  const isOfAnother = known?.by === by && known.user !== undefined;
  if (policy.mode !== 'optional' || isOfAnother) throw new TokenMissingError();
  return { by, token: undefined, user: undefined, currentUser: undefined };
}

/** It comes from the caller, so whatever else than a token it is, the verifier refuses it. */
function givenBy(found: unknown): string | undefined {
  return (found ?? undefined) as string | undefined;
}
