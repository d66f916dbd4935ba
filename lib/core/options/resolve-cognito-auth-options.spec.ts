import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { resolveCognitoAuthOptions } from './resolve-cognito-auth-options.js';

const GOOD = { userPoolId: 'eu-west-1_AbCdEf123', tokenUse: 'access', clientId: 'client' };

/** What is refused of options, and of what stands beside them. */
function mistakesIn(given: unknown, extras?: unknown): readonly string[] {
  try {
    resolveCognitoAuthOptions(given, extras);
  } catch (error) {
    if (error instanceof CognitoAuthSetupError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('resolveCognitoAuthOptions', () => {
  it('completes options by their defaults, and freezes them', () => {
    const resolved = resolveCognitoAuthOptions(GOOD);

    expect(resolved).toMatchObject({
      realm: 'cognito',
      strategyName: 'cognito',
      clockToleranceSeconds: 0,
      maxTokenAgeSeconds: undefined,
      transports: [],
      warnings: [],
    });
    expect([...resolved.issuers.keys()]).toEqual([
      'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123',
      'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123',
    ]);
    expect([resolved, resolved.userPools, resolved.tokenSources].every(Object.isFrozen)).toBe(true);
  });

  it('does not see what is put into a list later', () => {
    const tokenSources = [() => 'a'];
    const resolved = resolveCognitoAuthOptions({ ...GOOD, tokenSources });
    tokenSources.push(() => 'b');

    expect(resolved.tokenSources).toHaveLength(1);
  });

  it('reads a list of pools', () => {
    expect(
      resolveCognitoAuthOptions({ userPools: [GOOD] }).userPools.map(
        ({ userPoolId }) => userPoolId,
      ),
    ).toEqual(['eu-west-1_AbCdEf123']);
  });

  it.each<[string, unknown, string]>([
    ['pools that are one', { userPools: GOOD }, 'userPools: must be a list'],
    ['pools that are null', { userPools: null }, 'userPools: must be a list'],
    ['pools of nothing', { userPools: Object.assign([], { length: 1 }) }, 'userPools[0]: must be'],
    ['uses of nothing', { ...GOOD, tokenUse: Object.assign([], { length: 1 }) }, 'tokenUse: must'],
    ['a client with a blank', { ...GOOD, clientId: 'client\n' }, 'clientId: must be a string'],
    ['functions that are none', { ...GOOD, mapUser: 'user' }, 'mapUser: must be a function'],
    ['null for a function', { ...GOOD, validateClaims: null }, 'validateClaims: must be a'],
    ['a cache that is true', { ...GOOD, verifiedTokenCache: true }, 'verifiedTokenCache: must be'],
  ])('refuses %s', (_case, given, mistake) => {
    expect(mistakesIn(given)).toContainEqual(expect.stringContaining(mistake));
  });

  it('checks what stands beside the options with them', () => {
    expect(mistakesIn({ ...GOOD, realm: 1 }, { globalGuard: 'yes', isGlobal: 0 })).toEqual([
      expect.stringMatching(/^isGlobal: must be true or false/),
      expect.stringMatching(/^globalGuard: must be true or false/),
      expect.stringMatching(/^realm: must be a string/),
    ]);
    expect(mistakesIn(GOOD, { globalGuard: true, isGlobal: undefined })).toEqual([]);
  });

  it('tells of a token source what it warns of', () => {
    const source = Object.assign(() => undefined, { warning: 'be careful' });

    expect(resolveCognitoAuthOptions({ ...GOOD, tokenSources: [source] }).warnings).toEqual([
      'be careful',
    ]);
  });
});
