import { type KeyObject, verify } from 'node:crypto';

/** Claims of a token whose signature is good. */
export type SignedClaims = Readonly<Record<string, unknown>>;

/** The claims of a token that is signed with a published key, or `undefined`. */
export function readSignedToken(
  token: string,
  keyOf: (kid: string) => KeyObject | undefined,
): SignedClaims | undefined {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    return undefined;
  }
  const { kid, alg } = parse(header) ?? {};
  const key = typeof kid === 'string' && alg === 'RS256' ? keyOf(kid) : undefined;
  if (key === undefined) return undefined;
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  return isSigned ? parse(payload) : undefined;
}

function parse(part: string): SignedClaims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as SignedClaims) : undefined;
  } catch {
    return undefined;
  }
}
