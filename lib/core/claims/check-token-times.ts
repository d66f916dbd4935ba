import {
  TokenExpiredError,
  TokenNotYetValidError,
  TokenTooOldError,
} from '../errors/token-refused.errors.js';
import type { CognitoClaims } from './cognito-claims.interface.js';

/** How far a clock may be off, and how old a token may be. */
export interface TokenTimeRules {
  readonly clockToleranceSeconds: number;
  /** Counted from `iat`; `undefined`: any age. */
  readonly maxTokenAgeSeconds: number | undefined;
}

/** The clock of the machine that issued a token may run ahead of ours by this much in any case. */
const ISSUED_AHEAD_SECONDS = 60;

/**
 * Checks the times of a token against a clock. What was true when a token was verified need not be
 * true now, so this runs on every use, also of a token verified before.
 *
 * @param nowMs milliseconds since the epoch
 * @throws {TokenExpiredError} from `exp` on (RFC 7519 §4.1.4), later by the tolerance
 * @throws {TokenNotYetValidError} before `nbf` (RFC 7519 §4.1.5), or when `iat` lies in the future
 * @throws {TokenTooOldError} when `iat` lies further back than the rules allow
 */
export function checkTokenTimes(claims: CognitoClaims, rules: TokenTimeRules, nowMs: number): void {
  const now = nowMs / 1000;
  const tolerance = rules.clockToleranceSeconds;
  if (now >= claims.exp + tolerance) throw new TokenExpiredError();
  if (claims.nbf !== undefined && now < claims.nbf - tolerance) throw new TokenNotYetValidError();
  if (now < claims.iat - Math.max(ISSUED_AHEAD_SECONDS, tolerance)) {
    throw new TokenNotYetValidError();
  }
  if (
    rules.maxTokenAgeSeconds !== undefined &&
    now > claims.iat + rules.maxTokenAgeSeconds + tolerance
  ) {
    throw new TokenTooOldError();
  }
}
