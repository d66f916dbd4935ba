import { isNativeClient, type WebSocketClient } from './web-socket-client.interface.js';

const EXCEPTION = 'exception';

/** Sends what Nest sends for an exception: the event on socket.io, its frame on a native WebSocket. */
export function sendException(client: WebSocketClient, payload: unknown): void {
  if (isNativeClient(client)) client.send(JSON.stringify({ event: EXCEPTION, data: payload }));
  else client.emit(EXCEPTION, payload);
}

/** A fixed name, so that two copies of this package do not both answer. */
const ANSWERS_EXCEPTIONS = Symbol.for('nestjs-cognito-auth:answers-exceptions');

/**
 * Makes refusals on a native WebSocket reach its client on Nest 11 too. The exception filter there emits the event as
 * if for socket.io, and on this kind of client only the process itself hears it. Nest 12, and filters of the
 * application that answer themselves, send the frame and emit nothing.
 *
 * @param isRefusal whether a payload is ours and not the application's
 */
export function answerEmittedExceptions(
  client: object,
  isRefusal: (payload: object) => boolean,
): void {
  if (!isNativeClient(client) || Object.hasOwn(client, ANSWERS_EXCEPTIONS)) return;
  Object.defineProperty(client, ANSWERS_EXCEPTIONS, { value: true });
  client.on(EXCEPTION, (payload) => {
    if (typeof payload === 'object' && payload !== null && isRefusal(payload)) {
      sendException(client, payload);
    }
  });
}
