import { errorOf, SECRET, startUserPool, type UserPoolBench } from './support/start-user-pool.js';

const SERVICE_SECRET = 'secret0of0the0service0client012';
const COGNITO = {
  clients: [
    { clientId: 'people', secret: SECRET },
    {
      clientId: 'service',
      secret: SERVICE_SECRET,
      authFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
      grants: ['client_credentials'],
      scopes: ['orders/read', 'orders/write'],
    },
  ],
} as const;

let bench: UserPoolBench;

afterEach(() => bench.close());

const start = (clientTokens: object = {}): Promise<UserPoolBench> =>
  startUserPool(COGNITO, {
    clientSecret: SECRET,
    clientTokens: { clientId: 'service', clientSecret: SERVICE_SECRET, ...clientTokens },
  });

const scopeOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { scope: unknown })
    .scope;

it('asks once for each set of scopes, whoever asks how often', async () => {
  bench = await start();
  const { clientTokens, local } = bench;
  const all = await Promise.all(
    Array.from({ length: 20 }, () => clientTokens.get({ scopes: ['orders/read'] })),
  );
  const both = await clientTokens.get({ scopes: ['orders/write', 'orders/read'] });
  await clientTokens.get({ scopes: ['orders/read', 'orders/write'] });

  expect(new Set(all).size).toBe(1);
  expect(scopeOf(all[0] ?? '')).toBe('orders/read');
  expect(scopeOf(both)).toBe('orders/read orders/write');
  expect(local.calls.count('GetClientToken')).toBe(2);
});

it('asks anew a minute before a token expires', async () => {
  bench = await start();
  const { clientTokens, local } = bench;
  const first = await clientTokens.get();
  local.clock.advance(3539_000);
  expect(await clientTokens.get()).toBe(first);
  local.clock.advance(1000);

  expect(await clientTokens.get()).not.toBe(first);
});

it.each([
  ['a wrong secret', { clientSecret: 'another0secret0than0that0of0it' }],
  ['a client that may not', { clientId: 'people', clientSecret: SECRET }],
])('takes %s for a mistake of the set-up', async (_case, options) => {
  bench = await start(options);

  expect(await errorOf(bench.clientTokens.get())).toMatchObject({
    code: 'ERR_COGNITO_USER_POOL_MISCONFIGURED',
    status: 500,
  });
});

it('refuses a scope that the client does not have, and keeps nothing', async () => {
  bench = await start();
  const { clientTokens, local } = bench;
  for (let tries = 0; tries < 2; tries += 1) {
    expect(await errorOf(clientTokens.get({ scopes: ['orders/delete'] }))).toMatchObject({
      code: 'ERR_COGNITO_REQUEST_INVALID',
    });
  }

  expect(local.calls.count('GetClientToken')).toBe(2);
});

it('says so where the options have no such client', async () => {
  bench = await startUserPool();

  expect(await errorOf(bench.clientTokens.get())).toMatchObject({
    code: 'ERR_COGNITO_USER_POOL_MISCONFIGURED',
  });
  expect(bench.log.lines).toContainEqual({
    level: 'error',
    text: expect.stringContaining('clientTokens: the options have none') as string,
  });
});

describe('by the token endpoint', () => {
  /** The endpoint is that of the local Cognito, whose address is known only after its start. */
  async function startAt(clientSecret: string): Promise<UserPoolBench> {
    const made: { origin?: string } = {};
    const begun = await startUserPool(COGNITO, {
      clientSecret: SECRET,
      fetch: (input, init) =>
        globalThis.fetch(
          (input as string).replace('https://auth.example', made.origin ?? ''),
          init,
        ),
      clientTokens: {
        clientId: 'service',
        clientSecret,
        scopes: ['orders/read'],
        tokenEndpoint: 'https://auth.example/oauth2/token',
      },
    });
    made.origin = begun.local.origin;
    return begun;
  }

  it('gets a token', async () => {
    bench = await startAt(SERVICE_SECRET);

    expect(scopeOf(await bench.clientTokens.get())).toBe('orders/read');
    expect(bench.local.calls.count('POST /oauth2/token')).toBe(1);
  });

  it('takes a wrong secret for a mistake of the set-up', async () => {
    bench = await startAt('another0secret0than0that0of0it');

    expect(await errorOf(bench.clientTokens.get())).toMatchObject({
      code: 'ERR_COGNITO_USER_POOL_MISCONFIGURED',
    });
  });
});
