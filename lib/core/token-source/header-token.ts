import { TokenAmbiguousError } from '../errors/token-refused.errors.js';
import { countHeader, singleHeader } from './single-header.js';
import type { TokenSource } from './token-source.interface.js';

/**
 * The bare token as the whole value of a header, such as `X-Id-Token`, with no scheme before it.
 *
 * Use it where something in front of the application puts the token there, and be sure that nobody
 * else can: a proxy must overwrite the header, not pass on what a caller sent.
 *
 * @param name name of the header, in any case
 * @throws {TokenAmbiguousError} when the header was sent more than once
 */
export function headerToken(name: string): TokenSource {
  const header = name.toLowerCase();
  return (carrier) => {
    if (countHeader(carrier, header) > 1) throw new TokenAmbiguousError();
    return singleHeader(carrier, header);
  };
}
