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

  it('gives the keys and the cache of verified tokens their defaults, and freezes both', () => {
    const { signingKeys, verifiedTokenCache, maxTokenLength } = resolveCognitoAuthOptions(GOOD);

    expect(signingKeys).toEqual({
      requestTimeoutMs: 3000,
      maxAgeSeconds: 3600,
      staleIfErrorSeconds: 86_400,
      cooldownSeconds: 10,
      maxWaitingCalls: 10_000,
      prefetch: true,
      fetch: undefined,
    });
    expect(verifiedTokenCache).toEqual({ maxTokens: 5000, maxBytes: 16_777_216 });
    expect(maxTokenLength).toBe(8192);
    expect([signingKeys, verifiedTokenCache].every(Object.isFrozen)).toBe(true);
  });

  it('takes the functions, names and flags that are given', () => {
    const given = {
      validateClaims: () => true,
      mapUser: () => 'user',
      onEvent: () => undefined,
      realm: '!# []~',
      strategyName: 'orders',
    };
    const signingKeys = { prefetch: false, fetch: () => undefined };
    const resolved = resolveCognitoAuthOptions({ ...GOOD, ...given, signingKeys });

    expect(resolved).toMatchObject({ ...given, signingKeys });
  });

  it('remembers no tokens where that is switched off', () => {
    const resolved = resolveCognitoAuthOptions({ ...GOOD, verifiedTokenCache: false });

    expect(resolved.verifiedTokenCache).toBeUndefined();
  });

  const numberIn = (path: string, value: number): object => {
    const [group = '', name] = path.split('.');
    return { [group]: name === undefined ? value : { [name]: value } };
  };

  it.each([
    ['clockToleranceSeconds', 0, 300],
    ['maxTokenAgeSeconds', 1, 86_400],
    ['maxTokenLength', 512, 16_384],
    ['signingKeys.requestTimeoutMs', 100, 30_000],
    ['signingKeys.cooldownSeconds', 1, 3600],
    ['signingKeys.maxAgeSeconds', 10, 86_400],
    ['signingKeys.staleIfErrorSeconds', 3600, 604_800],
    ['signingKeys.maxWaitingCalls', 1, 1_000_000],
    ['verifiedTokenCache.maxTokens', 1, 1_000_000],
    ['verifiedTokenCache.maxBytes', 65_536, 1_073_741_824],
  ])('takes %s from %d to %d', (path, min, max) => {
    const outOfRange = new RegExp(`^${path}: must be a whole number from ${min} to ${max} `);

    for (const value of [min, max]) {
      expect(resolveCognitoAuthOptions({ ...GOOD, ...numberIn(path, value) })).toMatchObject(
        numberIn(path, value),
      );
    }
    for (const value of [min - 1, max + 1]) {
      expect(mistakesIn({ ...GOOD, ...numberIn(path, value) })).toEqual([
        expect.stringMatching(outOfRange),
      ]);
    }
  });

  it('bounds the age of keys by the cooldown, and how long they may be stale by their age', () => {
    const signingKeys = { cooldownSeconds: 20, maxAgeSeconds: 19, staleIfErrorSeconds: 3599 };

    expect(mistakesIn({ ...GOOD, signingKeys })).toEqual([
      expect.stringMatching(/^signingKeys\.maxAgeSeconds: must be a whole number from 20 to/),
      expect.stringMatching(/^signingKeys\.staleIfErrorSeconds: must be a whole number from 3600/),
    ]);
    expect(
      mistakesIn({ ...GOOD, signingKeys: { maxAgeSeconds: 60, staleIfErrorSeconds: 60 } }),
    ).toEqual([]);
  });

  it.each(['', 'a"b', 'a\\b', 'caf\u00e9', 'a\tb', 'a\u007f'])('refuses the realm %j', (realm) => {
    expect(mistakesIn({ ...GOOD, realm })).toContainEqual(expect.stringMatching(/^realm: must be/));
  });

  it.each<[object, RegExp]>([
    [{ ...GOOD, tokenSource: [] }, /^tokenSource: .*did you mean tokenSources\?/],
    [{ ...GOOD, algorithms: [] }, /^algorithms: .*known are tokenSources, .*userPools, isGlobal/],
    [{ ...GOOD, signingKeys: { timeoutMs: 1 } }, /^signingKeys\.timeoutMs: .*known are request/],
    [{ ...GOOD, verifiedTokenCache: { ttl: 1 } }, /^verifiedTokenCache\.ttl: .*known are maxTok/],
    [{ userPools: [{ ...GOOD, realm: 'a' }] }, /^userPools\[0\]\.realm: .*known are region, user/],
    [{ userPools: [GOOD], clientId: 'a' }, /^clientId: must move into userPools, since each pool/],
    [
      { ...GOOD, userPools: [GOOD] },
      /^(?:\w+, )+\w+: must move into userPools, since each pool has its own/,
    ],
    [
      { userPools: [GOOD], algorithms: [] },
      /^algorithms: .*, strategyName, userPools, isGlobal, glob/,
    ],
    [{ ...GOOD, isGlobal: true }, /^isGlobal: shapes the module.*write it beside the factory/],
    [{ ...GOOD, globalGuard: undefined }, /^globalGuard: shapes the module/],
  ])('refuses a name that has no place: %j', (given, mistake) => {
    expect(mistakesIn(given)).toEqual([expect.stringMatching(mistake)]);
  });

  it('asks for at least one pool', () => {
    expect(mistakesIn({ userPools: [] })).toEqual([
      expect.stringMatching(/^userPools: must be a list of user pools that is not empty/),
    ]);
  });

  it('finds for each issuer its pool and what is asked of its tokens', () => {
    const other = { userPoolId: 'us-east-1_XyZ', tokenUse: 'id', clientId: null };
    const { issuers, userPools } = resolveCognitoAuthOptions({ userPools: [GOOD, other] });
    const issuer = 'https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_XyZ';

    expect(issuers.size).toBe(4);
    expect(issuers.get(issuer)).toEqual({
      userPool: userPools[1],
      claimsRules: {
        issuers: [issuer],
        tokenUses: ['id'],
        clientIds: null,
        audiences: undefined,
      },
    });
    expect(Object.isFrozen(issuers.get(issuer))).toBe(true);
    expect(Object.isFrozen(issuers.get(issuer)?.claimsRules)).toBe(true);
  });

  it('names an issuer that two pools share', () => {
    const issuer = 'https://issuer.example/pool';
    const other = { ...GOOD, userPoolId: 'us-east-1_XyZ', issuer: [issuer, `${issuer}/2`] };

    expect(mistakesIn({ userPools: [{ ...GOOD, issuer }, other] })).toEqual([
      `userPools: two user pools share the issuer "${issuer}"; every pool needs its own`,
    ]);
  });

  it('lets only an emulator that was allowed to be reached over http', () => {
    const options = { ...GOOD, jwksUri: 'http://cognito:9229/jwks' };
    const signingKeys = { allowInsecureHttp: true };

    expect(mistakesIn(options)).toEqual([expect.stringMatching(/^jwksUri: must be an https: URL/)]);
    expect(resolveCognitoAuthOptions({ ...options, signingKeys }).warnings).toEqual([
      expect.stringContaining('without encryption'),
    ]);
  });

  it('names the mistakes of all options together', () => {
    const options = {
      userPoolId: 'x',
      realm: '"',
      signingKeys: { prefetch: 1 },
      transports: 1,
      tokenSources: 1,
      verifiedTokenCache: { maxTokens: 0 },
      isglobal: true,
    };

    expect(mistakesIn(options)).toEqual([
      expect.stringMatching(/^isglobal: /),
      expect.stringMatching(/^signingKeys\.prefetch: /),
      expect.stringMatching(/^userPoolId: /),
      expect.stringMatching(/^tokenUse: /),
      expect.stringMatching(/^tokenSources: /),
      expect.stringMatching(/^transports: /),
      expect.stringMatching(/^verifiedTokenCache\.maxTokens: /),
      expect.stringMatching(/^realm: must be printable ASCII without " and \\/),
    ]);
  });

  it('tells of a token source what it warns of', () => {
    const source = Object.assign(() => undefined, { warning: 'be careful' });

    expect(resolveCognitoAuthOptions({ ...GOOD, tokenSources: [source] }).warnings).toEqual([
      'be careful',
    ]);
  });
});
