import type { Type, WebSocketAdapter } from '@nestjs/common';
import type { TokenCarrier } from '../core/index.js';
import { keepUpgradeRequest } from './upgrade-request.js';

type Connect = (client: object, request: TokenCarrier, ...rest: readonly unknown[]) => unknown;

/**
 * Makes a class of adapter that keeps the request which opened a WebSocket, for `webSocketTransport()` to
 * find the token in. `WsAdapter` needs it; socket.io keeps its handshake by itself.
 *
 * @param Adapter `WsAdapter` of `@nestjs/platform-ws`, or a class of yours that extends it
 * @returns a class that extends it
 *
 * @example
 * const RememberingWsAdapter = rememberUpgradeRequest(WsAdapter);
 * app.useWebSocketAdapter(new RememberingWsAdapter(app));
 */
export function rememberUpgradeRequest<Adapter extends Type<WebSocketAdapter>>(
  Adapter: Adapter,
): Adapter {
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
