import { type AwsCredentials, IdentityPoolException } from 'nestjs-cognito-auth/identity-pool';
import type { LocalCognito } from 'nestjs-cognito-auth/local';
import { call } from '../local/support/call.js';
import { inspect, tamper } from '../../support/forge.js';
import {
  type IdentityPoolUnderTest,
  startIdentityPool,
} from '../../support/start-identity-pool.js';

let running: IdentityPoolUnderTest | undefined;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(
  ...setUp: Parameters<typeof startIdentityPool>
): Promise<IdentityPoolUnderTest> {
  running = await startIdentityPool(...setUp);
  return running;
}

const asked = ({ local }: IdentityPoolUnderTest): readonly [number, number] => [
  local.calls.count('GetId'),
  local.calls.count('GetCredentialsForIdentity'),
];

const refusal = (status: number, code: string): object => ({ status, code });

describe('credentials of a user', () => {
  it('are asked for once by a hundred at once, and kept', async () => {
    const under = await start();
    const token = under.local.userPool.idToken({ sub: 'ada' });

    const all = await Promise.all(Array.from({ length: 100 }, () => under.pool.credentials(token)));
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toEqual({
      accessKeyId: expect.stringMatching(/^ASIALOCAL/) as string,
      secretAccessKey: expect.any(String) as string,
      sessionToken: expect.any(String) as string,
      expiration: expect.any(Date) as Date,
      identityId: expect.stringMatching(/^[a-z0-9-]+:[0-9a-f-]{36}$/) as string,
    });
    expect(asked(under)).toEqual([1, 1]);

    expect(await under.pool.credentials(token)).toBe(all[0]);
    expect(asked(under)).toEqual([1, 1]);
  });

  it('are others for another token of the same user, whose identity is known', async () => {
    const under = await start();
    const first = await under.pool.credentials(under.local.userPool.idToken({ sub: 'ada' }));
    const second = await under.pool.credentials(
      under.local.userPool.idToken({ sub: 'ada', groups: ['admin'] }),
    );

    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    expect(second.identityId).toBe(first.identityId);
    expect(asked(under)).toEqual([1, 2]);
  });

  it('are dropped when they are forgotten, with every role', async () => {
    const role = 'arn:aws:iam::123456789012:role/Reader';
    const under = await start();
    const token = under.local.userPool.idToken({ claims: { 'cognito:roles': [role] } });
    const [plain, withRole] = [
      await under.pool.credentials(token),
      await under.pool.credentials(token, { customRoleArn: role }),
    ];
    under.pool.forget(token);

    expect(await under.pool.credentials(token)).not.toBe(plain);
    expect(await under.pool.credentials(token, { customRoleArn: role })).not.toBe(withRole);
    expect(asked(under)).toEqual([1, 4]);
  });

  it('are asked for under a new identity, where the old one has been deleted', async () => {
    const under = await start();
    await under.pool.credentials(under.local.userPool.idToken({ sub: 'ada' }));
    under.local.faults.fail('GetCredentialsForIdentity', {
      status: 400,
      type: 'ResourceNotFoundException',
      times: 1,
    });

    await under.pool.credentials(under.local.userPool.idToken({ sub: 'ada', groups: ['a'] }));
    expect(asked(under)).toEqual([2, 3]);
  });

  describe('near their end', () => {
    const begin = async (): Promise<{
      under: IdentityPoolUnderTest;
      provider: () => Promise<AwsCredentials>;
      first: AwsCredentials;
    }> => {
      const under = await start();
      const provider = under.pool.provider(
        under.local.userPool.idToken({ expiresInSeconds: 86_400 }),
      );
      return { under, provider, first: await provider() };
    };
    /** The others would have to wait for the answer. */
    const settle = async (under: IdentityPoolUnderTest, count: number): Promise<void> => {
      while (under.local.calls.count('GetCredentialsForIdentity') < count) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    };

    it('are replaced in the background, and nobody waits', async () => {
      const { under, provider, first } = await begin();
      under.advanceSeconds(3600 - 301);
      expect(await provider()).toBe(first);
      expect(asked(under)).toEqual([1, 1]);

      under.advanceSeconds(2);
      expect(await provider()).toBe(first);
      await settle(under, 2);
      expect(await provider()).not.toBe(first);
      expect(asked(under)).toEqual([1, 2]);
    });

    it('serve through an outage while they are good, with one attempt in five seconds', async () => {
      const { under, provider, first } = await begin();
      under.advanceSeconds(3600 - 240);
      under.local.faults.fail('GetCredentialsForIdentity', { status: 503 });

      for (let round = 0; round < 5; round += 1) {
        expect(await provider()).toBe(first);
        await settle(under, 3);
      }
      // A read is asked twice.
      expect(asked(under)).toEqual([1, 3]);
      under.advanceSeconds(6);
      expect(await provider()).toBe(first);
      await settle(under, 5);

      const warnings = under.log.lines.filter(({ text }) => text.includes('cannot be replaced'));
      expect(warnings).toHaveLength(1);

      under.advanceSeconds(220);
      await expect(provider()).rejects.toMatchObject(
        refusal(503, 'ERR_COGNITO_IDENTITY_POOL_UNAVAILABLE'),
      );
      under.local.faults.clear();
      expect(await provider()).not.toBe(first);
      expect(under.log.lines.map(({ text }) => text).join()).toContain('can be replaced again');
    });
  });

  it('belong to the user who asks, in ten thousand interleaved calls', async () => {
    const under = await start();
    const users = ['ada', 'bob', 'cid', 'dan'].map((sub) => ({
      sub,
      provider: under.pool.provider(
        under.local.userPool.idToken({ sub, expiresInSeconds: 86_400 }),
      ),
    }));
    const owners = new Map<string, Set<string>>();
    const note = (secret: string, sub: string): void => {
      owners.set(secret, (owners.get(secret) ?? new Set()).add(sub));
    };

    // Past the time when they are replaced, twice.
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        Array.from({ length: 2500 }, async (_nothing, index) => {
          const { sub, provider } = users[(index * 7) % users.length] as (typeof users)[number];
          const { identityId, accessKeyId } = await provider();
          note(identityId, sub);
          note(accessKeyId, sub);
        }),
      );
      under.advanceSeconds(1790);
    }
    expect([...owners.values()].filter((subs) => subs.size > 1)).toEqual([]);
    // Four identities, and at least two sets of keys for each.
    expect(owners.size).toBeGreaterThanOrEqual(12);
  });

  it('are bounded', async () => {
    const under = await start({ options: { maxCredentials: 2 } });
    const tokens = ['ada', 'bob', 'cid'].map((sub) => under.local.userPool.idToken({ sub }));
    for (const token of [...tokens, ...tokens]) await under.pool.credentials(token);

    expect(asked(under)).toEqual([6, 6]);
  });
});

