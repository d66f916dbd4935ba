import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { OriginRefusedError, TokenAmbiguousError } from '../errors/token-refused.errors.js';
import { OptionReader } from '../option-reader/option-reader.js';
import { readAllowedOrigins } from './allowed-origins.js';
import { type AllowedOrigins, isFromAllowedOrigin, needsOriginProof } from './origin-proof.js';
import { headerOf } from './sent-headers.js';
import { mistakesInName } from './source-name.js';
import type { TokenRequest, TokenSource } from './token-source.interface.js';

/** Options of {@link cookieToken}. */
export interface CookieTokenOptions {
  /**
   * Origins, such as `https://app.example.com`, whose pages may send unsafe requests (all but GET, HEAD, OPTIONS) and
   * open sockets with the cookie, besides the application's own origin. Each as browsers write it: scheme, host, and
   * port where it is not the default one; no path, no slash at the end. The scheme may be that of an app around a web
   * view, as in `capacitor://localhost`. `'*'` switches the check off: any page that a signed-in user visits can then
   * act as that user, unless you prevent it in another way.
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
 * `allowedOrigins`. Only headers that the browser sent prove it, not what a client of a socket says later.
 *
 * A cookie without a value counts as no cookie.
 *
 * @param name name of the cookie, case-sensitive (RFC 6265 §4.1.1)
 * @throws {CognitoAuthSetupError} at once, when the name or an option is wrong
 * @throws {OriginRefusedError} when there is a cookie and no such proof
 * @throws {TokenAmbiguousError} when the cookie is there twice with different values, as when another
 * host of the domain has planted one
 */
export function cookieToken(
  name: string,
  options: CookieTokenOptions = {},
): TokenSource<string | undefined> {
  const allowedOrigins = checkCookieToken(name, options);
  return (request) => {
    const token = readCookie(cookiesOf(request), name) || undefined;
    if (
      token !== undefined &&
      needsOriginProof(request) &&
      !isFromAllowedOrigin(request, allowedOrigins)
    ) {
      throw new OriginRefusedError();
    }
    return token;
  };
}

const OPTION_NAMES = Object.keys({
  allowedOrigins: true,
} satisfies Record<keyof CookieTokenOptions, true>);

/** @throws {CognitoAuthSetupError} with what is wrong with the name and with the options */
function checkCookieToken(name: unknown, given: unknown): AllowedOrigins {
  const mistakes = [...mistakesInName('cookieToken', name)];
  const options = new OptionReader(given, 'cookieToken', mistakes);
  options.refuseUnknownNames(OPTION_NAMES);
  const allowedOrigins = readAllowedOrigins(options, 'allowedOrigins');
  if (mistakes.length > 0) throw new CognitoAuthSetupError(mistakes);
  return allowedOrigins;
}

/** HTTP/2 may split cookies over several fields (RFC 9113 §8.2.3). */
function cookiesOf(request: TokenRequest): string | undefined {
  const cookies = headerOf(request, 'cookie');
  return cookies === undefined || typeof cookies === 'string' ? cookies : cookies.join('; ');
}

/** Reads one cookie (RFC 6265 §4.2.1). Libraries silently keep one of two, which hides a planted one. */
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

/** RFC 6265 §5.2: space and tab only. `trim()` removes other characters too. */
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
