import { TokenMalformedError, type TokenRequest } from '../core/index.js';
import { upgradeRequestOf } from './upgrade-request.js';
import { isNativeClient, type SocketIoClient } from './web-socket-client.interface.js';

/**
 * The request that opened a connection, for token sources to read.
 *
 * It gives no method: a handshake is a GET, which a page of any origin can make a browser send, and polling
 * does not even have an `Upgrade` header. Without a method, a cookie needs its proof of origin.
 *
 * @throws {CognitoAuthSetupError} when the request of a native WebSocket was not kept
 */
export function handshakeOf(client: object): TokenRequest {
  const request = isNativeClient(client)
    ? upgradeRequestOf(client)
    : (client as SocketIoClient).request;
  return Object.create(request, { method: { value: undefined } }) as TokenRequest;
}

/**
 * The token that a client of socket.io gave as `io(url, { auth: { token } })`, or `undefined`.
 *
 * @throws {TokenMalformedError} when it is not a string
 */
export function handshakeAuthTokenOf(client: object): string | undefined {
  const token = (client as Partial<SocketIoClient>).handshake?.auth?.token ?? undefined;
  if (token === undefined || typeof token === 'string') return token;
  throw new TokenMalformedError('The token is not a string');
}
