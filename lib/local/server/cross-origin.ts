import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalName } from './loopback.js';

/** What the SDKs read in browsers. */
const EXPOSED = 'x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage,date';

/** Lets pages read the answer, if they are on this machine. Pages of other sites must not. */
export function allowOrigin(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  allowRemote: boolean,
): void {
  response.setHeader('vary', 'origin');
  if (origin === undefined || !(allowRemote || isLocalOrigin(origin))) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED);
}

/** Answers the question of a browser whether a page may send its request. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  if (response.hasHeader('access-control-allow-origin')) {
    const asked = request.headers['access-control-request-headers'];
    if (asked !== undefined) response.setHeader('access-control-allow-headers', asked);
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader('access-control-max-age', '600');
  }
  response.writeHead(204).end();
}

function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLocalName(new URL(origin).hostname);
}
