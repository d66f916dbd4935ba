import { isNativeClient, type WebSocketClient } from './web-socket-client.interface.js';

/** RFC 6455 §7.4.1: a message that violates the policy of the endpoint. */
const POLICY_VIOLATION = 1008;
const OPEN = 1;

/** Whether a client can still receive something. */
export function isConnected(client: WebSocketClient): boolean {
  return isNativeClient(client) ? client.readyState === OPEN : client.connected;
}

/**
 * Ends a connection; with socket.io that of its namespace, since each namespace has its own handshake.
 *
 * @param reason up to 123 bytes (RFC 6455 §5.5); only a native WebSocket shows it to its client
 */
export function disconnect(client: WebSocketClient, reason: string): void {
  if (isNativeClient(client)) client.close(POLICY_VIOLATION, reason);
  else client.disconnect();
}

/** Calls back once when the connection has ended, whoever ended it. */
export function onDisconnect(client: WebSocketClient, callback: () => void): void {
  if (isNativeClient(client)) client.once('close', callback);
  else client.once('disconnect', callback);
}
