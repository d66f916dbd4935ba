import type { Type, WebSocketAdapter } from '@nestjs/common';
import { CognitoAuthSetupError, type TokenRequest } from '../core/index.js';
import { keepUpgradeRequest } from './upgrade-request.js';

type Connect = (client: object, request: TokenRequest, ...rest: readonly unknown[]) => unknown;

/**
 * Makes an adapter class that keeps the request that opened a WebSocket, so that `webSocketTransport()` can find the
 * token in it. `WsAdapter` needs it; socket.io keeps its handshake by itself.
 *
 * @param Adapter `WsAdapter` of `@nestjs/platform-ws`, or a class of yours that extends it
 * @returns a class that extends it
 * @throws {CognitoAuthSetupError} when it is not an adapter class, for instance when it is an adapter
 *
 * @example
 * const RememberingWsAdapter = withUpgradeRequest(WsAdapter);
 * app.useWebSocketAdapter(new RememberingWsAdapter(app));
 */
export function withUpgradeRequest<Adapter extends Type<WebSocketAdapter>>(
  Adapter: Adapter,
): Adapter {
  if (!isClassOfAdapter(Adapter)) {
    throw new CognitoAuthSetupError([
      'withUpgradeRequest: must be given an adapter class, such as WsAdapter of ' +
        '@nestjs/platform-ws, and not an instance of it',
    ]);
  }
  return class RememberingAdapter extends Adapter {
    /** Before Nest gets the client, and so before any of its messages. */
    override bindClientConnect(server: unknown, callback: Connect): void {
      const connect: Connect = (client, request, ...rest) => {
        keepUpgradeRequest(client, request);
        return callback(client, request, ...rest);
      };
      super.bindClientConnect(server, connect);
    }
  };
}

function isClassOfAdapter(given: unknown): boolean {
  if (typeof given !== 'function') return false;
  const { prototype } = given as { prototype?: { bindClientConnect?: unknown } };
  return typeof prototype?.bindClientConnect === 'function';
}
