import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import type { CognitoUser } from '../claims/cognito-user.js';
import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import { SigningKeyUnknownError } from '../errors/token-refused.errors.js';
import type { CognitoAuthSettings } from '../options/cognito-auth-options.interface.js';
import type { UserPoolOptions } from '../issuers/user-pool-options.interface.js';
import { resolveCognitoAuthOptions } from '../options/resolve-cognito-auth-options.js';
import type { SigningKeys } from '../signing-keys/signing-keys.interface.js';
import { CognitoStrategy } from '../strategy/cognito.strategy.js';
import { COGNITO_TOKEN_VERIFIER, PassportTokenVerifier } from './passport-token-verifier.js';
import { TokenChecks } from './token-checks.js';
import { cpuTimer } from '../../../test/support/cpu-timer.js';

/** Tells how often a signature held. */
class CountingStrategy extends CognitoStrategy {
  verifications = 0;

  override validate(
    ...given: Parameters<CognitoStrategy['validate']>
  ): ReturnType<CognitoStrategy['validate']> {
    this.verifications += 1;
    return super.validate(...given);
  }
}

type Resolve = SigningKeys['resolve'];

/** Keys that answer as they are told to, and what they were asked for. */
class ScriptedKeys implements SigningKeys {
  readonly asked: string[] = [];
  issuerOf?: (kid: string) => string | undefined;

  constructor(public answer: Resolve) {}

  resolve(issuer: string, kid: string): ReturnType<Resolve> {
    this.asked.push(`${kid} of ${issuer}`);
    return this.answer(issuer, kid);
  }

  states(): [] {
    return [];
  }
}

let pool: LocalUserPool;

beforeAll(async () => {
  pool = await LocalUserPool.create();
});

/** A new object for the key each time, as after a fetch. */
const importKey = (kid: string): KeyObject => {
  const jwk = pool.jwks.keys.find((each) => each.kid === kid);
  if (jwk === undefined) throw new SigningKeyUnknownError(kid);
  return createPublicKey({ key: { ...jwk }, format: 'jwk' });
};

/** For access tokens: the pool signs ID tokens with it. */
const foreignKey = (): KeyObject => importKey(pool.signingKeyIds.id);

/** The keys of the pool, each always as the same object. */
const keysOfPool = (): Resolve => {
  const keys = new Map(pool.jwks.keys.map(({ kid = '' }) => [kid, importKey(kid)] as const));
  return (_issuer, kid) => {
    const key = keys.get(kid);
    if (key === undefined) throw new SigningKeyUnknownError(kid);
    return key;
  };
};

/** A verifier of the tokens of the pool, and all that it goes by. */
function start(settings: CognitoAuthSettings & Partial<UserPoolOptions> = {}) {
  const { jwks: _given, ...rules } = pool.options;
  const options = { ...rules, tokenUse: ['access', 'id'], ...settings };
  const keys = new ScriptedKeys(keysOfPool());
  const strategy = new CountingStrategy();
  const clock = { nowMs: Date.now() };
  const resolved = resolveCognitoAuthOptions(options);
  const verifier = new PassportTokenVerifier(
    resolved,
    strategy,
    keys,
    () => clock.nowMs,
    new TokenChecks(resolved),
  );
  return { verifier, keys, strategy, clock };
}

const withCode = (code: string): Error => expect.objectContaining({ code });

