import { createVerifier } from 'fast-jwt';

/** @returns `(token) => claims` */
export function createFastJwtVerifier({ pem, issuer, cache }) {
  return createVerifier({ key: pem, algorithms: ['RS256'], allowedIss: issuer, cache });
}
