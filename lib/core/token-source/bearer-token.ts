import { TokenAmbiguousError, TokenMalformedError } from '../errors/token-refused.errors.js';
import { countHeader, singleHeader } from './single-header.js';
import type { TokenSource } from './token-source.interface.js';

/**
 * The token in `Authorization: Bearer …`: the default, and the only source that most applications need.
 *
 * Another scheme (`Basic …`) counts as no token. The name of the scheme is case-insensitive
 * (RFC 9110 §11.1).
 *
 * @throws {TokenMalformedError} when what follows `Bearer` is not one b64token
 * @throws {TokenAmbiguousError} when there is more than one `Authorization` header, or one with a list, into which a
 * proxy merges several
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function bearerToken(): TokenSource<string | undefined> {
  return (request) => {
    if (countHeader(request, 'authorization') > 1) throw new TokenAmbiguousError();
    const credentials = singleHeader(request, 'authorization');
    return credentials === undefined ? undefined : parseBearerCredentials(credentials);
  };
}

/** `Bearer` alone, or followed by a character that cannot be part of the scheme. */
const BEARER_SCHEME = /^bearer(?![!#$%&'*+.^_`|~0-9a-z-])/i;
/** RFC 6750 §2.1: one or more spaces, then b64token. Anchored, and no two parts can match the same text. */
const BEARER_CREDENTIALS = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The start of a second set of credentials in the same header. */
const SECOND_CREDENTIALS = /, *bearer /i;

/** Reads the value of an `Authorization` header; `undefined` where its scheme is not Bearer. */
export function parseBearerCredentials(credentials: string): string | undefined {
  if (!BEARER_SCHEME.test(credentials)) return undefined;
  const token = BEARER_CREDENTIALS.exec(credentials)?.[1];
  if (token === undefined) {
    if (SECOND_CREDENTIALS.test(credentials)) throw new TokenAmbiguousError();
    throw new TokenMalformedError('The Authorization header does not hold one bearer token');
  }
  return token;
}
