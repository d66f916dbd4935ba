import * as fc from 'fast-check';
import type { CognitoClaims } from 'nestjs-cognito-auth';
import { acceptedUntilMs, type TokenTimeRules } from '../../../lib/core/claims/accepted-until.js';
import { checkTokenTimes } from '../../../lib/core/claims/check-token-times.js';
import { check, outcomeOf } from './support/check.js';

const NOW_SECONDS = 1_900_000_000;

const rules: fc.Arbitrary<TokenTimeRules> = fc.record({
  clockToleranceSeconds: fc.oneof(fc.constantFrom(0, 1, 59, 60, 61, 300), fc.nat({ max: 300 })),
  maxTokenAgeSeconds: fc.option(
    fc.oneof(fc.constantFrom(1, 3600), fc.integer({ min: 1, max: 86_400 })),
    {
      nil: undefined,
    },
  ),
});

/**
 * A moment near one that matters: the offsets of all rules, and up to two seconds or one millisecond
 * around them. Fractions are eighths, which numbers hold exactly (RFC 7519 §2 allows them).
 */
const near = (offsets: readonly number[]): fc.Arbitrary<number> =>
  fc
    .tuple(fc.constantFrom(...offsets), fc.constantFrom(-2, -1, -0.125, 0, 0.125, 1, 2))
    .map(([offset, step]) => NOW_SECONDS + offset + step);

const anyMoment = fc.oneof(
  fc.integer({ min: -NOW_SECONDS, max: 4 * NOW_SECONDS }),
  fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Number.MAX_VALUE),
);

const example = rules.chain((given) => {
  const tolerance = given.clockToleranceSeconds;
  const age = given.maxTokenAgeSeconds ?? 3600;
  const moment = (offsets: readonly number[], usual: number): fc.Arbitrary<number> =>
    fc.oneof(
      { arbitrary: fc.constant(NOW_SECONDS + usual), weight: 40 },
      { arbitrary: near(offsets), weight: 30 },
      { arbitrary: anyMoment, weight: 3 },
    );
  return fc.record(
    {
      given: fc.constant(given),
      exp: moment([0, -tolerance, tolerance], 3600),
      iat: moment([0, 60, tolerance, -age, -age - tolerance, -age + tolerance], 0),
      nbf: moment([0, tolerance, -tolerance], 0),
      offsetMs: fc.constantFrom(0, 0, 1, -1, 999, -999, 500),
    },
    { requiredKeys: ['given', 'exp', 'iat', 'offsetMs'] },
  );
});

type Example = typeof example extends fc.Arbitrary<infer T> ? T : never;

/** Whole eighths of milliseconds: no rounding anywhere. */
const exact = (seconds: number): bigint => {
  const whole = Math.floor(seconds);
  return (BigInt(whole) * 8n + BigInt((seconds - whole) * 8)) * 1000n;
};

/** What is wrong with the times; several things can be. */
function oracle({ given, exp, iat, nbf }: Example, nowMs: number): string[] {
  const now = BigInt(nowMs) * 8n;
  const tolerance = exact(given.clockToleranceSeconds);
  const minute = exact(60);
  const isExpired = now - tolerance >= exact(exp);
  const isTooEarly = nbf !== undefined && now + tolerance < exact(nbf);
  const isFromTheFuture = now + (tolerance > minute ? tolerance : minute) < exact(iat);
  const isTooOld =
    given.maxTokenAgeSeconds !== undefined &&
    now - exact(iat) > exact(given.maxTokenAgeSeconds) + tolerance;
  return [
    ...(isExpired ? ['ERR_COGNITO_TOKEN_EXPIRED'] : []),
    ...(isTooEarly || isFromTheFuture ? ['ERR_COGNITO_TOKEN_NOT_YET_VALID'] : []),
    ...(isTooOld ? ['ERR_COGNITO_TOKEN_TOO_OLD'] : []),
  ];
}

