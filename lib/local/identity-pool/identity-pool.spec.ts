import { jwtVerify, createLocalJWKSet } from 'jose';
import { PASSWORD, type PoolUnderTest, startPool } from '../../../test/support/local-pool.js';
import type { LocalIdentityPoolOptions } from '../options/local-cognito-options.interface.js';
import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import { API_SCOPE } from '../tokens/token-issuer.js';
import type { Input, Output } from '../wire/operation.interface.js';
import { IdentityPool } from './identity-pool.js';
import { identityPoolService } from './identity-pool-service.js';

const PROVIDER = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_LocalTest';

interface Bench extends PoolUnderTest {
  readonly client: LocalClient;
  readonly user: PoolUser;
  readonly bob: PoolUser;
  readonly identities: IdentityPool;
  readonly IdentityPoolId: string;
  call(name: string, input: Input): Promise<Output>;
  /** `Logins` of a user. */
  logins(user?: PoolUser): Promise<Record<string, string>>;
}

async function makeBench(options: LocalIdentityPoolOptions = {}): Promise<Bench> {
  const local = await startPool({
    users: ['ada', 'bob'].map((name) => ({ email: `${name}@example.com`, password: PASSWORD })),
    identityPool: options,
  });
  const { pool } = local;
  const [client] = pool.clients.all();
  const [ada, bob] = pool.users.all();
  const { identityPool } = pool.options;
  if (!client || !ada || !bob || !identityPool) throw new Error('Something is missing');
  const identities = new IdentityPool(pool, identityPool);
  const service = identityPoolService(identities);
  return {
    ...local,
    client,
    user: ada,
    bob,
    identities,
    IdentityPoolId: identityPool.identityPoolId,
    async call(name, input) {
      const operation = service.operations.get(name);
      if (operation === undefined) throw new Error(`There is no ${name}`);
      return operation.run(input);
    },
    async logins(user = ada) {
      const family = pool.families.begin({
        user,
        client,
        scope: API_SCOPE,
        amr: ['pwd'],
        isOAuth: false,
      });
      const { idToken = '' } = await pool.tokens.issue(family, {
        triggerSource: 'TokenGeneration_Authentication',
      });
      return { [PROVIDER]: idToken };
    },
  };
}

const refusal = (message: string) =>
  expect.objectContaining({ type: 'NotAuthorizedException', message });

