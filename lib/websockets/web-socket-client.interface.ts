import type { TokenRequest } from '../core/index.js';

/** What is used of a `Socket` of socket.io. */
export interface SocketIoClient {
  readonly handshake: { readonly auth?: { readonly token?: unknown } | undefined };
  /** The request that opened the connection. */
  readonly request: TokenRequest;
  readonly connected: boolean;
  emit(event: string, payload: unknown): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
  disconnect(): unknown;
}

/** What is used of a `WebSocket` of ws. */
export interface NativeClient {
  readonly readyState: number;
  send(frame: string): void;
  on(event: 'exception', listener: (payload: unknown) => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  close(code: number, reason: string): void;
}

/** A client of one of the adapters that Nest has. */
export type WebSocketClient = SocketIoClient | NativeClient;

/** ws has no other sign; socket.io has no `readyState`. */
export function isNativeClient(client: object): client is NativeClient {
  const { readyState, send } = client as Partial<NativeClient>;
  return typeof readyState === 'number' && typeof send === 'function';
}