/** How it ends, be it thrown or rejected. */
const outcomeOf = async (run: () => CognitoUser | Promise<CognitoUser>): Promise<unknown> => {
  try {
    return (await run()).sub;
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
};

describe('a token that is new to the verifier', () => {
  it('leads to its user', async () => {
    const { verifier, keys } = start();
    const user = await verifier.verify(
      pool.accessToken({ sub: 'sub-1', groups: ['admin'], scope: 'orders/read' }),
    );

    expect(user).toMatchObject({
      sub: 'sub-1',
      userPoolId: pool.userPoolId,
      groups: ['admin'],
      scopes: ['orders/read'],
      tokenUse: 'access',
    });
    expect(Object.isFrozen(user.claims)).toBe(true);
    expect(keys.asked).toEqual([`${pool.signingKeyIds.access} of ${pool.issuer}`]);
  });

  it('waits for its key', async () => {
    const { verifier, keys } = start();
    const resolve = keysOfPool();
    keys.answer = async (...given) => resolve(...given);

    expect((await verifier.verify(pool.accessToken({ sub: 'sub-1' }))).sub).toBe('sub-1');
  });

  it('is refused where the key of that id has not signed it', async () => {
    const { verifier, keys, strategy } = start();
    keys.answer = () => foreignKey();

    await expect(verifier.verify(pool.accessToken())).rejects.toEqual(
      withCode('ERR_COGNITO_SIGNATURE_INVALID'),
    );
    expect(strategy.verifications).toBe(0);
  });

  it.each<[string, () => KeyObject | Promise<KeyObject>]>([
    [
      'throws',
      () => {
        throw new SigningKeysUnavailableError(1);
      },
    ],
    ['rejects', () => Promise.reject(new SigningKeysUnavailableError(1))],
  ])('learns that its key cannot be had, where the port %s', async (_case, answer) => {
    const { verifier, keys } = start();
    keys.answer = answer;

    await expect(verifier.verify(pool.accessToken())).rejects.toEqual(
      withCode('ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE'),
    );
  });

  it.each([
    ['of another client', { clientId: 'other' }, 'ERR_COGNITO_CLIENT_REFUSED'],
    ['that has expired', { expiresInSeconds: -1 }, 'ERR_COGNITO_TOKEN_EXPIRED'],
    ['with an audience', { audience: 'orders' }, 'ERR_COGNITO_AUDIENCE_REFUSED'],
  ])('is refused when it is one %s, and verified anew each time', async (_case, given, code) => {
    const { verifier, strategy } = start();
    const token = pool.accessToken(given);

    for (const times of [1, 2]) {
      await expect(verifier.verify(token)).rejects.toEqual(withCode(code));
      expect(strategy.verifications).toBe(times);
    }
  });

  it.each<unknown>([undefined, null, 1, ['a.b.c'], {}])('is no token when it is %p', (token) => {
    const { verifier, keys } = start();

    expect(() => verifier.verifyOrRecall(token as string)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_TOKEN_MALFORMED',
        message: 'The token is not a string',
      }),
    );
    expect(keys.asked).toEqual([]);
  });

  it('is kept apart from those that are verified at the same time', async () => {
    const { verifier } = start();
    const forged = `${pool.accessToken().slice(0, -8)}AAAAAAAA`;
    const [one, two] = ['sub-1', 'sub-2'].map((sub) => pool.accessToken({ sub }));
    const tokens = [one, forged, two, pool.accessToken({ clientId: 'other' }), one] as string[];

    expect(
      await Promise.all(tokens.map((token) => outcomeOf(() => verifier.verifyOrRecall(token)))),
    ).toEqual([
      'sub-1',
      'ERR_COGNITO_SIGNATURE_INVALID',
      'sub-2',
      'ERR_COGNITO_CLIENT_REFUSED',
      'sub-1',
    ]);
  });

  it('leaves the strategy as it was, for the next run', async () => {
    const { verifier, strategy } = start();
    const before = Object.keys(strategy);
    await verifier.verify(pool.accessToken());

    expect(Object.keys(strategy)).toEqual(before);
  });
});

describe('a token that is too long', () => {
  it('is refused before it takes the time of a digest', async () => {
    const { verifier } = start();
    const token = 'a.'.repeat(2_500_000);
    const usedBy = (run: () => unknown): number => {
      const used = cpuTimer();
      run();
      return used();
    };
    hash('sha256', token);
    const hashing = usedBy(() => hash('sha256', token));
    const refusing = usedBy(() => {
      for (let call = 0; call < 20; call += 1) {
        expect(() => verifier.verifyOrRecall(token)).toThrow('The token is too long');
      }
    });

    // Hashed each time, it would be twenty times as much.
    expect(refusing).toBeLessThan(10 * hashing);
  });
});

