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
 * What Nest's `@Sse()` leaves on a handler. Nest does not export the name; that streams end is tested on every
 * version of it that is supported.
 */
const SSE = '__sse__';

/**
 * Ends what a handler streams once the token of its caller has ended: a guard looks at a call when it
 * starts, and at none of what is sent afterwards.
 *
 * - `@Sse()`: the stream is completed. The browser connects again by itself and meets the guard: a newer
 *   cookie goes on, an old token is a 401, after which it gives up.
 * - `@Subscription()`: the subscription is completed, the socket stays.
 * - Observables of message handlers, such as server streams of gRPC: the call is refused with
 *   `ERR_COGNITO_TOKEN_EXPIRED` or `ERR_COGNITO_TOKEN_TOO_OLD`, so that nobody takes what has come for all there is.
 *   That goes for a single answer too which is not there by then.
 *
 * The token ends when the guard would begin to refuse it, `clockToleranceSeconds` and `maxTokenAgeSeconds` included.
 * It is not checked in between: whom `validateClaims` or `mapUser` begin to refuse hears on until then.
 * Handlers that answer once over HTTP, and callers without a token, are left alone. It needs a guard beside it:
 * by itself it lets everybody in.
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

  /** Fails with what the protocol of the call has for a refusal. */
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

/** Whom the guard has found, whatever `mapUser` made of the user. */
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