describe('an identity pool', () => {
  it('gives a user the same identity each time, and another user another', async () => {
    const { call, logins, bob, IdentityPoolId } = await makeBench();

    const first = await call('GetId', { IdentityPoolId, Logins: await logins() });
    const second = await call('GetId', { IdentityPoolId, Logins: await logins() });
    const others = await call('GetId', { IdentityPoolId, Logins: await logins(bob) });

    expect(second).toEqual(first);
    expect(others['IdentityId']).not.toBe(first['IdentityId']);
    expect(first['IdentityId']).toMatch(/^eu-west-1:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  it('gives credentials in the form of AWS, for an hour, which differ each time', async () => {
    const { call, logins, clock, IdentityPoolId } = await makeBench();
    const Logins = await logins();
    const { IdentityId } = await call('GetId', { IdentityPoolId, Logins });

    const before = Math.floor(clock.now() / 1000);
    const first = await call('GetCredentialsForIdentity', { IdentityId, Logins });
    const after = Math.ceil(clock.now() / 1000);
    const second = await call('GetCredentialsForIdentity', { IdentityId, Logins });

    expect(first).toEqual({
      IdentityId,
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIALOCAL[A-Z2-7]{11}$/),
        SecretKey: expect.stringMatching(/^[A-Za-z\d+/]{40}$/),
        SessionToken: expect.stringMatching(/^.{500,}$/),
        Expiration: expect.any(Number),
      },
    });
    const { Expiration } = first['Credentials'] as { Expiration: number };
    expect(Expiration).toBeGreaterThanOrEqual(before + 3600);
    expect(Expiration).toBeLessThanOrEqual(after + 3600);
    expect(second['Credentials']).not.toEqual(first['Credentials']);
  });

  it('signs an OpenID token that says how the user signed in', async () => {
    const { call, logins, identities, user, IdentityPoolId } = await makeBench();
    const Logins = await logins();
    const { IdentityId } = await call('GetId', { IdentityPoolId, Logins });

    const { Token } = await call('GetOpenIdToken', { IdentityId, Logins });

    const { keys } = await identities.jwks();
    const { payload } = await jwtVerify(
      String(Token),
      createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) }),
      { issuer: 'https://cognito-identity.amazonaws.com', audience: IdentityPoolId },
    );
    expect(payload).toMatchObject({
      sub: IdentityId,
      amr: ['authenticated', PROVIDER, `${PROVIDER}:CognitoSignIn:${user.attributes['sub']}`],
      exp: Number(payload.iat) + 600,
    });
  });

  it('describes an identity', async () => {
    const { call, logins, IdentityPoolId, identities } = await makeBench({
      allowUnauthenticated: true,
    });
    const user = await call('GetId', { IdentityPoolId, Logins: await logins() });
    const guest = await call('GetId', { IdentityPoolId });

    await expect(call('DescribeIdentity', user)).resolves.toMatchObject({
      ...user,
      Logins: [identities.provider],
      CreationDate: expect.any(Number),
    });
    await expect(call('DescribeIdentity', guest)).resolves.toMatchObject({
      ...guest,
      Logins: undefined,
    });
  });

  it('gives guests identities of their own where it may', async () => {
    const { call, IdentityPoolId } = await makeBench({ allowUnauthenticated: true });

    const first = await call('GetId', { IdentityPoolId });
    const second = await call('GetId', { IdentityPoolId, Logins: {} });

    expect(second['IdentityId']).not.toBe(first['IdentityId']);
    await expect(call('GetCredentialsForIdentity', first)).resolves.toMatchObject(first);
  });

  it('knows neither another pool nor another identity', async () => {
    const { call } = await makeBench();
    const notFound = (message: string) =>
      expect.objectContaining({ type: 'ResourceNotFoundException', message });

    await expect(call('GetId', { IdentityPoolId: 'eu-west-1:x' })).rejects.toEqual(
      notFound("IdentityPool 'eu-west-1:x' not found."),
    );
    for (const name of ['GetCredentialsForIdentity', 'GetOpenIdToken', 'DescribeIdentity']) {
      await expect(call(name, { IdentityId: 'x' })).rejects.toEqual(
        notFound("Identity 'x' not found."),
      );
    }
  });

  it('needs to be told the pool', async () => {
    const { call } = await makeBench();

    await expect(call('GetId', {})).rejects.toMatchObject({ type: 'InvalidParameterException' });
  });

  it('forgets an identity after 30 days in which nobody asked for it', async () => {
    const { call, clock, IdentityPoolId } = await makeBench({ allowUnauthenticated: true });
    const guest = await call('GetId', { IdentityPoolId });

    clock.advance(30 * 86_400_000);
    await expect(call('DescribeIdentity', guest)).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
    });
  });
});

