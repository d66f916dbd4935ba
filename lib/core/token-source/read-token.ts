import { types } from 'node:util';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { TokenAmbiguousError, TokenMissingError } from '../errors/token-refused.errors.js';
import type { TokenRequest, TokenSource } from './token-source.interface.js';

/**
 * The one token of a request. The same token in two places is fine; which of two different ones was
 * meant, nobody can tell (RFC 6750 §2).
 *
 * @throws {TokenMissingError} when no source has one
 * @throws {TokenAmbiguousError} when two sources have different ones
 */
export function readToken(sources: readonly TokenSource[], request: TokenRequest): string {
  const token = findToken(sources, request);
  if (token === undefined) throw new TokenMissingError();
  return token;
}

/**
 * Like {@link readToken}, but `undefined` when no source has one. What is empty is no token, so that an
 * emptied cookie does no harm beside a good header.
 *
 * @throws {CognitoAuthSetupError} when a source of the application gives something that is no string
 */
export function findToken(
  sources: readonly TokenSource[],
  request: TokenRequest,
): string | undefined {
  let token: string | undefined;
  for (const [index, source] of sources.entries()) {
    const found = tokenIn(source(request), index);
    if (found === undefined) continue;
    if (token !== undefined && token !== found) throw new TokenAmbiguousError();
    token = found;
  }
  return token;
}

/** Whether a token stands where answers to it must not be kept by caches (RFC 6750 §2.3). */
export function isCachingForbidden(
  sources: readonly TokenSource[],
  request: TokenRequest,
): boolean {
  return sources.some((source) => source.forbidsCaching === true && source(request) !== undefined);
}

function tokenIn(found: unknown, index: number): string | undefined {
  if (typeof found === 'string') return found === '' ? undefined : found;
  if (found === undefined || found === null) return undefined;
  // It can be a promise of a refusal, and one that nobody handles ends the process.
  if (types.isPromise(found)) found.catch(() => undefined);
  throw new CognitoAuthSetupError([
    `tokenSources[${index}]: must give a string, or undefined where there is no token, and at once ` +
      `(it gave ${kindOf(found)})`,
  ]);
}

/** Of what may be a secret, no more than this. */
function kindOf(value: unknown): string {
  if (types.isPromise(value)) return 'a promise';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
