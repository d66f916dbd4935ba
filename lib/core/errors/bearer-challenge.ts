/** Parameters of a Bearer challenge by name, in the order in which they are written (RFC 6750 §3). */
export type BearerChallenge = Readonly<Record<string, string>>;

/** RFC 6750 §3: printable ASCII without `"` and `\`. */
const NOT_ALLOWED = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

/** The value of `WWW-Authenticate`. */
export function writeBearerChallenge(challenge: BearerChallenge): string {
  const parameters = Object.entries(challenge).map(
    ([name, value]) => `${name}="${value.replaceAll(NOT_ALLOWED, '')}"`,
  );
  return `Bearer ${parameters.join(', ')}`;
}
