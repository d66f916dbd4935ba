import { TokenAmbiguousError } from '../errors/token-refused.errors.js';

/**
 * The one token among those found in several places. The same token twice is fine. With two different ones, nobody can
 * know which was meant (RFC 6750 §2).
 *
 * @throws {TokenAmbiguousError} when there are two different ones
 */
export function oneToken(found: readonly (string | undefined)[]): string | undefined {
  let token: string | undefined;
  for (const candidate of found) {
    if (candidate === undefined) continue;
    if (token !== undefined && token !== candidate) throw new TokenAmbiguousError();
    token = candidate;
  }
  return token;
}
