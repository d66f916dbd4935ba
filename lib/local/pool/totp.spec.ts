import { newTotpSecret, totpCode, totpStepOf } from './totp.js';

/** "12345678901234567890", the secret of RFC 6238, appendix B. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('TOTP', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('gives the code of RFC 6238 at second %d', (seconds, code) => {
    expect(totpCode(SECRET, Math.floor(seconds / 30))).toBe(code);
  });

  it('accepts one step to either side', () => {
    const step = 1000;
    const code = totpCode(SECRET, step);
    const stepAt = (at: number) => totpStepOf(SECRET, code, at * 30_000);

    expect([998, 999, 1000, 1001, 1002].map(stepAt)).toEqual([
      undefined,
      step,
      step,
      step,
      undefined,
    ]);
  });

  it('makes secrets of 52 characters, each another', () => {
    const secrets = [newTotpSecret(), newTotpSecret()];

    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{52}$/);
    expect(new Set(secrets).size).toBe(2);
  });
});
