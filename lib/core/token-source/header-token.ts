import { TokenAmbiguousError } from '../errors/token-refused.errors.js';
import { countHeader, singleHeader } from './single-header.js';
import { checkHeaderName } from './source-name.js';
import type { TokenSource } from './token-source.interface.js';

/**
 * The bare token as the whole value of a header, such as `X-Id-Token`, with no scheme before it.
 *
 * Use it where something in front of the application puts the token there, and be sure that nobody
 * else can: a proxy must overwrite the header, not pass on what a caller sent.
 *
 * A header without a value counts as no header.
 *
 * @param name name of the header, in any case (RFC 9110 §5.1)
 * @throws {CognitoAuthSetupError} at once, when it cannot be the name of a header
 * @throws {TokenAmbiguousError} when the header was sent more than once
 */
export function headerToken(name: string): TokenSource<string | undefined> {
  checkHeaderName('headerToken', name);
  const header = name.toLowerCase();
  return (request) => {
    if (countHeader(request, header) > 1) throw new TokenAmbiguousError();
    return singleHeader(request, header) || undefined;
  };
}
