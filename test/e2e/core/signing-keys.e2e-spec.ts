import { type INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  SIGNING_KEYS,
  type SigningKeys,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { FakeClock } from '../../support/fake-clock.js';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { MeController } from '../../support/me.controller.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

const NO_PREFETCH = { signingKeys: { prefetch: false } };

describe('signing keys', () => {
  let pool: LocalUserPool;
  let endpoint: KeyEndpoint;
  let clock: FakeClock;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  beforeEach(async () => {
    endpoint = await KeyEndpoint.start();
    clock = new FakeClock();
  });

  afterEach(async () => {
    await app.close();
    await endpoint.close();
  });

  /** Boots an application whose keys come from the endpoint. */
  const start = async (
    settings: Partial<CognitoAuthModuleOptions> = NO_PREFETCH,
    createAdapter = platforms[0]?.[1] ?? (() => new ExpressAdapter()),
  ) => {
    const { jwks: _jwks, ...options } = pool.options;
    app = await startApp(
      createAdapter,
      {
        imports: [
          CognitoAuthModule.forRoot({ ...options, jwksUri: endpoint.jwksUri, ...settings }),
        ],
        controllers: [MeController],
      },
      { prepare: clock.install },
    );
  };

  const statusOf = async (token: string): Promise<number> => (await get(app, '/me', token)).status;
  const states = () => app.get<SigningKeys>(SIGNING_KEYS).states();

  it('are fetched once for all requests that need them', async () => {
    endpoint.answer = json(pool.jwks);
    await start();

    const statuses = await Promise.all(
      Array.from({ length: 20 }, () => statusOf(pool.accessToken())),
    );

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(endpoint.requested).toEqual(['/jwks.json']);
  });

  it('are fetched while the application boots', async () => {
    const asked = new Promise<void>((resolve) => {
      endpoint.answer = (request, response) => {
        json(pool.jwks)(request, response);
        resolve();
      };
    });
    await start({});
    await asked;

    expect(await statusOf(pool.accessToken())).toBe(200);
    expect(endpoint.hits).toBe(1);
  });

  describe.each(platforms)('that cannot be fetched, on %s,', (_name, createAdapter) => {
    it('make the answer 503 and never 401, and say when to try again', async () => {
      await start(NO_PREFETCH, createAdapter);

      const { status, headers, body } = await get(app, '/me', pool.accessToken());

      expect(status).toBe(503);
      expect(body).toEqual({
        statusCode: 503,
        error: 'Service Unavailable',
        message: 'The signing keys of the user pool cannot be fetched',
        code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      });
      expect(headers['retry-after']).toBe('1');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers).not.toHaveProperty('www-authenticate');
    });
  });

  it('are asked for again only after a pause that doubles up to the cooldown', async () => {
    await start();
    const pauses: (string | undefined)[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const { headers } = await get(app, '/me', pool.accessToken());
      await get(app, '/me', pool.accessToken());
      expect(endpoint.hits).toBe(attempt);
      pauses.push(headers['retry-after']);
      clock.advanceSeconds(Number(headers['retry-after']));
    }

    expect(pauses).toEqual(['1', '2', '4', '8', '10', '10']);
  });

  it('work again as soon as they can be fetched', async () => {
    await start();
    expect(await statusOf(pool.accessToken())).toBe(503);
    endpoint.answer = json(pool.jwks);
    clock.advanceSeconds(1);

    expect(await statusOf(pool.accessToken())).toBe(200);
  });

  it('let no malformed token cause a fetch', async () => {
    await start();

    expect(await statusOf('a.b.c')).toBe(401);
    expect(endpoint.hits).toBe(0);
  });

  it('serve both tokens of a pool, which are signed with different ones', async () => {
    endpoint.answer = json(pool.jwks);
    await start({ ...NO_PREFETCH, tokenUse: ['access', 'id'] });

    expect(await statusOf(pool.accessToken())).toBe(200);
    expect(await statusOf(pool.idToken())).toBe(200);
    expect(endpoint.hits).toBe(1);
  });

  it('are replaced after a rotation, at the first token that needs it', async () => {
    const rotated = await LocalUserPool.create(pool);
    endpoint.answer = json(pool.jwks);
    await start();
    expect(await statusOf(pool.accessToken())).toBe(200);
    endpoint.answer = json(rotated.jwks);
    clock.advanceSeconds(10);

    expect(await statusOf(rotated.accessToken())).toBe(200);
    expect(await statusOf(pool.accessToken())).toBe(401);
    expect(endpoint.hits).toBe(2);
  });

  it('tell their state', async () => {
    await start();
    expect(states()).toMatchObject([
      { userPoolId: pool.userPoolId, issuers: [pool.issuer], status: 'missing' },
    ]);

    await statusOf(pool.accessToken());
    expect(states()).toMatchObject([{ status: 'missing', lastError: expect.any(Error) }]);

    endpoint.answer = json(pool.jwks);
    clock.advanceSeconds(1);
    await statusOf(pool.accessToken());
    expect(states()).toMatchObject([{ status: 'fresh', fetchedAt: new Date(clock.nowMs) }]);

    clock.advanceSeconds(3601);
    expect(states()).toMatchObject([{ status: 'stale', lastError: undefined }]);

    clock.advanceSeconds(86_400);
    expect(states()).toMatchObject([{ status: 'missing' }]);
  });

  it('are fetched when their state is asked for and a fetch is due', async () => {
    await start();
    const asked = new Promise<void>((resolve) => {
      endpoint.answer = (request, response) => {
        json(pool.jwks)(request, response);
        resolve();
      };
    });

    expect(states()).toMatchObject([{ status: 'missing' }]);
    await asked;
    expect(await statusOf(pool.accessToken())).toBe(200);
    expect(states()).toMatchObject([{ status: 'fresh' }]);
    expect(endpoint.hits).toBe(1);
  });

  it('come from a pool that listens', async () => {
    await pool.listen();
    try {
      await start({ ...NO_PREFETCH, ...pool.options });

      expect(await statusOf(pool.accessToken())).toBe(200);
    } finally {
      await pool.close();
    }
  });
});

