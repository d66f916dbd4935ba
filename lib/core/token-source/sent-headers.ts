import type { TokenRequest } from './token-source.interface.js';

/**
 * The values of a header (name in lower case) as they arrived, or `undefined` if that is unknown, as on serverless
 * adapters. `headers` can contain more than was sent: a library may add what a client says later, as Mercurius does
 * with `connection_init`.
 */
export function sentValues(request: TokenRequest, name: string): readonly string[] | undefined {
  const rawHeaders = rawHeadersOf(request);
  if (rawHeaders === undefined) return undefined;
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const rawName = rawHeaders[index];
    if (rawName?.length === name.length && rawName.toLowerCase() === name) {
      values.push(rawHeaders[index + 1] ?? '');
    }
  }
  return values;
}

/** Whether the request opens a socket, as browsers do it (RFC 6455 §4.1). */
export function isUpgrade(request: TokenRequest): boolean {
  const sent = sentValues(request, 'upgrade');
  return sent === undefined ? request.headers['upgrade'] !== undefined : sent.length > 0;
}

/**
 * The value of a header (name in lower case). An application may add headers for its guards to find. For a request
 * that opened a socket, only headers that were sent count, since a client can add headers there too.
 */
export function headerOf(
  request: TokenRequest,
  name: string,
): string | readonly string[] | undefined {
  const value = request.headers[name];
  if (value === undefined || !isUpgrade(request)) return value;
  return sentValues(request, name) ?? value;
}

function rawHeadersOf(request: TokenRequest): readonly string[] | undefined {
  const rawHeaders = request.raw?.rawHeaders ?? request.rawHeaders;
  return rawHeaders === undefined || rawHeaders.length === 0 ? undefined : rawHeaders;
}
