import { TokenAmbiguousError } from '../errors/token-refused.errors.js';
import { headerOf, sentValues } from './sent-headers.js';
import type { TokenRequest } from './token-source.interface.js';

/** The value of a header (name in lower case), or `undefined`. @throws {TokenAmbiguousError} when it is a list */
export function singleHeader(request: TokenRequest, name: string): string | undefined {
  const value = headerOf(request, name);
  if (value === undefined || typeof value === 'string') return value;
  if (value.length > 1) throw new TokenAmbiguousError();
  return value[0];
}

/**
 * How often a header was sent. Node keeps only the first `Authorization` in `headers`, so this counts the raw ones; 0
 * if there are none, as on serverless adapters.
 */
export function countHeader(request: TokenRequest, name: string): number {
  return sentValues(request, name)?.length ?? 0;
}
