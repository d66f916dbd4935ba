import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { isPromise } from '../option-reader/is-promise.js';
import { oneToken } from './one-token.js';
import type { TokenRequest, TokenSource } from './token-source.interface.js';

/**
 * The one token of a request, or `undefined` when no source has one. An empty value is no token, so that an emptied
 * cookie does no harm beside a good header.
 *
 * @param onUncacheable called when the token is in a place whose responses caches must not keep (RFC 6750 §2.3)
 * @returns at once unless a source gives a promise
 * @throws {TokenAmbiguousError} (or rejects) when two sources have different ones
 * @throws {CognitoAuthSetupError} (or rejects) when a source of the application returns something that is not a
 * string
 */
export function findToken(
  sources: readonly TokenSource[],
  request: TokenRequest,
  onUncacheable?: () => void,
): string | undefined | Promise<string | undefined> {
  const found = sources.map((source, index) =>
    askSource(source, { index, request, onUncacheable }),
  );
  return found.every(isAtHand) ? oneToken(found) : waitForOneToken(found);
}

async function waitForOneToken(
  found: readonly (string | undefined | Promise<string | undefined>)[],
): Promise<string | undefined> {
  return oneToken(await Promise.all(found.map(async (token) => token)));
}

function isAtHand(
  token: string | undefined | Promise<string | undefined>,
): token is string | undefined {
  return typeof token !== 'object';
}

interface Question {
  readonly index: number;
  readonly request: TokenRequest;
  readonly onUncacheable: (() => void) | undefined;
}

function askSource(
  source: TokenSource,
  { index, request, onUncacheable }: Question,
): string | undefined | Promise<string | undefined> {
  const read = (given: unknown): string | undefined => {
    const token = tokenIn(given, index);
    if (token !== undefined && source.forbidsCaching === true) onUncacheable?.();
    return token;
  };
  const given: unknown = source(request);
  if (!isPromise(given)) return read(given);
  const token = Promise.resolve(given).then(read);
  // Another source may throw before anybody waits for this one, and a rejection that nobody handles ends the process.
  token.catch(() => undefined);
  return token;
}

function tokenIn(found: unknown, index: number): string | undefined {
  if (typeof found === 'string') return found === '' ? undefined : found;
  if (found === undefined || found === null) return undefined;
  throw new CognitoAuthSetupError([
    `tokenSources[${index}]: must return a string, or undefined if there is no token (it returned ${kindOf(found)})`,
  ]);
}

/** The value may be a secret, so only its type is shown. */
function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
