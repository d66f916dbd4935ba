import { OriginRefusedError, TokenAmbiguousError } from '../errors/token-refused.errors.js';
import { singleHeader } from './single-header.js';
import type { TokenCarrier, TokenSource } from './token-source.interface.js';

/** Options of {@link cookieToken}. */
export interface CookieTokenOptions {
  /**
   * Origins, such as `https://app.example.com`, whose pages may send unsafe requests (all but GET,
   * HEAD, OPTIONS) and open sockets with the cookie, besides the application's own origin. `'*'`
   * switches the check off: then any page that a signed-in user visits can act as that user, unless
   * something else of yours prevents it.
   *
   * @defaultValue none but the application's own
   */
  readonly allowedOrigins?: readonly string[] | '*';
}

/**
 * The token in a cookie. Set that cookie `HttpOnly`, `Secure` and `SameSite`, with a `__Host-` name.
 *
 * A browser attaches a cookie to whatever request a page makes it send, so a request that can change
 * something has to prove where it comes from: by `Sec-Fetch-Site: same-origin`, or by an `Origin` in
 * `allowedOrigins`.
 *
 * @param name name of the cookie, case-sensitive
 * @throws {OriginRefusedError} when there is a cookie and no such proof
 * @throws {TokenAmbiguousError} when the cookie is there twice with different values, as when another
 * host of the domain has planted one
 */
export function cookieToken(name: string, options: CookieTokenOptions = {}): TokenSource {
  return (carrier) => {
    const token = readCookie(singleHeader(carrier, 'cookie'), name);
    if (
      token !== undefined &&
      needsOriginProof(carrier) &&
      !isFromAllowedOrigin(carrier, options)
    ) {
      throw new OriginRefusedError();
    }
    return token;
  };
}

/** RFC 6265 §4.2.1, one cookie of it: libraries silently keep one of two, which hides a planted one. */
function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  const values = new Set<string>();
  for (const pair of header.split(';')) {
    const separator = pair.indexOf('=');
    if (separator !== -1 && trimBlanks(pair.slice(0, separator)) === name) {
      values.add(unquote(trimBlanks(pair.slice(separator + 1))));
    }
  }
  if (values.size > 1) throw new TokenAmbiguousError();
  return values.values().next().value;
}

/** RFC 6265 §5.2: space and tab only; to `trim()`, other characters are blank, too. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function unquote(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1)
    : value;
}

const SAFE_METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The handshake of a WebSocket is a GET that browsers send across origins, so its method proves nothing. */
function needsOriginProof(carrier: TokenCarrier): boolean {
  return !SAFE_METHODS.has(carrier.method) || carrier.headers['upgrade'] !== undefined;
}

function isFromAllowedOrigin(
  carrier: TokenCarrier,
  { allowedOrigins = [] }: CookieTokenOptions,
): boolean {
  if (allowedOrigins === '*' || carrier.headers['sec-fetch-site'] === 'same-origin') return true;
  const origin = carrier.headers['origin'];
  return typeof origin === 'string' && allowedOrigins.includes(origin);
}
