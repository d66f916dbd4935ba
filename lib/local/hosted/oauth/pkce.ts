import { createHash } from 'node:crypto';

/** A challenge by S256: base64url of 32 bytes. Cognito takes no other method. */
const CHALLENGE = /^[\w-]{43}$/;
/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.1 */
const VERIFIER = /^[\w.~-]{43,128}$/;

/** Whether the parameters of an authorization request are right: both, by S256, or neither. */
export function isCodeChallenge(
  challenge: string | undefined,
  method: string | undefined,
): boolean {
  if (challenge === undefined) return method === undefined;
  return method === 'S256' && CHALLENGE.test(challenge);
}

/**
 * Whether a code may be redeemed with this verifier. Without a challenge there must be none: else whoever removed
 * the challenge from the request would go unnoticed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1
 */
export function matchesChallenge(
  challenge: string | undefined,
  verifier: string | undefined,
): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  return (
    VERIFIER.test(verifier) &&
    createHash('sha256').update(verifier).digest('base64url') === challenge
  );
}
