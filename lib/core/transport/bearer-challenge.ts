import type { BearerChallengeError } from './refusal.js';

/** RFC 6750 §3: printable ASCII without `"` and `\`. */
const NOT_ALLOWED = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

/**
 * The value of `WWW-Authenticate`.
 *
 * @param description fixed text of ours, never anything that the request carried
 * @param scopes what the handler asks for (RFC 6750 §3: separated by spaces)
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function bearerChallenge(
  realm: string,
  error: BearerChallengeError,
  description: string,
  scopes?: readonly string[],
): string {
  const challenge = `Bearer realm="${realm}"`;
  if (error === 'bare') return challenge;
  const why = `error="${error}", error_description="${description.replaceAll(NOT_ALLOWED, '')}"`;
  if (scopes === undefined) return `${challenge}, ${why}`;
  return `${challenge}, ${why}, scope="${scopes.join(' ').replaceAll(NOT_ALLOWED, '')}"`;
}
