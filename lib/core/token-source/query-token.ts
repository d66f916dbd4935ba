import { TokenAmbiguousError } from '../errors/token-refused.errors.js';
import { checkParameterName } from './source-name.js';
import type { TokenRequest, TokenSource } from './token-source.interface.js';

/**
 * The token in the query of the URL, such as `?access_token=…`. Only for callers that can send no
 * header (a download link, `EventSource`).
 *
 * URLs end up in logs, histories and `Referer` headers, and the token with them; RFC 6750 §2.3 says not to use this
 * unless nothing else works. One warning at boot says so again, and the responses are marked
 * `Cache-Control: no-store`.
 *
 * A parameter without a value counts as no parameter.
 *
 * @param name name of the parameter, case-sensitive
 * @throws {CognitoAuthSetupError} at once, when it is empty
 * @throws {TokenAmbiguousError} when the parameter is there twice with different values
 */
export function queryToken(name: string): TokenSource<string | undefined> {
  checkParameterName('queryToken', name);
  const read = (url: string | undefined): string | undefined => {
    const queryStart = url?.indexOf('?') ?? -1;
    if (url === undefined || queryStart === -1) return undefined;
    const values = new Set(new URLSearchParams(url.slice(queryStart + 1)).getAll(name));
    if (values.size > 1) throw new TokenAmbiguousError();
    return values.values().next().value || undefined;
  };
  return Object.assign((request: TokenRequest) => read(request.url), {
    warning: `queryToken('${name}') reads tokens from URLs, which logs and histories keep; prefer bearerToken()`,
    forbidsCaching: true,
  });
}