describe('a token that was verified before', () => {
  /** A verifier that has accepted a token. */
  async function startWithToken(settings?: CognitoAuthSettings) {
    const started = start(settings);
    const token = pool.accessToken({ sub: 'sub-1', groups: ['admin'] });
    await started.verifier.verify(token);
    started.keys.asked.length = 0;
    return { ...started, token };
  }

  it('is recalled at once, as long as its key is trusted', async () => {
    const { verifier, keys, strategy, token } = await startWithToken();
    const user = verifier.verifyOrRecall(token);

    expect(user).toMatchObject({ sub: 'sub-1', userPoolId: pool.userPoolId, groups: ['admin'] });
    expect(keys.asked).toEqual([`${pool.signingKeyIds.access} of ${pool.issuer}`]);
    expect(strategy.verifications).toBe(1);
  });

  it('is recalled once the very same key has been fetched', async () => {
    const { verifier, keys, strategy, token } = await startWithToken();
    const { answer } = keys;
    keys.answer = async (...given) => answer(...given);

    expect((await verifier.verify(token)).sub).toBe('sub-1');
    expect(keys.asked).toHaveLength(1);
    expect(strategy.verifications).toBe(1);
  });

  it.each([
    ['at once', (key: KeyObject) => key],
    ['as a promise', (key: KeyObject) => Promise.resolve(key)],
  ])('is verified anew with another object for its key, given %s', async (_case, given) => {
    const { verifier, keys, strategy, token } = await startWithToken();
    const imported = importKey(pool.signingKeyIds.access);
    keys.answer = () => given(imported);

    expect((await verifier.verify(token)).sub).toBe('sub-1');
    expect(strategy.verifications).toBe(2);
    // From now on it is known by this one.
    expect((await verifier.verify(token)).sub).toBe('sub-1');
    expect(strategy.verifications).toBe(2);
  });

  it.each([
    ['at once', (key: KeyObject) => key],
    ['as a promise', (key: KeyObject) => Promise.resolve(key)],
  ])('is refused when its id has come to name a foreign key, given %s', async (_case, given) => {
    const { verifier, keys, token } = await startWithToken();
    keys.answer = () => given(foreignKey());

    await expect(verifier.verify(token)).rejects.toEqual(withCode('ERR_COGNITO_SIGNATURE_INVALID'));
  });

  it.each<[string, () => KeyObject | Promise<KeyObject>]>([
    [
      'throws',
      () => {
        throw new SigningKeyUnknownError('kid');
      },
    ],
    ['rejects', () => Promise.reject(new SigningKeyUnknownError('kid'))],
  ])('is refused once its key is not published any more: the port %s', async (_case, answer) => {
    const { verifier, keys, strategy, token } = await startWithToken();
    keys.answer = answer;

    await expect(verifier.verify(token)).rejects.toEqual(
      withCode('ERR_COGNITO_SIGNING_KEY_UNKNOWN'),
    );
    expect(keys.asked).toHaveLength(1);
    expect(strategy.verifications).toBe(1);
  });

  it('is refused once it has expired, by a throw or, from verify, a rejection', async () => {
    const { verifier, clock, token } = await startWithToken();
    clock.nowMs += 3600 * 1000;

    expect(() => verifier.verifyOrRecall(token)).toThrow(withCode('ERR_COGNITO_TOKEN_EXPIRED'));
    await expect(verifier.verify(token)).rejects.toEqual(withCode('ERR_COGNITO_TOKEN_EXPIRED'));
  });

  it('is refused once it is too old, though its key has to be fetched', async () => {
    const { verifier, keys, clock, token } = await startWithToken({ maxTokenAgeSeconds: 60 });
    const { answer } = keys;
    keys.answer = async (...given) => answer(...given);
    clock.nowMs += 62 * 1000;

    await expect(verifier.verify(token)).rejects.toEqual(withCode('ERR_COGNITO_TOKEN_TOO_OLD'));
  });

  it('is forgotten beyond the limits of the cache', async () => {
    const { verifier, strategy, token } = await startWithToken({
      verifiedTokenCache: { maxTokens: 1 },
    });
    await verifier.verify(pool.accessToken());
    await verifier.verify(token);

    expect(strategy.verifications).toBe(3);
  });

  it('is verified anew each time where nothing is remembered', async () => {
    const { verifier, strategy, token } = await startWithToken({ verifiedTokenCache: false });

    expect((await verifier.verify(token)).sub).toBe('sub-1');
    expect(strategy.verifications).toBe(2);
  });
});

describe('a token whose issuer shares its key with another one', () => {
  const otherIssuer = 'https://issuer.example/pool';

  it('is accepted as one of its own issuer, which is asked also when it is recalled', async () => {
    // Each issuer has a key endpoint of its own.
    const { verifier, keys, strategy } = start({ issuer: [pool.issuer, otherIssuer] });
    keys.issuerOf = () => otherIssuer;
    const token = pool.accessToken();
    const { access } = pool.signingKeyIds;

    expect((await verifier.verify(token)).claims.iss).toBe(pool.issuer);
    await verifier.verify(token);

    expect(keys.asked).toEqual([
      `${access} of ${otherIssuer}`,
      `${access} of ${pool.issuer}`,
      `${access} of ${pool.issuer}`,
    ]);
    expect(strategy.verifications).toBe(1);
  });

  it('is refused where its own issuer has another key of that id', async () => {
    const { verifier, keys } = start({ issuer: [pool.issuer, otherIssuer] });
    const { answer } = keys;
    keys.issuerOf = () => otherIssuer;
    keys.answer = (issuer, kid) => (issuer === otherIssuer ? answer(issuer, kid) : foreignKey());

    await expect(verifier.verify(pool.accessToken())).rejects.toEqual(
      withCode('ERR_COGNITO_SIGNATURE_INVALID'),
    );
  });
});

