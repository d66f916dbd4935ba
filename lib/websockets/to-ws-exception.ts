import { WsException } from '@nestjs/websockets';
import type { RefusedError } from '../core/index.js';

/** What a client gets with the event `exception` when its message is refused. */
export interface WebSocketRefusal {
  readonly status: 'error';
  /** Stable; `ERR_COGNITO_TOKEN_EXPIRED`, for instance. */
  readonly code: RefusedError['code'];
  /** Fixed text that contains nothing of the token. */
  readonly message: string;
}

/** Distinguishes refusals from what an application emits itself; not enumerable, so no client sees it. */
const BRAND = Symbol.for('nestjs-cognito-auth:web-socket-refusal');

/** Whether a payload is a refusal of this package, even of another copy of it. */
export function isWebSocketRefusal(payload: object): payload is WebSocketRefusal {
  return Object.hasOwn(payload, BRAND);
}

/**
 * Nest's exception for a refusal, with the error itself as `cause`. It contains an object, because with a plain text
 * Nest would also send the message of the client back.
 */
export function toWsException(refused: RefusedError): WsException {
  const { code, message } = refused;
  const refusal: WebSocketRefusal = { status: 'error', code, message };
  Object.defineProperty(refusal, BRAND, { value: true });
  const exception = new WsException(refusal);
  Object.defineProperty(exception, 'cause', {
    value: refused,
    configurable: true,
    writable: true,
  });
  return exception;
}
