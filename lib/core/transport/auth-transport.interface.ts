import type { ExecutionContext } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import type { Refusal } from '../errors/refusal.js';

/** What the module provides to a transport, which is created before the options are known. */
export interface TransportTools {
  /**
   * The one token that the `tokenSources` of the module find in a request, or `undefined`: at once, or as a promise
   * if one of them has to wait.
   *
   * @param onUncacheable called when the token is in a place whose responses caches must not keep
   * (RFC 6750 §2.3)
   * @throws {TokenAmbiguousError} (or rejects) when there are two different ones
   */
  findToken(
    request: TokenRequest,
    onUncacheable?: () => void,
  ): string | undefined | Promise<string | undefined>;
}

/**
 * How the guard works in one kind of execution context of Nest: where the token is, what a user is
 * attached to, and how a call is refused.
 */
export interface AuthTransport {
  /** What `ExecutionContext.getType()` returns, such as `http`. */
  readonly contextType: string;

  /**
   * Whether the carrier outlives the call, like a connection that brings many messages. Then the token is checked and
   * `mapUser` runs on every call, and refusing a call does not take the user away from the other calls in progress.
   *
   * @defaultValue false
   */
  readonly outlivesCall?: boolean;

  /**
   * The operation that a call is part of, if one operation calls several handlers, as a GraphQL operation does for
   * its fields: an object that all calls of the operation share, and no call of another. The token is then verified,
   * and `mapUser` runs, once for all of them.
   *
   * @defaultValue every call is a separate operation
   */
  operationOf?(context: ExecutionContext): object | undefined;

  /**
   * The token of the call, or `undefined` if it has none: at once, or as a promise if finding it takes time.
   *
   * @throws {TokenAmbiguousError} (or rejects) when there are two different ones
   */
  tokenOf(
    context: ExecutionContext,
    tools: TransportTools,
  ): string | undefined | Promise<string | undefined>;

  /** The argument of the call that the user is attached to, where `@CurrentUser()` finds it. */
  carrierOf(context: ExecutionContext): object;

  /**
   * Has the last word on a user whose token is good, before any requirement is checked.
   *
   * It must answer at once: an async function stops the boot.
   *
   * @throws {CognitoAuthError} to refuse the call with this error
   */
  checkUser?(context: ExecutionContext, user: CognitoUser): void;

  /** Also puts the user where users of the framework expect it, such as on `request.user`. */
  exposeUser?(context: ExecutionContext, user: unknown): void;

  /** Throws what the protocol of the call uses for a refusal. */
  refuse(context: ExecutionContext, refusal: Refusal): never;

  /**
   * The error to throw in place of one that is no refusal, such as an outage of a store: for protocols that show
   * clients the message of every error.
   *
   * @defaultValue the error itself
   */
  failureOf?(error: unknown): unknown;

  /**
   * Wraps the decision, for protocols that cannot wait for it or that need more than a rejection. The guard returns
   * its result. It must call `decide` exactly once, and return `true` only if `decide` does.
   */
  aroundDecision?(
    context: ExecutionContext,
    decide: () => true | Promise<true>,
  ): true | Promise<true>;
}
