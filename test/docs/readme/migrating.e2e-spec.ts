import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication, Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { LocalUserPool, overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { startApp } from '../../support/start-app.js';
import { blocksOf, readPage, ReadmeProject } from './readme-blocks.js';

const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };
const TWO_HOURS_AGO = new Date(Date.now() - 7_200_000);

type TokenUse = 'access' | 'id';

/** Tokens by what they are; those of old age are still good for an hour. */
function tokensOf(pool: LocalUserPool, tokenUse: TokenUse): Readonly<Record<string, string>> {
  const old = { sub: 'sub-1', issuedAt: TWO_HOURS_AGO, expiresInSeconds: 10_800 };
  return {
    good:
      tokenUse === 'access' ? pool.accessToken({ sub: 'sub-1' }) : pool.idToken({ sub: 'sub-1' }),
    old: tokenUse === 'access' ? pool.accessToken(old) : pool.idToken(old),
    'no token': '',
    garbage: 'not.a.token',
    ...Object.fromEntries(
      pool
        .refusedTokens({ tokenUse })
        .all()
        .map(({ name, token }) => [name, token]),
    ),
  };
}

interface Running {
  readonly url: string;
  close(): Promise<unknown>;
}

/** Which of the tokens are let in. */
async function letInBy({ url }: Running, tokens: Readonly<Record<string, string>>) {
  const accepted: string[] = [];
  for (const [name, token] of Object.entries(tokens)) {
    const response = await fetch(`${url}/orders`, {
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    if (response.status === 200) accepted.push(name);
    if (name === 'good') expect([name, text]).toEqual(['good', '{"owner":"sub-1"}']);
    else expect([name, [200, 401]]).toEqual([name, expect.arrayContaining([response.status])]);
  }
  return accepted;
}

async function serve(listener: RequestListener): Promise<Running> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('the guide to migration', () => {
  const require = createRequire(import.meta.url);
  let guide: ReadmeProject;
  let pool: LocalUserPool;
  const running: Running[] = [];

  beforeAll(async () => {
    guide = await ReadmeProject.create(blocksOf(await readPage('MIGRATING.md')));
    pool = await LocalUserPool.create(POOL);
  });

  afterEach(async () => {
    for (const app of running.splice(0)) await app.close();
  });
  afterAll(() => guide.remove());

  const keep = <App extends Running>(app: App): App => {
    running.push(app);
    return app;
  };

  const startNest = async (file: string, isOurs: boolean): Promise<Running> => {
    const { AppModule } = await guide.load<Record<string, Type>>(file);
    const app: INestApplication = await startApp(
      () => new ExpressAdapter(),
      { imports: [AppModule as Type] },
      { prepare: (builder) => (isOurs ? overrideSigningKeys(builder, pool) : builder) },
    );
    return keep({ url: await app.getUrl(), close: () => app.close() });
  };

  const startExpress = async (file: string, ...given: unknown[]): Promise<Running> => {
    const { createApp } = await guide.load<{ createApp(...given: unknown[]): RequestListener }>(
      file,
    );
    return keep(await serve(createApp(...given)));
  };

  /** The same tokens before and after: nobody gets in afterwards who was refused before. */
  const compare = async (before: Running, after: Running, tokenUse: TokenUse) => {
    const tokens = tokensOf(pool, tokenUse);
    const [wasLetIn, isLetIn] = [await letInBy(before, tokens), await letInBy(after, tokens)];
    expect(Object.keys(tokens).length).toBeGreaterThan(12);
    expect(isLetIn).toContain('good');
    expect(isLetIn.filter((name) => !wasLetIn.includes(name))).toEqual([]);
    return { wasLetIn, isLetIn };
  };

  it('from cognito-express leads to an application that refuses the same and more', async () => {
    // It asks AWS for the keys, and has no other place for them.
    const axios = createRequire(require.resolve('cognito-express'))('axios') as {
      defaults: { adapter: unknown };
    };
    axios.defaults.adapter = async (config: object) => ({ data: pool.jwks, status: 200, config });
    const before = await startExpress('cognito-express-before.ts');
    const after = await startNest('cognito-express-after.ts', true);

    expect(await compare(before, after, 'access')).toEqual({
      // It knows no client, and looks at no time but that of issue and expiry.
      wasLetIn: expect.arrayContaining(['good', 'of another client']),
      isLetIn: ['good', 'of another client'],
    });
  });

  it('from aws-cognito-express leads to an application that refuses the same and more', async () => {
    const pems = Object.fromEntries(
      pool.jwks.keys.map((key: JsonWebKey) => [
        String(key['kid']),
        createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
      ]),
    );
    // Its throttle would keep the process alive for as long as it waits between two refreshes.
    const { setTimeout: original } = globalThis;
    globalThis.setTimeout = ((...given: Parameters<typeof original>) =>
      original(...given).unref()) as typeof original;
    const before = await startExpress('aws-cognito-express-before.ts', pems);
    const after = await startNest('aws-cognito-express-after.ts', true);

    expect(await compare(before, after, 'id')).toEqual({
      wasLetIn: expect.arrayContaining(['good', 'old']),
      isLetIn: ['good', 'old'],
    });
    globalThis.setTimeout = original;
  });

  it('from nestjs-cognito leads to an application that tells groups apart', async () => {
    const after = await startNest('nestjs-cognito-after.ts', true);
    const remove = async (groups: string[]): Promise<number> => {
      const headers = { authorization: `Bearer ${pool.accessToken({ groups })}` };
      return (await fetch(`${after.url}/orders`, { method: 'DELETE', headers })).status;
    };

    expect(await letInBy(after, tokensOf(pool, 'access'))).toEqual(['good', 'old']);
    expect([await remove(['support']), await remove(['Admin']), await remove([])]).toEqual([
      200, 403, 403,
    ]);
  });

  it('from passport-jwt by hand leads to an application that refuses the same and more', async () => {
    const endpoint = await KeyEndpoint.start();
    const issuer = `${endpoint.origin}/${POOL.userPoolId}`;
    const local = await LocalUserPool.create({ ...POOL, issuer });
    endpoint.answer = json(local.jwks);
    process.env['COGNITO_ISSUER'] = issuer;
    const before = await startNest('passport-jwt-before.ts', false);
    delete process.env['COGNITO_ISSUER'];
    const after = await startNest('passport-jwt-after.ts', true);
    const wasLetIn = await letInBy(before, tokensOf(local, 'access'));
    const isLetIn = await letInBy(after, tokensOf(pool, 'access'));

    // An ID token passes for an access token, and so does what lacks an expiry.
    expect(wasLetIn).toEqual(
      expect.arrayContaining([
        'good',
        'old',
        'of another client',
        'of the other use',
        'without exp',
      ]),
    );
    expect(isLetIn).toEqual(['good', 'old']);
    await endpoint.close();
  });
});