describe('the times of a token', () => {
  it('are accepted when the oracle finds nothing wrong, and only then', () => {
    const seen = new Map<string | undefined, number>();
    check(
      fc.property(example, (given) => {
        const nowMs = NOW_SECONDS * 1000 + given.offsetMs;
        const { code } = outcomeOf(() =>
          checkTokenTimes(given as unknown as CognitoClaims, given.given, nowMs),
        );

        const [first] = oracle(given, nowMs);
        expect(code).toBe(first);
        seen.set(code, (seen.get(code) ?? 0) + 1);
      }),
      5000,
    );

    expect(seen.size).toBe(4);
    expect(Math.min(...seen.values())).toBeGreaterThan(100);
  });

  it('have an end, at which a token is refused and before which it is not', () => {
    let refused = 0;
    check(
      fc.property(example, ({ given, exp, iat }) => {
        const claims = { exp, iat } as CognitoClaims;
        const end = acceptedUntilMs(claims, given);
        const at = (ms: number) => outcomeOf(() => checkTokenTimes(claims, given, ms)).code;
        // A token that ends before it begins has no moment at which it is good.
        fc.pre(Math.abs(end) <= 8.64e15 && at(end - 1) !== 'ERR_COGNITO_TOKEN_NOT_YET_VALID');

        expect(at(end - 1)).toBeUndefined();
        expect(['ERR_COGNITO_TOKEN_EXPIRED', 'ERR_COGNITO_TOKEN_TOO_OLD']).toContain(at(end));
        refused += 1;
      }),
      5000,
    );

    expect(refused).toBeGreaterThan(2000);
  });

  /** By one second, and by one millisecond: the first moment that is refused and the last that is not. */
  it.each<[string, Partial<CognitoClaims>, Partial<TokenTimeRules>, number, string]>([
    ['exp', { exp: NOW_SECONDS }, {}, 0, 'ERR_COGNITO_TOKEN_EXPIRED'],
    [
      'exp with tolerance',
      { exp: NOW_SECONDS },
      { clockToleranceSeconds: 5 },
      5000,
      'ERR_COGNITO_TOKEN_EXPIRED',
    ],
    ['nbf', { nbf: NOW_SECONDS }, {}, -1, 'ERR_COGNITO_TOKEN_NOT_YET_VALID'],
    [
      'nbf with tolerance',
      { nbf: NOW_SECONDS },
      { clockToleranceSeconds: 5 },
      -5001,
      'ERR_COGNITO_TOKEN_NOT_YET_VALID',
    ],
    ['iat', { iat: NOW_SECONDS }, {}, -60_001, 'ERR_COGNITO_TOKEN_NOT_YET_VALID'],
    [
      'iat with tolerance',
      { iat: NOW_SECONDS },
      { clockToleranceSeconds: 61 },
      -61_001,
      'ERR_COGNITO_TOKEN_NOT_YET_VALID',
    ],
    [
      'the age',
      { iat: NOW_SECONDS },
      { maxTokenAgeSeconds: 10 },
      10_001,
      'ERR_COGNITO_TOKEN_TOO_OLD',
    ],
    [
      'the age with tolerance',
      { iat: NOW_SECONDS },
      { maxTokenAgeSeconds: 10, clockToleranceSeconds: 5 },
      15_001,
      'ERR_COGNITO_TOKEN_TOO_OLD',
    ],
  ])('decide by the millisecond: %s', (_case, claims, given, offsetMs, code) => {
    const whole = { exp: NOW_SECONDS + 7200, iat: NOW_SECONDS - 60, ...claims } as CognitoClaims;
    const timeRules = { clockToleranceSeconds: 0, maxTokenAgeSeconds: undefined, ...given };
    const at = (ms: number) =>
      outcomeOf(() => checkTokenTimes(whole, timeRules, NOW_SECONDS * 1000 + ms)).code;
    const isRefusedLater = code !== 'ERR_COGNITO_TOKEN_NOT_YET_VALID';

    expect(at(offsetMs)).toBe(code);
    expect(at(isRefusedLater ? offsetMs - 1 : offsetMs + 1)).toBeUndefined();
  });

  it('never make an expired token good again as time goes on', () => {
    check(
      fc.property(example, fc.nat({ max: 100_000_000 }), (given, laterMs) => {
        const nowMs = NOW_SECONDS * 1000 + given.offsetMs;
        const at = (ms: number) =>
          outcomeOf(() => checkTokenTimes(given as unknown as CognitoClaims, given.given, ms)).code;
        fc.pre(at(nowMs) === 'ERR_COGNITO_TOKEN_EXPIRED');

        expect(at(nowMs + laterMs)).toBe('ERR_COGNITO_TOKEN_EXPIRED');
      }),
    );
  });
});
