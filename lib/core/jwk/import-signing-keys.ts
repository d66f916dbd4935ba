import { createPublicKey, type KeyObject } from 'node:crypto';
import { printable } from '../errors/printable.js';

/** The usable keys of a key set by key id, and the reasons why others were left out. */
export interface ImportedSigningKeys {
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly rejected: readonly string[];
}

/** RFC 7518 §3.3 and NIST SP 800-131A. */
const MIN_MODULUS_BITS = 2048;
/** Verifying with a larger one takes more than ten times as long; Cognito's keys have 2048 bits. */
const MAX_MODULUS_BITS = 8192;
const MAX_KID_LENGTH = 256;
/** RFC 7518 §6.3.2 and §6.4.1. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Imports those members of a JWK Set that can verify RS256 signatures. An unusable key is left out and does no harm
 * to the others (RFC 7517 §5). A key id that names two different keys is left out altogether, because nothing shows
 * which one is meant.
 */
export function importSigningKeys(jwks: readonly unknown[]): ImportedSigningKeys {
  const keys = new Map<string, KeyObject>();
  const ambiguous = new Set<string>();
  const rejected: string[] = [];
  for (const jwk of jwks) {
    const { kid, key, reason } = importSigningKey(jwk);
    if (key === undefined) {
      rejected.push(
        `${kid === undefined ? 'a key' : `key "${printable(kid)}"`} is left out: ${reason}`,
      );
      continue;
    }
    const other = keys.get(kid);
    if (other !== undefined && !other.equals(key)) ambiguous.add(kid);
    keys.set(kid, other ?? key);
  }
  for (const kid of ambiguous) {
    keys.delete(kid);
    rejected.push(`key "${printable(kid)}" is left out: two different keys have this id`);
  }
  return { keys, rejected };
}

/** Whether an entry of a JWK Set contains a secret. */
export function hasPrivateMembers(jwk: unknown): boolean {
  return isObject(jwk) && PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member));
}

type ImportedSigningKey =
  | { readonly kid: string; readonly key: KeyObject; readonly reason?: never }
  | { readonly kid?: string; readonly key?: never; readonly reason: string };

function importSigningKey(jwk: unknown): ImportedSigningKey {
  if (!isObject(jwk)) return { reason: 'it is not an object' };
  const { kid } = jwk;
  if (typeof kid !== 'string' || kid === '') return { reason: 'it has no key id' };
  if (kid.length > MAX_KID_LENGTH) return { kid, reason: 'its key id is too long' };
  const reason = reasonAgainst(jwk);
  if (reason !== undefined) return { kid, reason };
  try {
    // Only the public members go in. The import itself checks that n and e are strings.
    const publicJwk = { kty: 'RSA', n: jwk['n'] as string, e: jwk['e'] as string };
    const key = createPublicKey({ key: publicJwk, format: 'jwk' });
    const weakness = weaknessOf(key);
    return weakness === undefined ? { kid, key } : { kid, reason: weakness };
  } catch {
    return { kid, reason: 'its modulus or exponent cannot be read' };
  }
}

/** RFC 7517 §4: what a key is for. */
function reasonAgainst(jwk: Readonly<Record<string, unknown>>): string | undefined {
  if (jwk['kty'] !== 'RSA') return 'it is not an RSA key';
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return 'it is not for signatures';
  if (jwk['alg'] !== undefined && jwk['alg'] !== 'RS256') return 'it is not for RS256';
  const keyOps = jwk['key_ops'];
  if (keyOps !== undefined && !(Array.isArray(keyOps) && keyOps.includes('verify'))) {
    return 'its key_ops do not include verify';
  }
  if (hasPrivateMembers(jwk)) return 'it has private members and is known to the world';
  return undefined;
}

function weaknessOf(key: KeyObject): string | undefined {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_MODULUS_BITS) return `it has fewer than ${MIN_MODULUS_BITS} bits`;
  if (modulusLength > MAX_MODULUS_BITS) return `it has more than ${MAX_MODULUS_BITS} bits`;
  if (publicExponent < 3n || publicExponent % 2n === 0n) return 'its exponent is weak';
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
