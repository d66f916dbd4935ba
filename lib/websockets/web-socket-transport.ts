import type { ExecutionContext } from '@nestjs/common';
import {
  type AuthTransport,
  type CognitoUser,
  type Refusal,
  type TransportTools,
} from '../core/index.js';
import { readOptions, oneToken } from '../core/internal.js';
import { answerEmittedExceptions } from './client-exception.js';
import { bindConnectionUser } from './connection-user.js';
import { ConnectionWatch } from './connection-watch.js';
import { handshakeAuthTokenOf, handshakeOf } from './handshake.js';
import { isWebSocketRefusal, toWsException } from './to-ws-exception.js';

/** Options of {@link webSocketTransport}. */
export interface WebSocketTransportOptions<Client extends object = object> {
  /**
   * Returns the token of a connection, or `undefined` if it has none. It is called with every message, so a
   * connection can get a newer token of the same user.
   *
   * It sees the connection and not the message: messages of one client are handled concurrently, and a token of each
   * message would let the handler of one see the user of another.
   *
   * @defaultValue with socket.io `handshake.auth.token`; then, and with ws, what the `tokenSources` of the
   * module find in the request that opened the connection
   */
  readonly readToken?: (client: Client) => string | undefined;
  /**
   * Seconds between two checks of a connection that {@link WebSocketAuthenticator} has let in: whether its key is
   * still trusted, what `validateClaims` and `mapUser` say, which token `readToken` returns. A client that sends
   * nothing may keep listening for this long after one of these would refuse it. The end of a token is noticed at
   * once.
   * From 1 to 3600.
   *
   * @defaultValue 60
   */
  readonly recheckSeconds?: number;
}

const RECHECK_SECONDS = { min: 1, max: 3600, fallback: 60 };

/**
 * Makes `CognitoAuthGuard` work on message handlers of gateways, over socket.io and over ws. The latter
 * needs {@link withUpgradeRequest} too.
 *
 * Every message is checked in full, so an expired token is refused on the next one. A connection belongs to
 * one user: a token of another is refused with `ERR_COGNITO_TOKEN_AMBIGUOUS`. A refusal is a `WsException`;
 * the client gets the event `exception` with `{ status: 'error', code, message }`.
 *
 * Nest guards messages only: `handleConnection` needs a {@link WebSocketAuthenticator}.
 *
 * @throws {CognitoAuthSetupError} when `readToken` is not a function, or is an async one, when `recheckSeconds` is
 * out of range, and when there is another option
 *
 * @example
 * CognitoAuthModule.forRoot({
 *   userPoolId: 'eu-west-1_AbCdEf123',
 *   tokenUse: 'access',
 *   clientId: '55plsi2cl0o267lfusmgaf67pf',
 *   transports: [webSocketTransport()],
 * })
 */
export function webSocketTransport<Client extends object = object>(
  options: WebSocketTransportOptions<Client> = {},
): AuthTransport {
  return readOptions(
    'webSocketTransport',
    options,
    OPTION_NAMES,
    (given) =>
      new WebSocketTransport(
        given.optionalSyncFunction('readToken', MUST_BE_FUNCTION) as
          ((client: object) => string | undefined) | undefined,
        given.wholeNumber('recheckSeconds', RECHECK_SECONDS),
      ),
  );
}

const OPTION_NAMES = Object.keys({
  readToken: true,
  recheckSeconds: true,
} satisfies Record<keyof WebSocketTransportOptions, true>);

/** Seconds between two checks of a connection. The application's own transport has no such number. */
export function recheckSecondsOf(transports: readonly AuthTransport[]): number {
  const transport = transports.findLast(({ contextType }) => contextType === 'ws');
  return (
    (transport as Partial<WebSocketTransport> | undefined)?.recheckSeconds ??
    RECHECK_SECONDS.fallback
  );
}

const MUST_BE_FUNCTION = 'must be a function of the client, such as (client) => client.data.token';

class WebSocketTransport implements AuthTransport {
  readonly contextType = 'ws';
  readonly outlivesCall = true;
  readonly recheckSeconds: number;
  readonly #readToken: ((client: object) => string | undefined) | undefined;
  /** Calls whose token is still being checked. Afterwards only the requirements of their handler refuse them. */
  readonly #undecided = new WeakSet<ExecutionContext>();

  constructor(
    readToken: ((client: object) => string | undefined) | undefined,
    recheckSeconds: number,
  ) {
    this.#readToken = readToken;
    this.recheckSeconds = recheckSeconds;
  }

  tokenOf(
    context: ExecutionContext,
    tools: TransportTools,
  ): string | undefined | Promise<string | undefined> {
    const client = clientOf(context);
    this.#undecided.add(context);
    return this.#readToken === undefined
      ? findHandshakeToken(client, tools)
      : this.#readToken(client);
  }

  carrierOf(context: ExecutionContext): object {
    return clientOf(context);
  }

  checkUser(context: ExecutionContext, user: CognitoUser): void {
    const client = clientOf(context);
    const newest = bindConnectionUser(client, user);
    this.#undecided.delete(context);
    ConnectionWatch.of(client)?.follow(newest);
  }

  refuse(context: ExecutionContext, refusal: Refusal): never {
    const client = clientOf(context);
    answerEmittedExceptions(client, isWebSocketRefusal);
    if (this.#isOfTheConnection(context, refusal)) {
      ConnectionWatch.of(client)?.refuse(refusal.error);
    }
    throw toWsException(refusal.error);
  }

  /** Whether the token or its user is refused: not only this message, and not because no decision is possible. */
  #isOfTheConnection(context: ExecutionContext, { error, status }: Refusal): boolean {
    if (status >= 500) return false;
    return error.code === 'ERR_COGNITO_USER_REFUSED' || this.#undecided.has(context);
  }
}

function findHandshakeToken(
  client: object,
  tools: TransportTools,
): string | undefined | Promise<string | undefined> {
  const given = handshakeAuthTokenOf(client);
  const found = tools.findToken(handshakeOf(client));
  return found instanceof Promise
    ? found.then((token) => oneToken([given, token]))
    : oneToken([given, found]);
}

function clientOf(context: ExecutionContext): object {
  return context.switchToWs().getClient<object>();
}
