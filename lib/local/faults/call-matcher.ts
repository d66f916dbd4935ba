/**
 * What calls are meant: the name of an operation (`GetUser`), a route (`POST /oauth2/token`), a document
 * (`jwks.json`), a pattern, or `*` for all.
 */
export type LocalCallPattern = string | RegExp;

/** @throws {TypeError} when it is neither a string nor a pattern */
export function callMatcher(pattern: LocalCallPattern): (call: string) => boolean {
  if (pattern instanceof RegExp) {
    // With one of these flags, a pattern remembers where it has matched.
    const stateless = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''));
    return (call) => stateless.test(call);
  }
  if (typeof pattern !== 'string' || pattern === '') {
    throw new TypeError(
      "a call must be a name such as 'GetUser', a route such as 'POST /oauth2/token', a pattern, or '*'",
    );
  }
  return pattern === '*' ? () => true : (call) => call === pattern;
}