describe('the validateClaims of an application', () => {
  it('is asked on every use of a token, with its claims', async () => {
    const asked: unknown[] = [];
    const { verifier, strategy } = start({
      validateClaims: (claims) => asked.push(claims.sub) < 3,
    });
    const token = pool.accessToken({ sub: 'sub-1' });

    expect((await verifier.verify(token)).sub).toBe('sub-1');
    expect((await verifier.verify(token)).sub).toBe('sub-1');
    await expect(verifier.verify(token)).rejects.toEqual(withCode('ERR_COGNITO_CLAIMS_REFUSED'));
    expect(asked).toEqual(['sub-1', 'sub-1', 'sub-1']);
    expect(strategy.verifications).toBe(1);
  });

  it.each<[string, () => unknown]>([
    ['false', () => false],
    ['a promise of false', async () => false],
    ['nothing', () => undefined],
    ['a text', () => 'true'],
    ['a number', () => 1],
  ])('refuses a token with %s', async (_case, validateClaims) => {
    const { verifier } = start({ validateClaims: validateClaims as () => boolean });

    await expect(verifier.verify(pool.accessToken())).rejects.toEqual(
      withCode('ERR_COGNITO_CLAIMS_REFUSED'),
    );
  });

  it('accepts a token with a promise of true', async () => {
    const { verifier } = start({ validateClaims: async () => true });

    expect((await verifier.verify(pool.accessToken({ sub: 'sub-1' }))).sub).toBe('sub-1');
  });

  it('fails with what it throws', async () => {
    const failure = new Error('no database');
    const { verifier } = start({ validateClaims: () => Promise.reject(failure) });

    await expect(verifier.verify(pool.accessToken())).rejects.toBe(failure);
  });

  it('is not asked about a token that is not in time', async () => {
    const asked: unknown[] = [];
    const { verifier } = start({ validateClaims: (claims) => asked.push(claims) > 0 });

    await expect(verifier.verify(pool.accessToken({ expiresInSeconds: -1 }))).rejects.toEqual(
      withCode('ERR_COGNITO_TOKEN_EXPIRED'),
    );
    expect(asked).toEqual([]);
  });
});

describe('PassportTokenVerifier.verify', () => {
  it.each(['access', 'id'] as const)('gives the user of the token use %s', async (tokenUse) => {
    const token = tokenUse === 'access' ? pool.accessToken() : pool.idToken();

    expect((await start().verifier.verify(token, { tokenUse })).tokenUse).toBe(tokenUse);
  });

  it.each(['access', 'id'] as const)('refuses a token of another use than %s', async (tokenUse) => {
    const { verifier } = start();
    const token = tokenUse === 'access' ? pool.idToken() : pool.accessToken();
    await verifier.verify(token);

    await expect(verifier.verify(token, { tokenUse })).rejects.toEqual(
      withCode('ERR_COGNITO_TOKEN_USE_REFUSED'),
    );
  });

  it('rejects wrong options before it looks at the token', async () => {
    const { verifier, keys } = start();
    const options = { tokenUse: 'refresh' } as unknown as { tokenUse: 'id' };

    await expect(verifier.verify(pool.accessToken(), options)).rejects.toEqual(
      withCode('ERR_COGNITO_SETUP'),
    );
    expect(keys.asked).toEqual([]);
  });
});

describe('PassportTokenVerifier.checkTimes', () => {
  it('goes by the clock and the rules of the module', async () => {
    const { verifier, clock } = start({ clockToleranceSeconds: 60 });
    const issuedAt = new Date(clock.nowMs);
    const { claims } = await verifier.verify(pool.accessToken({ issuedAt, expiresInSeconds: 300 }));

    clock.nowMs = claims.exp * 1000 + 59_999;
    expect(() => verifier.checkTimes(claims)).not.toThrow();
    clock.nowMs += 1;
    expect(() => verifier.checkTimes(claims)).toThrow(withCode('ERR_COGNITO_TOKEN_EXPIRED'));
  });
});

describe('COGNITO_TOKEN_VERIFIER', () => {
  it('is a token that every copy of the package knows', () => {
    expect(COGNITO_TOKEN_VERIFIER).toBe(Symbol.for('nestjs-cognito-auth:verifier'));
  });
});