describe('keys that several issuers publish under one id', () => {
  it('are asked of the issuer that the token names, also where only another has been asked yet', async () => {
    const pool = await LocalUserPool.create();
    const endpoint = await KeyEndpoint.start(json(pool.jwks));
    const issuers = ['/a', '/b'].map((path) => `${endpoint.origin}${path}`);
    const app = await startApp(() => new ExpressAdapter(), {
      imports: [
        CognitoAuthModule.forRoot({
          userPoolId: pool.userPoolId,
          clientId: pool.clientId,
          tokenUse: 'access',
          issuer: issuers,
          ...NO_PREFETCH,
        }),
      ],
      controllers: [MeController],
    });

    const statuses: number[] = [];
    for (const iss of [...issuers, ...issuers]) {
      statuses.push((await get(app, '/me', pool.accessToken({ claims: { iss } }))).status);
    }

    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(endpoint.hits).toBe(2);
    await app.close();
    await endpoint.close();
  });
});

describe('the two issuer forms of a pool', () => {
  let endpoint: KeyEndpoint;
  let app: INestApplication;

  beforeAll(async () => {
    endpoint = await KeyEndpoint.start();
  });

  afterEach(() => app.close());
  afterAll(() => endpoint.close());

  /** Sends what is meant for Cognito to the endpoint, with the host in the path. */
  const viaEndpoint = (input: string | URL | Request, init?: RequestInit) => {
    const { host, pathname } = new URL(input instanceof Request ? input.url : input);
    return fetch(`${endpoint.origin}/${host}${pathname}`, init);
  };

  const start = async ({ userPoolId, clientId }: LocalUserPool, prefetch: boolean) => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [
        CognitoAuthModule.forRoot({
          userPoolId,
          clientId,
          tokenUse: 'access',
          signingKeys: { fetch: viaEndpoint, prefetch },
        }),
      ],
      controllers: [MeController],
    });
  };

  it.each([
    ['original', 'cognito-idp', 'issuer-cognito-idp'],
    ['updated', 'issuer-cognito-idp', 'cognito-idp'],
  ])('accept the %s one, and tell the other from an outage', async (_form, used, unused) => {
    const userPoolId = 'eu-west-1_AbCdEf123';
    const host = (prefix: string): string => `${prefix}.eu-west-1.amazonaws.com`;
    const pool = await LocalUserPool.create({
      userPoolId,
      issuer: `https://${host(used)}/${userPoolId}`,
    });
    endpoint.answer = (request, response) =>
      request.url === `/${host(used)}/${userPoolId}/.well-known/jwks.json`
        ? json(pool.jwks)(request, response)
        : json({ message: 'Forbidden' }, 403)(request, response);
    await start(pool, false);
    const switchedOff = pool.accessToken({
      claims: { iss: `https://${host(unused)}/${userPoolId}` },
    });

    const refused = await get(app, '/me', switchedOff);
    const accepted = await get(app, '/me', pool.accessToken());
    const wrongIssuer = await get(app, '/me', switchedOff);

    expect([refused.status, refused.body.code]).toEqual([401, 'ERR_COGNITO_ISSUER_UNKNOWN']);
    expect(accepted.status).toBe(200);
    expect([wrongIssuer.status, wrongIssuer.body.code]).toEqual([
      401,
      'ERR_COGNITO_ISSUER_UNKNOWN',
    ]);
  });

  it('accept the other one when the pool changes over and keeps its keys', async () => {
    const pool = await LocalUserPool.create({ userPoolId: 'eu-west-1_AbCdEf123' });
    const updated = pool.issuer.replace('cognito-idp', 'issuer-cognito-idp');
    endpoint.answer = json(pool.jwks);
    await start(pool, false);

    const before = await get(app, '/me', pool.accessToken());
    const after = await get(app, '/me', pool.accessToken({ claims: { iss: updated } }));

    expect([before.status, after.status]).toEqual([200, 200]);
  });
});
