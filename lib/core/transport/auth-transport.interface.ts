import type { ExecutionContext } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import type { TokenRequest } from '../token-source/token-source.interface.js';
import type { Refusal } from '../errors/refusal.js';

/** What the module lends to a transport, which is made before the options are known. */
export interface TransportTools {
  /**
   * The one token that the `tokenSources` of the module find in a request, or `undefined`: at once, or as a
   * promise where one of them has to wait.
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
  /** What `ExecutionContext.getType()` gives, such as `http`. */
  readonly contextType: string;

  /**
   * Whether the carrier outlives the call, as a connection does that brings many messages. Then the token
   * is checked and `mapUser` asked on every call; and a call that its user may not make is refused without
   * taking the user from the other calls in progress.
   *
   * @defaultValue false
   */
  readonly outlivesCall?: boolean;

  /**
   * What a call is part of where one operation calls several handlers, as a GraphQL operation does for its
   * fields: an object that all calls of one operation have in common, and no call of another. The token is
   * then verified, and `mapUser` asked, once for all of them.
   *
   * @defaultValue every call is a separate operation
   */
  operationOf?(context: ExecutionContext): object | undefined;

  /**
   * The token of the call, or `undefined` where it has none: at once, or as a promise where it has to be asked for.
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
   * Has the last word on a user whose token is good, before anything is asked of the user.
   *
   * @throws {CognitoAuthError} that the call is refused with
   */
  checkUser?(context: ExecutionContext, user: CognitoUser): void;

  /** Where the framework's users expect it, also shows them the user, such as on `request.user`. */
  exposeUser?(context: ExecutionContext, user: unknown): void;

  /** Throws what the protocol of the call has for a refusal. */
  refuse(context: ExecutionContext, refusal: Refusal): never;

  /**
   * Stands around the decision, for protocols that cannot wait for it or that need more than a rejection.
   * What it gives is what the guard gives; it has to call `decide`, once, and to give `true` only where that
   * does.
   */
  aroundDecision?(
    context: ExecutionContext,
    decide: () => true | Promise<true>,
  ): true | Promise<true>;
}
