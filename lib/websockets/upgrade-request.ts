import { CognitoAuthSetupError, type TokenRequest } from '../core/index.js';

/** A fixed name, so that every copy of this package in a process finds what another kept. */
const UPGRADE_REQUEST = Symbol.for('nestjs-cognito-auth:upgrade-request');

/** Keeps the upgrade request of a native WebSocket on it, since Nest shows it to no handler. */
export function keepUpgradeRequest(client: object, request: TokenRequest): void {
  Object.defineProperty(client, UPGRADE_REQUEST, { value: request, configurable: true });
}

/**
 * The upgrade request of a native WebSocket.
 *
 * @throws {CognitoAuthSetupError} when it was not kept
 */
export function upgradeRequestOf(client: object): TokenRequest {
  const request = (client as { [UPGRADE_REQUEST]?: TokenRequest })[UPGRADE_REQUEST];
  if (request === undefined) {
    throw new CognitoAuthSetupError([
      'the request that opened the WebSocket is not known, so the token is not known either; write ' +
        'app.useWebSocketAdapter(new (withUpgradeRequest(WsAdapter))(app)) in place of ' +
        'app.useWebSocketAdapter(new WsAdapter(app)), or give webSocketTransport() a readToken',
    ]);
  }
  return request;
}
