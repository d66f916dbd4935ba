import type { TokenTimeRules } from './accepted-until.js';
import { checkTokenTimes } from './check-token-times.js';
import type { CognitoClaims } from './cognito-claims.interface.js';

const NOW_SECONDS = 1_900_000_000;
const EXPIRED = 'ERR_COGNITO_TOKEN_EXPIRED';
const TOO_EARLY = 'ERR_COGNITO_TOKEN_NOT_YET_VALID';
const TOO_OLD = 'ERR_COGNITO_TOKEN_TOO_OLD';

/** The code that a token is refused with at a moment, counted from now. */
function codeAt(
  offsetMs: number,
  claims: Partial<CognitoClaims>,
  rules: Partial<TokenTimeRules>,
): unknown {
  try {
    checkTokenTimes(
      { exp: NOW_SECONDS + 7200, iat: NOW_SECONDS, ...claims } as CognitoClaims,
      { clockToleranceSeconds: 0, maxTokenAgeSeconds: undefined, ...rules },
      NOW_SECONDS * 1000 + offsetMs,
    );
    return undefined;
  } catch (error) {
    return (error as { code: unknown }).code;
  }
}

describe('checkTokenTimes', () => {
  it.each<[string, Partial<CognitoClaims>, Partial<TokenTimeRules>, number, string]>([
    ['from exp on', { exp: NOW_SECONDS }, {}, 0, EXPIRED],
    [
      'from exp and tolerance on',
      { exp: NOW_SECONDS },
      { clockToleranceSeconds: 5 },
      5000,
      EXPIRED,
    ],
    ['beyond the age', {}, { maxTokenAgeSeconds: 10 }, 10_001, TOO_OLD],
    [
      'beyond the age and tolerance',
      {},
      { maxTokenAgeSeconds: 10, clockToleranceSeconds: 5 },
      15_001,
      TOO_OLD,
    ],
  ])('refuses a token %s, and not a millisecond earlier', (_case, claims, rules, firstMs, code) => {
    expect(codeAt(firstMs - 1, claims, rules)).toBeUndefined();
    expect(codeAt(firstMs, claims, rules)).toBe(code);
    expect(codeAt(firstMs + 3_600_000, claims, rules)).toBe(code);
  });

  it.each<[string, Partial<CognitoClaims>, Partial<TokenTimeRules>, number]>([
    ['before nbf', { nbf: NOW_SECONDS }, {}, -1],
    ['before nbf and tolerance', { nbf: NOW_SECONDS }, { clockToleranceSeconds: 5 }, -5001],
    ['more than a minute before iat', {}, {}, -60_001],
    ['that long before iat, tolerance or not', {}, { clockToleranceSeconds: 59 }, -60_001],
    ['before iat and a larger tolerance', {}, { clockToleranceSeconds: 61 }, -61_001],
  ])('refuses a token %s, and not a millisecond later', (_case, claims, rules, lastMs) => {
    expect(codeAt(lastMs + 1, claims, rules)).toBeUndefined();
    expect(codeAt(lastMs, claims, rules)).toBe(TOO_EARLY);
    expect(codeAt(lastMs - 3_600_000, claims, rules)).toBe(TOO_EARLY);
  });

  it('accepts a token of any age where none is set', () => {
    expect(codeAt(0, { iat: 0 }, {})).toBeUndefined();
  });

  it('says that a token has expired before it says that it is too old', () => {
    expect(codeAt(0, { exp: 1, iat: 0 }, { maxTokenAgeSeconds: 1 })).toBe(EXPIRED);
  });
});
