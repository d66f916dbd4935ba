import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Answer } from './key-endpoint.js';

export { type Answer, json } from './key-endpoint.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Answers with a whole body, right or wrong. */
export const body =
  (content: string | Uint8Array, headers: OutgoingHttpHeaders = JSON_TYPE): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(content), ...headers });
    response.end(content);
  };

/** Answers with an error and a small body. */
export const status =
  (code: number, headers: OutgoingHttpHeaders = {}): Answer =>
  (_request, response) => {
    response
      .writeHead(code, { ...JSON_TYPE, ...headers })
      .end(JSON.stringify({ message: 'fault' }));
  };

/** Answers with a status that has no body. */
export const noContent: Answer = (_request, response) => {
  response.writeHead(204).end();
};

/** Points elsewhere. */
export const redirect = (code: number, location: string): Answer => status(code, { location });

/** Takes the request and never answers. */
export const hang: Answer = () => undefined;

/** Answers each request in its own way, and all further ones in the last. */
export function inTurn(...answers: readonly Answer[]): Answer {
  let count = 0;
  return (request, response) => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    answer?.(request, response);
  };
}

/** An answer that is held back until it is let go. */
export function held(answer: Answer): { answer: Answer; letGo: () => void } {
  const waiting: (() => void)[] = [];
  return {
    answer: (request, response) => waiting.push(() => answer(request, response)),
    letGo: () => {
      for (const proceed of waiting.splice(0)) proceed();
    },
  };
}

/** Sends headers and then one byte at a time, so that a timer of silence never runs out. */
export const dripBody =
  (content: string, everyMs: number): Answer =>
  (_request, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(content) });
    drip(response, content, everyMs, (byte) => response.write(byte));
  };

/** Sends even the headers one byte at a time. */
export const dripHeaders =
  (everyMs: number): Answer =>
  ({ socket }, response) => {
    const head = `HTTP/1.1 200 OK\r\nx-padding: ${'x'.repeat(10_000)}\r\n\r\n`;
    drip(response, head, everyMs, (byte) => socket.write(byte));
  };

function drip(
  response: ServerResponse,
  content: string,
  everyMs: number,
  write: (byte: string) => void,
): void {
  let sent = 0;
  const timer = setInterval(() => {
    write(content.charAt(sent));
    sent += 1;
    if (sent === content.length) clearInterval(timer);
  }, everyMs);
  response.on('close', () => clearInterval(timer));
}

/** Sends the beginning of a body that was announced in full, and then ends the connection. */
export const breakOff =
  (content: string, how: 'close' | 'reset'): Answer =>
  ({ socket }, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(content) });
    response.write(content.slice(0, content.length / 2), () => {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.end();
    });
  };

/** Sends chunks and ends the connection without the chunk that says that there are no more. */
export const breakOffChunks =
  (content: string): Answer =>
  ({ socket }, response) => {
    response.writeHead(200, JSON_TYPE);
    response.write(content, () => socket.end());
  };

/** Sends fewer bytes than announced and keeps the connection open, as if more were to come. */
export const announceTooMuch =
  (content: string): Answer =>
  (_request, response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(content) + 1 });
    response.write(content);
  };

/** Sends what is not HTTP. */
export const notHttp: Answer = ({ socket }) => {
  socket.end('SSH-2.0-OpenSSH_9.6\r\n');
};

/** Closes the connection without an answer. */
export const drop: Answer = (_request, response) => {
  response.destroy();
};

/** Resets the connection without an answer. */
export const reset: Answer = ({ socket }) => {
  socket.resetAndDestroy();
};

/** Sends a beginning and then one chunk after the other, each when the one before has left. */
export const pour =
  (
    beginning: string,
    chunk: Uint8Array,
    count: number,
    { code = 200, headers = {} }: { code?: number; headers?: OutgoingHttpHeaders } = {},
  ): Answer =>
  (_request, response) => {
    let left = count;
    const next = (error?: Error | null): void => {
      if (error || response.destroyed) return;
      left -= 1;
      if (left < 0) response.end();
      // Through the event loop, so that a reader in this process gets its turn.
      else setImmediate(() => response.write(chunk, next));
    };
    response.writeHead(code, { ...JSON_TYPE, ...headers });
    response.write(beginning, next);
  };
