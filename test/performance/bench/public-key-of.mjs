import { createPublicKey } from 'node:crypto';

/** The key of access tokens is the first that a pool shows. */
export function publicKeyOf({ jwks }) {
  return createPublicKey({ key: jwks.keys[0], format: 'jwk' });
}
