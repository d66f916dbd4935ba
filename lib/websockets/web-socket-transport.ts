import type { ExecutionContext } from '@nestjs/common';
import {
  type AuthTransport,
  CognitoAuthOptionsError,
  type CognitoUser,
  type RefusedError,
  TokenAmbiguousError,
  TokenMissingError,
  type TransportTools,
} from '../core/index.js';
import { answerEmittedExceptions } from './client-exception.js';
import { bindConnectionUser } from './connection-user.js';
import { handshakeAuthTokenOf, handshakeOf } from './handshake.js';
import { isWebSocketRefusal, toWsException } from './to-ws-exception.js';

/** Options of {@link webSocketTransport}. */
export interface WebSocketTransportOptions<Client extends object = object> {
  /**
   * Gives the token of a connection, or `undefined` where it has none. It is asked on every message, so
   * a connection can get a newer token of the same user.
   *
   * It sees the connection and not the message: messages are handled side by side on one client, and
   * a token of each message would let the handler of one see the user of another.
   *
   * @defaultValue with socket.io `handshake.auth.token`; then, and with ws, what the `tokenSources` of the
   * module find in the request that opened the connection
   */
  readonly readToken?: (client: Client) => string | undefined;
}

/**
 * Makes `CognitoAuthGuard` work on message handlers of gateways, over socket.io and over ws. The latter
 * needs {@link rememberUpgradeRequest} too.
 *
 * Every message is checked in full, so an expired token is refused on the next one. A connection belongs to
 * one user: a token of another is refused with `ERR_COGNITO_TOKEN_AMBIGUOUS`. A refusal is a `WsException`;
 * the client gets the event `exception` with `{ status: 'error', code, message }`.
 *
 * Nest guards messages only: `handleConnection` takes a {@link WebSocketAuthenticator}.
 *
 * @throws {CognitoAuthOptionsError} when `readToken` is not a function
 *
 * @example
 * CognitoAuthModule.forRoot({
 *   userPoolId: 'eu-west-1_AbCdEf123',
 *   tokenUse: 'access',
 *   clientId: '55plsi2cl0o267lfusmgaf67pf',
 *   transports: [webSocketTransport()],
 * })
 */
export function webSocketTransport<Client extends object = object>({
  readToken,
}: WebSocketTransportOptions<Client> = {}): AuthTransport {
  if (readToken !== undefined && typeof readToken !== 'function') {
    throw new CognitoAuthOptionsError([
      'webSocketTransport: readToken must be a function of the client, such as (client) => client.data.token',
    ]);
  }
  return new WebSocketTransport(readToken as ((client: object) => string | undefined) | undefined);
}

class WebSocketTransport implements AuthTransport {
  readonly contextType = 'ws';
  readonly hasLastingAnchor = true;
  readonly #readToken: ((client: object) => string | undefined) | undefined;

  constructor(readToken: ((client: object) => string | undefined) | undefined) {
    this.#readToken = readToken;
  }

  readToken(context: ExecutionContext, tools: TransportTools): string {
    const client = clientOf(context);
    const token =
      this.#readToken === undefined ? findHandshakeToken(client, tools) : this.#readToken(client);
    if (token === undefined) throw new TokenMissingError();
    return token;
  }

  anchorOf(context: ExecutionContext): object {
    return clientOf(context);
  }

  checkUser(context: ExecutionContext, user: CognitoUser): void {
    bindConnectionUser(clientOf(context), user);
  }

  refuse(context: ExecutionContext, refused: RefusedError): never {
    answerEmittedExceptions(clientOf(context), isWebSocketRefusal);
    throw toWsException(refused);
  }
}

function findHandshakeToken(client: object, tools: TransportTools): string | undefined {
  const given = handshakeAuthTokenOf(client);
  const found = tools.findToken(handshakeOf(client));
  if (given !== undefined && found !== undefined && given !== found) {
    throw new TokenAmbiguousError();
  }
  return given ?? found;
}

function clientOf(context: ExecutionContext): object {
  return context.switchToWs().getClient<object>();
}
