import {
  TokenExpiredError,
  TokenNotYetValidError,
  TokenTooOldError,
} from '../errors/token-refused.errors.js';
import { expiredFromMs, tooOldFromMs, type TokenTimeRules } from './accepted-until.js';
import type { CognitoClaims } from './cognito-claims.interface.js';

/** The clock of the machine that issued a token may run ahead of ours by this much in any case. */
const ISSUED_AHEAD_SECONDS = 60;

/**
 * Checks the times of a token against a clock. A token that was good when it was verified may have ended since, so
 * this runs on every use, even of a token verified before.
 *
 * @param nowMs milliseconds since the epoch
 * @throws {TokenExpiredError} from `exp` on (RFC 7519 §4.1.4), later by the tolerance
 * @throws {TokenNotYetValidError} before `nbf` (RFC 7519 §4.1.5), or when `iat` is in the future
 * @throws {TokenTooOldError} when `iat` is longer ago than the rules allow
 */
export function checkTokenTimes(claims: CognitoClaims, rules: TokenTimeRules, nowMs: number): void {
  if (nowMs >= expiredFromMs(claims, rules)) throw new TokenExpiredError();
  checkNotTooEarly(claims, rules.clockToleranceSeconds, nowMs / 1000);
  if (nowMs >= tooOldFromMs(claims, rules)) throw new TokenTooOldError();
}

function checkNotTooEarly({ iat, nbf }: CognitoClaims, tolerance: number, now: number): void {
  const isBeforeStart = nbf !== undefined && now < nbf - tolerance;
  const isIssuedLater = now < iat - Math.max(ISSUED_AHEAD_SECONDS, tolerance);
  if (isBeforeStart || isIssuedLater) throw new TokenNotYetValidError();
}