describe('a login', () => {
  it.each([
    ['access token', (under: IdentityPoolUnderTest) => under.local.userPool.accessToken()],
    [
      'expired token',
      (under: IdentityPoolUnderTest) => under.local.userPool.idToken({ issuedAt: new Date(0) }),
    ],
    [
      'token of another client',
      (under: IdentityPoolUnderTest) => under.local.userPool.idToken({ clientId: 'another' }),
    ],
    [
      'forged token',
      (under: IdentityPoolUnderTest) =>
        tamper(under.local.userPool.idToken(), { payload: { sub: 'eve' } }),
    ],
    ['text', () => 'token'],
  ])('is refused before the identity pool is asked: %s', async (_case, tokenOf) => {
    const under = await start();

    await expect(under.pool.credentials(tokenOf(under))).rejects.toMatchObject({
      ...refusal(401, 'ERR_COGNITO_LOGIN_REFUSED'),
      cause: { code: expect.stringMatching(/^ERR_COGNITO_/) as string },
    });
    expect(asked(under)).toEqual([0, 0]);
  });

  it.each<[string, string, string]>([
    ['TooManyRequestsException', 'throttled', 'UNAVAILABLE'],
    ['InternalErrorException', 'failing', 'UNAVAILABLE'],
    ['ExternalServiceException', 'without an external issuer', 'UNAVAILABLE'],
    ['LimitExceededException', 'at a limit', 'UNAVAILABLE'],
    ['InvalidIdentityPoolConfigurationException', 'without a role', 'MISCONFIGURED'],
    ['InvalidParameterException', 'called wrongly', 'MISCONFIGURED'],
  ])('meets %s where the identity pool is %s', async (type, _case, code) => {
    const under = await start();
    under.local.faults.fail('GetId', { status: 400, type, message: 'secret text' });

    const error = await failureOf(under.pool.credentials(under.local.userPool.idToken()));
    const status = code === 'UNAVAILABLE' ? 503 : 500;
    expect(error).toMatchObject({
      ...refusal(status, `ERR_COGNITO_IDENTITY_POOL_${code}`),
      cause: { operation: 'GetId', exception: type },
    });
    expect(JSON.stringify([error, String(error.cause)])).not.toContain('secret text');
    expect(error.retryAfterSeconds !== undefined).toBe(status === 503);
  });

  it('is refused for a role that is not in it, and takes one that is', async () => {
    const [role, other] = ['Reader', 'Writer'].map(
      (name) => `arn:aws:iam::123456789012:role/${name}`,
    );
    const under = await start();
    const token = under.local.userPool.idToken({ claims: { 'cognito:roles': [role] } });
    const plain = under.local.userPool.idToken();

    await under.pool.credentials(token, { customRoleArn: role });
    for (const [given, customRoleArn] of [
      [token, other],
      [plain, role],
    ]) {
      await expect(
        under.pool.credentials(given as string, { customRoleArn }),
      ).rejects.toMatchObject(refusal(403, 'ERR_COGNITO_ROLE_REFUSED'));
    }
    expect(asked(under)).toEqual([1, 1]);
  });

  it('is refused when its user has signed out, where the identity pool looks', async () => {
    const under = await start({
      local: {
        identityPool: { serverSideTokenCheck: true },
        users: [{ username: 'ada', email: 'ada@example.com', password: 'Password1!' }],
        signIn: 'username',
      },
    });
    const { AccessToken, IdToken } = await signIn(under.local, 'ada', 'Password1!');
    await under.pool.credentials(IdToken);
    await call(under.local.origin, 'GlobalSignOut', { AccessToken });
    under.pool.forget(IdToken);

    await expect(under.pool.credentials(IdToken)).rejects.toMatchObject(
      refusal(401, 'ERR_COGNITO_TOKEN_REVOKED'),
    );
  });

  it('of another issuer counts where the options name it, and is for the identity pool to verify', async () => {
    const under = await start({ options: { foreignLogins: ['accounts.google.com'] } });
    const google = { provider: 'accounts.google.com', token: 'a-token-of-google' };
    under.local.faults.answer('GetId', { body: '{"IdentityId":"eu-west-1:1"}' });
    under.local.faults.answer('GetCredentialsForIdentity', { body: ANSWER });

    await under.pool.credentials([under.local.userPool.idToken(), google]);
    await under.pool.credentials(google as never);
    await expect(
      under.pool.credentials([{ ...google, provider: 'graph.facebook.com' }]),
    ).rejects.toMatchObject({ code: 'ERR_COGNITO_SETUP' });
    await expect(under.pool.credentials([])).rejects.toMatchObject({ code: 'ERR_COGNITO_SETUP' });
    await expect(under.pool.credentials([google, google])).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
    });
  });

  it.each(['aws', 'aws-updated', 'local', 'https://issuer.example/pool'])(
    'is named by its issuer without the scheme, with the issuer %s',
    async (issuer) => {
      const under = await start({ local: { issuer, identityPool: {} } });

      const { identityId } = await under.pool.credentials(under.local.userPool.idToken());
      expect(identityId).toMatch(/^[a-z0-9-]+:/);
    },
  );
});

