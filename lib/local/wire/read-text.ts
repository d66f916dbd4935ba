import type { IncomingMessage } from 'node:http';

/**
 * The body of a request.
 *
 * @param refuse makes the error for a body that is too long, or whose end does not come because the client has gone
 */
export function readText(
  request: IncomingMessage,
  maxBytes: number,
  refuse: (why: 'too long' | 'cut off') => Error,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // An iterator would end the connection where it stops, and with it the answer.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= maxBytes) chunks.push(chunk);
      else reject(refuse('too long'));
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    request.once('error', () => reject(refuse('cut off')));
    request.once('close', () => reject(refuse('cut off')));
  });
}
