import type { TokenRequest } from '../core/index.js';

/** The part of a `Socket` of socket.io that is used here. */
export interface SocketIoClient {
  readonly handshake: { readonly auth?: { readonly token?: unknown } | undefined };
  /** The request that opened the connection. */
  readonly request: TokenRequest;
  readonly connected: boolean;
  emit(event: string, payload: unknown): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
  disconnect(): unknown;
}

/** The part of a `WebSocket` of ws that is used here. */
export interface NativeClient {
  readonly readyState: number;
  send(frame: string): void;
  on(event: 'exception', listener: (payload: unknown) => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  close(code: number, reason: string): void;
}

/** A client of one of the adapters that Nest has. */
export type WebSocketClient = SocketIoClient | NativeClient;

/** The only sign of ws; socket.io has no `readyState`. */
export function isNativeClient(client: object): client is NativeClient {
  const { readyState, send } = client as Partial<NativeClient>;
  return typeof readyState === 'number' && typeof send === 'function';
}
