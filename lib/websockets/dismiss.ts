import { HttpException } from '@nestjs/common';
import { WsException } from '@nestjs/websockets';
import { REFUSALS } from '../core/index.js';
import { sendException } from './client-exception.js';
import { isWebSocketRefusal, type WebSocketRefusal } from './to-ws-exception.js';
import type { WebSocketClient } from './web-socket-client.interface.js';
import { disconnect, isConnected } from './web-socket-connection.js';

/** Sends a client the reason and ends its connection; does nothing if the client has already gone. */
export function dismiss(client: WebSocketClient, error: unknown): void {
  if (!isConnected(client)) return;
  const refusal = refusalOf(error);
  sendException(client, refusal);
  disconnect(client, isWebSocketRefusal(refusal) ? refusal.code : '');
}

/**
 * Whether an error refuses a client. The others are our own failures, such as keys that cannot be fetched, and say
 * nothing about the client.
 */
export function isDismissal(error: unknown): boolean {
  if (error instanceof HttpException) return error.getStatus() < 500;
  if (!(error instanceof WsException)) return false;
  const refusal = error.getError();
  const isOurs = typeof refusal === 'object' && isWebSocketRefusal(refusal);
  return !isOurs || REFUSALS[refusal.code].status < 500;
}

/** What the client gets. About a failure of ours it learns no more than Nest would say. */
function refusalOf(error: unknown): WebSocketRefusal | { status: 'error'; message: string } {
  const refusal = error instanceof WsException ? error.getError() : 'Internal server error';
  if (typeof refusal === 'object' && isWebSocketRefusal(refusal)) return refusal;
  return { status: 'error', message: typeof refusal === 'string' ? refusal : 'Forbidden resource' };
}
