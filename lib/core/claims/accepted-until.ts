import type { CognitoClaims } from './cognito-claims.interface.js';

/** How far a clock may be off, and how old a token may be. */
export interface TokenTimeRules {
  readonly clockToleranceSeconds: number;
  /** Counted from `iat`; `undefined`: any age. */
  readonly maxTokenAgeSeconds: number | undefined;
}

/**
 * The time from which a token is refused, in milliseconds since the epoch: at its expiry or its maximum age,
 * whichever comes first. Code that waits for a token to end waits for this time.
 */
export function acceptedUntilMs(claims: CognitoClaims, rules: TokenTimeRules): number {
  return Math.min(expiredFromMs(claims, rules), tooOldFromMs(claims, rules));
}

/** `exp` itself is too late (RFC 7519 §4.1.4). */
export function expiredFromMs(
  { exp }: CognitoClaims,
  { clockToleranceSeconds }: TokenTimeRules,
): number {
  return (exp + clockToleranceSeconds) * 1000;
}

/** A token may become as old as the rules say, and no millisecond older. */
export function tooOldFromMs(
  { iat }: CognitoClaims,
  { clockToleranceSeconds, maxTokenAgeSeconds }: TokenTimeRules,
): number {
  if (maxTokenAgeSeconds === undefined) return Infinity;
  return Math.floor((iat + maxTokenAgeSeconds + clockToleranceSeconds) * 1000) + 1;
}
