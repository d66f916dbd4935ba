import type { IncomingMessage } from 'node:http';
import { ServiceException } from './service-exception.js';

/** More than any operation takes. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * The body of a request, as text.
 *
 * @throws {ServiceException} with status 413 when it is longer than 256 kB; or when the client goes before its end
 */
export function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // An iterator would end the connection where it stops, and with it the answer.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(tooLarge());
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    request.once('error', () => reject(cutOff()));
    request.once('close', () => reject(cutOff()));
  });
}

function tooLarge(): ServiceException {
  return new ServiceException('RequestEntityTooLargeException', 'Request is too large', 413);
}

function cutOff(): ServiceException {
  return new ServiceException('SerializationException', 'Unexpected end of input');
}
