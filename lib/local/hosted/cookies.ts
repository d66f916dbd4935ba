import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** The value of a cookie; the first if there are several of that name. */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = splitPair(pair.trim());
    if (key === name) return value;
  }
  return undefined;
}

/**
 * A cookie for this server only, hidden from scripts, which other sites' forms do not send.
 *
 * @param maxAgeSeconds until the browser closes when absent; 0 removes it
 */
export function cookieHeader(
  request: IncomingMessage,
  name: string,
  value: string,
  maxAgeSeconds?: number,
): string {
  return [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(request.socket instanceof TLSSocket ? ['Secure'] : []),
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${maxAgeSeconds}`]),
  ].join('; ');
}

function splitPair(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? ['', pair] : [pair.slice(0, equals), pair.slice(equals + 1)];
}