describe('a guest', () => {
  it('has one identity in a process', async () => {
    const under = await start({
      local: { identityPool: { allowUnauthenticated: true } },
      options: { guests: true },
    });
    const first = await under.pool.guest();
    under.advanceSeconds(3600);
    const second = await under.pool.guest();

    expect(second.identityId).toBe(first.identityId);
    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    expect(asked(under)).toEqual([1, 2]);
  });

  it.each([
    ['the options', { options: {} }],
    ['the identity pool', { options: { guests: true } }],
  ])('is a mistake in set-up where %s allow none', async (_case, setUp) => {
    const under = await start(setUp);

    await expect(under.pool.guest()).rejects.toMatchObject(
      refusal(500, 'ERR_COGNITO_IDENTITY_POOL_MISCONFIGURED'),
    );
  });
});

describe('an identity pool that does not answer', () => {
  it('fails by the deadline, and at once beyond the bound', async () => {
    const under = await start({ options: { requestTimeoutMs: 500, maxConcurrentCalls: 2 } });
    under.local.faults.hang('GetId');
    const tokens = ['ada', 'bob', 'cid'].map((sub) => under.local.userPool.idToken({ sub }));

    const failures = await Promise.all(
      tokens.map((token) => failureOf(under.pool.credentials(token))),
    );
    expect(failures.map(({ code }) => code)).toEqual(
      Array.from({ length: 3 }, () => 'ERR_COGNITO_IDENTITY_POOL_UNAVAILABLE'),
    );
    expect(failures.map(({ cause }) => String(cause)).toSorted()).toEqual([
      expect.stringContaining('maxConcurrentCalls'),
      expect.stringContaining('no complete answer within 500 ms'),
      expect.stringContaining('no complete answer within 500 ms'),
    ]);
    expect(asked(under)).toEqual([2, 0]);

    under.local.faults.clear();
    await under.pool.credentials(tokens[0] as string);
  });

  it('is no fault of a login whose keys cannot be fetched', async () => {
    const under = await start({ auth: { signingKeys: { prefetch: false } } });
    under.local.faults.drop('jwks.json');

    const error = await failureOf(under.pool.credentials(under.local.userPool.idToken()));
    expect(error).toMatchObject(refusal(503, 'ERR_COGNITO_IDENTITY_POOL_UNAVAILABLE'));
    expect(error.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  });
});

describe('the classic flow', () => {
  it('has a token of the identity pool', async () => {
    const under = await start();
    const { token, identityId } = await under.pool.openIdToken(under.local.userPool.idToken());

    expect(inspect(token).payload).toMatchObject({
      sub: identityId,
      aud: under.local.identityPoolId,
      iss: 'https://cognito-identity.amazonaws.com',
    });
  });
});

interface Failure {
  readonly code: string;
  readonly status: number;
  readonly cause: unknown;
  readonly retryAfterSeconds: number | undefined;
}

async function failureOf(pending: Promise<unknown>): Promise<Failure> {
  const outcome: unknown = await pending.catch((error: unknown) => error);
  if (!(outcome instanceof IdentityPoolException)) throw new Error('It did not fail so');
  return Object.assign(outcome, { status: outcome.getStatus() });
}

const ANSWER = JSON.stringify({
  IdentityId: 'eu-west-1:1',
  Credentials: {
    AccessKeyId: 'ASIA',
    SecretKey: 'secret',
    SessionToken: 'session',
    Expiration: Math.floor(Date.now() / 1000) + 3600,
  },
});

async function signIn(
  local: LocalCognito,
  USERNAME: string,
  PASSWORD: string,
): Promise<{ AccessToken: string; IdToken: string }> {
  const { AuthenticationResult } = await call(local.origin, 'InitiateAuth', {
    ClientId: local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD },
  });
  return AuthenticationResult as { AccessToken: string; IdToken: string };
}
