import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { map, Observable, takeUntil } from 'rxjs';
import type { CognitoUser } from '../claims/cognito-user.js';
import { authenticationOn, findCarrier } from '../transport/authenticated-user.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { refusalOf } from '../errors/refusal.js';
import type { RefusedError } from '../errors/refusals.js';
import { endIterator } from './end-iterator.js';
import { TokenLifetime } from './token-lifetime.js';

/**
 * The metadata that Nest's `@Sse()` leaves on a handler. Nest does not export the name, so tests check on every
 * supported version of Nest that streams end.
 */
const SSE = '__sse__';

/**
 * Ends the stream of a handler when the token of its caller ends: a guard checks a call when it starts, and nothing
 * that is sent afterwards.
 *
 * - `@Sse()`: the stream is completed. The browser connects again by itself, and the guard checks it: with a newer
 *   cookie it goes on, with an old token it gets a 401 and gives up.
 * - `@Subscription()`: the subscription is completed, and the socket stays open.
 * - Observables of message handlers, such as server streams of gRPC: the call is refused with
 *   `ERR_COGNITO_TOKEN_EXPIRED` or `ERR_COGNITO_TOKEN_TOO_OLD`, so that nobody takes a part for the whole. This also
 *   applies to a single answer that has not arrived by then.
 *
 * The token ends when the guard would start to refuse it, `clockToleranceSeconds` and `maxTokenAgeSeconds` included.
 * Nothing checks it in between: a user whom `validateClaims` or `mapUser` would refuse by now keeps listening until
 * then. Handlers that answer once over HTTP, and callers without a token, are not affected. The interceptor needs a
 * guard as well: by itself it lets everybody in.
 *
 * @example
 * @UseInterceptors(EndWithTokenInterceptor)
 * @Sse('prices')
 * prices(@CurrentUser('sub') sub: string): Observable<MessageEvent> { … }
 */
@Injectable()
export class EndWithTokenInterceptor implements NestInterceptor {
  readonly #moduleRef: ModuleRef;
  readonly #lifetime: TokenLifetime;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
    this.#lifetime = new TokenLifetime(moduleRef);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const user = verifiedUserOf(context);
    const answer = next.handle();
    if (user === undefined) return answer;
    switch (context.getType<string>()) {
      case 'http':
        return isSse(context) ? answer.pipe(takeUntil(this.#endOf(user))) : answer;
      case 'graphql':
        return answer.pipe(map((value) => this.#endSubscription(value, user)));
      default:
        return answer.pipe(takeUntil(this.#refusalOf(user, context)));
    }
  }

  #endOf(user: CognitoUser): Observable<RefusedError> {
    return new Observable((subscriber) =>
      this.#lifetime.onEnd(user, (refusal) => subscriber.next(refusal)),
    );
  }

  #endSubscription(value: unknown, user: CognitoUser): unknown {
    return isAsyncIterable(value)
      ? endIterator(value, (end) => this.#lifetime.onEnd(user, end))
      : value;
  }

  /** Fails with the error that the protocol of the call uses for a refusal. */
  #refusalOf(user: CognitoUser, context: ExecutionContext): Observable<never> {
    return this.#endOf(user).pipe(
      map((error) => {
        const { transports, realm } = this.#options();
        transports
          .findLast(({ contextType }) => contextType === context.getType<string>())
          ?.refuse(context, refusalOf(error, { realm, scopes: [] }));
        throw error;
      }),
    );
  }

  #options(): ResolvedCognitoAuthOptions {
    return this.#moduleRef.get(RESOLVED_COGNITO_AUTH_OPTIONS, { strict: false });
  }
}

/** The user that the guard found, whatever `mapUser` made of it. */
function verifiedUserOf(context: ExecutionContext): CognitoUser | undefined {
  const carrier = findCarrier(context.getArgs());
  return carrier && authenticationOn(carrier)?.user;
}

function isSse(context: ExecutionContext): boolean {
  return Reflect.hasMetadata(SSE, context.getHandler());
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
