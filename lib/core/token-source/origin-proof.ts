import { isUpgrade, sentValues } from './sent-headers.js';
import type { TokenRequest } from './token-source.interface.js';

/** Origins whose pages may do the same as pages of the application's own origin; `'*'` is any page of the web. */
export type AllowedOrigins = readonly string[] | '*';

const SAFE_METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that a browser authenticates by itself has to prove where it comes from. The handshake
 * of a WebSocket is a GET that browsers send across origins, so its method proves nothing.
 */
export function needsOriginProof(request: TokenRequest): boolean {
  return !SAFE_METHODS.has(request.method) || isUpgrade(request);
}

/**
 * Whether the page that made a browser send a request has the application's own origin or an allowed one. Only
 * headers that were sent count, and none that was sent twice.
 *
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isFromAllowedOrigin(
  request: TokenRequest,
  allowedOrigins: AllowedOrigins = [],
): boolean {
  if (allowedOrigins === '*') return true;
  const sites = valuesOf(request, 'sec-fetch-site');
  const origins = valuesOf(request, 'origin');
  if (sites.length > 1 || origins.length > 1) return false;
  return sites[0] === 'same-origin' || allowedOrigins.some((allowed) => allowed === origins[0]);
}

function valuesOf(request: TokenRequest, name: string): readonly string[] {
  const sent = sentValues(request, name);
  if (sent !== undefined) return sent;
  const value = request.headers[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
