import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { TokenChecks } from './token-checks.js';
import type { VerifiedToken } from './verified-token.interface.js';

const verified = { claims: { sub: 'a' } as CognitoClaims } as VerifiedToken;

describe('TokenChecks', () => {
  it('answer at once where there are none', () => {
    expect(new TokenChecks({ validateClaims: undefined }).run(verified)).toBeUndefined();
  });

  it('answer at once where every check does', () => {
    const checks = new TokenChecks({ validateClaims: undefined });
    const asked: unknown[] = [];
    checks.add((token) => void asked.push(token));

    expect(checks.run(verified)).toBeUndefined();
    expect(asked).toEqual([verified]);
  });

  it('ask validateClaims last', async () => {
    const asked: string[] = [];
    const validateClaims = (): boolean => asked.push('validateClaims') > 0;
    const checks = new TokenChecks({ validateClaims });
    checks.add(async () => void asked.push('added first'));
    checks.add(() => void asked.push('added last'));
    await checks.run(verified);

    expect(asked).toEqual(['added last', 'added first', 'validateClaims']);
  });

  it.each([false, undefined, 1, 'true'])(
    'refuse claims for which validateClaims gives %j',
    async (answer) => {
      const checks = new TokenChecks({ validateClaims: () => answer as boolean });

      await expect(checks.run(verified)).rejects.toMatchObject({
        code: 'ERR_COGNITO_CLAIMS_REFUSED',
      });
    },
  );

  it('ask no further once one refuses', async () => {
    const validateClaims = import.meta.jest.fn(() => true);
    const checks = new TokenChecks({ validateClaims });
    checks.add(() => {
      throw new RangeError('at once');
    });
    expect(() => checks.run(verified)).toThrow(RangeError);
    checks.add(async () => Promise.reject(new TypeError('later')));

    await expect(checks.run(verified)).rejects.toThrow(TypeError);
    expect(validateClaims).not.toHaveBeenCalled();
  });
});
