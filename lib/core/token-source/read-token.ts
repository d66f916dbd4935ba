import { TokenAmbiguousError, TokenMissingError } from '../errors/token-refused.errors.js';
import type { TokenCarrier, TokenSource } from './token-source.interface.js';

/**
 * The one token of a request. The same token in two places is fine; which of two different ones was
 * meant, nobody can tell (RFC 6750 §2).
 *
 * @throws {TokenMissingError} when no source has one
 * @throws {TokenAmbiguousError} when two sources have different ones
 */
export function readToken(sources: readonly TokenSource[], carrier: TokenCarrier): string {
  const token = findToken(sources, carrier);
  if (token === undefined) throw new TokenMissingError();
  return token;
}

/**
 * Like {@link readToken}, but without a token it gives `undefined`.
 *
 * @throws {TokenAmbiguousError} when two sources have different ones
 */
export function findToken(
  sources: readonly TokenSource[],
  carrier: TokenCarrier,
): string | undefined {
  let token: string | undefined;
  for (const source of sources) {
    const found = source(carrier);
    if (found === undefined) continue;
    if (token !== undefined && token !== found) throw new TokenAmbiguousError();
    token = found;
  }
  return token;
}