describe('an identity pool refuses', () => {
  it('guests, unless it may take them', async () => {
    const { call, IdentityPoolId } = await makeBench();

    await expect(call('GetId', { IdentityPoolId })).rejects.toEqual(
      refusal('Unauthenticated access is not supported for this identity pool.'),
    );
  });

  it('whoever names an identity of somebody', async () => {
    const { call, logins, bob, IdentityPoolId } = await makeBench({ allowUnauthenticated: true });
    const { IdentityId } = await call('GetId', { IdentityPoolId, Logins: await logins() });

    await expect(call('GetCredentialsForIdentity', { IdentityId })).rejects.toEqual(
      refusal(`Access to Identity '${String(IdentityId)}' is forbidden.`),
    );
    await expect(call('GetOpenIdToken', { IdentityId, Logins: await logins(bob) })).rejects.toEqual(
      refusal(
        "Logins don't match. Please include at least one valid login for this identity or identity pool.",
      ),
    );
  });

  it('a token under another name', async () => {
    const { call, logins, IdentityPoolId } = await makeBench();
    const [token] = Object.values(await logins());

    await expect(
      call('GetId', { IdentityPoolId, Logins: { 'accounts.google.com': token } }),
    ).rejects.toEqual(refusal("Invalid login token. Issuer doesn't match providerName"));
  });

  it('a token of another issuer with our key', async () => {
    const { call, logins, pool, identities, IdentityPoolId } = await makeBench();
    const [token = ''] = Object.values(await logins());
    pool.issuer = 'https://other.example.com';

    await expect(
      call('GetId', { IdentityPoolId, Logins: { [identities.provider]: token } }),
    ).rejects.toEqual(refusal("Invalid login token. Issuer doesn't match providerName"));
  });

  it.each([
    ['what is no token', () => 'x'],
    ['a changed token', (token: string) => token.replace(/.\.(.*)\./, 'A.$1.')],
    ['a token without its signature', (token: string) => token.replace(/[^.]*$/, '')],
  ])('%s', async (_name, change) => {
    const { call, logins, IdentityPoolId } = await makeBench();
    const Logins = Object.fromEntries(
      Object.entries(await logins()).map(([name, token]) => [name, change(token)]),
    );

    await expect(call('GetId', { IdentityPoolId, Logins })).rejects.toEqual(
      refusal("Invalid login token. Couldn't verify signed token."),
    );
  });

  it('an access token', async () => {
    const { call, identities, pool, client, user, IdentityPoolId } = await makeBench();
    const family = pool.families.begin({ user, client, scope: API_SCOPE, amr: [], isOAuth: false });
    const { accessToken } = await pool.tokens.issue(family, {
      triggerSource: 'TokenGeneration_Authentication',
    });

    await expect(
      call('GetId', { IdentityPoolId, Logins: { [identities.provider]: accessToken } }),
    ).rejects.toEqual(refusal("Invalid login token. Couldn't verify signed token."));
  });

  it('an expired token', async () => {
    const { call, logins, clock, IdentityPoolId } = await makeBench();
    const Logins = await logins();

    clock.advance(3_600_000);
    await expect(call('GetId', { IdentityPoolId, Logins })).rejects.toEqual(
      refusal(expect.stringMatching(/^Invalid login token\. Token expired: \d+ >= \d+$/) as string),
    );
  });

  it('a token of a client that is gone', async () => {
    const { call, logins, pool, client, IdentityPoolId } = await makeBench();
    const Logins = await logins();

    pool.clients.delete(client.clientId);
    await expect(call('GetId', { IdentityPoolId, Logins })).rejects.toEqual(
      refusal('Invalid login token. Incorrect token audience.'),
    );
  });

  it.each([
    ['signed out', ({ pool, user }: Bench) => pool.tokens.signOut(user)],
    ['disabled', ({ user }: Bench) => (user.isEnabled = false)],
    ['deleted', ({ pool, user }: Bench) => pool.deleteUser(user)],
  ])('users who are %s, with the check of the server side only', async (_name, end) => {
    const [strict, lax] = await Promise.all([
      makeBench({ serverSideTokenCheck: true }),
      makeBench({ serverSideTokenCheck: false }),
    ]);
    const ask = async (bench: Bench) => {
      const Logins = await bench.logins();
      end(bench);
      return bench.call('GetId', { IdentityPoolId: bench.IdentityPoolId, Logins });
    };

    await expect(ask(strict)).rejects.toEqual(
      refusal('Invalid login token. Token has been revoked.'),
    );
    await expect(ask(lax)).resolves.toHaveProperty('IdentityId');
  });
});
