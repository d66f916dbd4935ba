import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  type CanActivate,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  type INestApplication,
  Injectable,
  Module,
  type ModuleMetadata,
  ServiceUnavailableException,
  type Type,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, ExternalContextCreator } from '@nestjs/core';
import {
  type AuthTransport,
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoUser,
  CurrentUser,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request from 'supertest';
import { FakeClock } from '../../support/fake-clock.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { letPackagesRequireNest } from '../../support/require-nest.js';
import { get } from '../../support/send.js';
import { blocksOf, readReadme, ReadmeProject } from './readme-blocks.js';

letPackagesRequireNest();

/** The ids that the README uses. */
const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

const readme = await ReadmeProject.create(
  blocksOf(await readReadme()).filter(({ language }) => language === 'ts'),
);

/** A proxy that cannot reach anything, and what it was asked to reach. */
const askedOfProxy: (string | undefined)[] = [];
const proxy = createServer().on('connect', ({ url }, socket: Socket) => {
  askedOfProxy.push(url);
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
});
beforeAll(async () => {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterAll(() => proxy.close());

@Controller('guarded')
@UseGuards(CognitoAuthGuard)
class GuardedController {
  @Get()
  get(): string {
    return 'in';
  }
}

// The examples of tests are suites like this one and run beside it.
for (const suite of ['orders', 'guarded', 'production']) {
  await readme.load(`test/${suite}.e2e-spec.ts`);
}

it('makes a pool and its tokens as the page on tests says', async () => {
  const { whatAPoolCanDo } = await readme.load<{ whatAPoolCanDo: () => Promise<number> }>(
    'pool.ts',
  );

  await expect(whatAPoolCanDo()).resolves.toBe(0);
});

describe.each(platforms)('the README on %s', (_name, createAdapter) => {
  const pools: LocalUserPool[] = [];
  const environment = { ...process.env };
  let pool: LocalUserPool;
  let app: INestApplication;
  const fetched: string[] = [];
  const originalFetch = globalThis.fetch;

  /** A pool whose keys are where AWS, or the emulator, would publish them. */
  const publish = async (options: Parameters<typeof LocalUserPool.create>[0]) => {
    const published = await LocalUserPool.create(options);
    pools.push(published);
    return published;
  };

  beforeAll(async () => {
    globalThis.fetch = async (input) => {
      const { url } = new Request(input);
      fetched.push(url);
      const asked = pools.find(({ issuer }) => url === `${issuer}/.well-known/jwks.json`);
      return asked === undefined ? new Response(null, { status: 403 }) : Response.json(asked.jwks);
    };
    pool = await publish(POOL);
  });

  afterEach(async () => {
    await app.close();
    process.env = { ...environment };
  });

  afterAll(() => {
    globalThis.fetch = originalFetch;
  });

  const start = async (
    metadata: ModuleMetadata,
    prepare: FakeClock['install'] = (builder) => builder,
  ) => {
    app = await startApp(createAdapter, metadata, { prepare });
  };

  /** Boots a module of the README. */
  const startModule = async (file: string, name: string) => {
    const exported = await readme.load<Record<string, Type>>(file);
    await start({ imports: [exported[name] ?? Object] });
  };

  const load = async (file: string, name: string): Promise<Type> => {
    const exported = await readme.load<Record<string, Type>>(file);
    return exported[name] ?? Object;
  };

  describe('quick start', () => {
    beforeEach(() => startModule('app.module.ts', 'AppModule'));

    it('answers everybody on the public route', async () => {
      const { status, body } = await get(app, '/orders/health');

      expect([status, body]).toEqual([200, { status: 'ok' }]);
    });

    it('answers nobody on the guarded route without a token', async () => {
      const { status, body } = await get(app, '/orders');

      expect([status, body.code]).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
    });

    it('answers a user on the guarded route', async () => {
      const { status, body } = await get(app, '/orders', pool.accessToken({ sub: 'sub-1' }));

      expect([status, body]).toEqual([200, { owner: 'sub-1' }]);
    });

    it.each([
      ['an admin', ['admin'], 200],
      ['somebody else', ['support'], 403],
    ])('lets %s remove an order or not', async (_case, groups, expected) => {
      const { status } = await request(app.getHttpServer())
        .delete('/orders/7')
        .auth(pool.accessToken({ groups }), { type: 'bearer' });

      expect(status).toBe(expected);
    });

    it('has the body of an error that the README shows', async () => {
      const { body } = await get(app, '/orders', pool.accessToken({ expiresInSeconds: -1 }));

      const shown = blocksOf(await readReadme()).find(({ text }) => text.includes('"statusCode"'));
      expect(body).toEqual(JSON.parse(shown?.text ?? ''));
    });
  });

  it('keeps its word on which decorator wins', async () => {
    @Controller('plain')
    @RequireAnyGroup('a')
    class Grouped {
      @Public()
      @Get('public')
      open(): string {
        return 'in';
      }

      @RequireAnyGroup('b')
      @Get('both')
      both(): string {
        return 'in';
      }
    }

    @Controller('open')
    @Public()
    class Open {
      @Get()
      open(): string {
        return 'in';
      }

      @RequireAnyGroup('b')
      @Get('group')
      group(): string {
        return 'in';
      }
    }

    @Controller('inherited')
    class Inherited extends Grouped {
      @Get('group')
      group(): string {
        return 'in';
      }
    }

    await start({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true })],
      controllers: [Grouped, Open, Inherited],
    });
    const statusOf = async (path: string, groups?: readonly string[]) => {
      const { status } = await get(app, path, groups && pool.accessToken({ groups }));
      return status;
    };

    expect(await statusOf('/plain/public')).toBe(200);
    expect(await statusOf('/plain/both', ['a'])).toBe(403);
    expect(await statusOf('/plain/both', ['a', 'b'])).toBe(200);
    expect(await statusOf('/open')).toBe(200);
    expect(await statusOf('/open/group')).toBe(401);
    expect(await statusOf('/open/group', ['a'])).toBe(403);
    expect(await statusOf('/open/group', ['b'])).toBe(200);
    expect(await statusOf('/inherited/group', ['b'])).toBe(403);
    expect(await statusOf('/inherited/group', ['a'])).toBe(200);
  });

  it('takes the ids of a real pool from the environment', async () => {
    process.env['COGNITO_USER_POOL_ID'] = POOL.userPoolId;
    process.env['COGNITO_CLIENT_ID'] = POOL.clientId;
    await startModule('configured-app.module.ts', 'ConfiguredAppModule');

    const { status } = await get(app, '/orders', pool.accessToken());

    expect(status).toBe(200);
  });

  it('does not boot where the environment names no pool', async () => {
    app = { close: async () => undefined } as INestApplication;

    const { mistakes } = await startModule('configured-app.module.ts', 'ConfiguredAppModule').then(
      () => ({ mistakes: [] }),
      (error: { mistakes: readonly string[] }) => error,
    );

    expect(mistakes.map((mistake) => mistake.split(':')[0])).toEqual(['userPoolId', 'clientId']);
  });

  it('accepts tokens of a local Cognito in a network of containers', async () => {
    const emulator = await publish({
      userPoolId: 'eu-west-1_Local0001',
      clientId: 'localclientfordevelopment1',
      issuer: 'http://cognito:9229/eu-west-1_Local0001',
    });
    await startModule('compose.module.ts', 'ComposeModule');

    const { status } = await get(app, '/orders', emulator.accessToken());

    expect(status).toBe(200);
  });

  it('checks the tokens of several pools by the rules of each', async () => {
    const customers = await publish({
      userPoolId: 'eu-west-1_Customers',
      clientId: 'customers-web',
    });
    const staff = await publish({ userPoolId: 'eu-west-1_Staff0001', clientId: 'staff-cli' });
    await startModule('several-pools.module.ts', 'SeveralPoolsModule');

    const answers = await Promise.all(
      [customers.accessToken(), staff.idToken(), staff.accessToken(), customers.idToken()].map(
        async (token) => (await get(app, '/whoami', token)).body,
      ),
    );

    expect(answers).toEqual([
      { isStaff: false },
      { isStaff: true },
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_USE_REFUSED' }),
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_USE_REFUSED' }),
    ]);
  });

  describe('several clients, and services', () => {
    beforeEach(() => startModule('services.module.ts', 'ServicesModule'));

    it.each([
      [
        'a service with the scope',
        () => pool.clientToken({ clientId: 'nightly-job', scope: 'stock/read' }),
        200,
      ],
      ['a service without it', () => pool.clientToken({ clientId: 'nightly-job' }), 403],
      [
        'a user with the scope',
        () => pool.accessToken({ clientId: 'web-app', scope: 'stock/read' }),
        200,
      ],
      ['another client', () => pool.clientToken({ scope: 'stock/read' }), 401],
    ])('answer %s', async (_case, makeToken, expected) => {
      const { status } = await get(app, '/stock', makeToken());

      expect(status).toBe(expected);
    });

    it('are told apart', async () => {
      const token = pool.clientToken({ clientId: 'nightly-job', scope: 'stock/read' });

      const { body } = await get(app, '/stock', token);

      expect(body).toEqual({ for: 'service nightly-job' });
    });
  });

  describe('users of your own', () => {
    const ADA = '5d3e1a5b-0b6f-4a44-9c6e-0f1d2c3b4a59';

    beforeEach(() => startModule('accounts.module.ts', 'AccountsAppModule'));

    it.each([
      ['/account', { id: 7, name: 'Ada' }],
      ['/account/id', { id: 7 }],
    ])('are given to the handler of %s', async (path, expected) => {
      expect((await get(app, path, pool.accessToken({ sub: ADA }))).body).toEqual(expected);
    });

    it('are all there is', async () => {
      const { body } = await get(app, '/account', pool.accessToken({ sub: 'sub-1' }));

      expect(body.code).toBe('ERR_COGNITO_USER_REFUSED');
    });

    it('sign in again when they have to', async () => {
      const accounts = app.get<{ acceptedSince: number }>(
        await load('accounts.module.ts', 'Accounts'),
        { strict: false },
      );
      const token = pool.accessToken({ sub: ADA });
      accounts.acceptedSince = Math.ceil(Date.now() / 1000) + 1;

      expect((await get(app, '/account', token)).body.code).toBe('ERR_COGNITO_CLAIMS_REFUSED');
    });
  });

  it('refuses the tokens of who has signed out', async () => {
    const exported = await readme.load<Record<string, Type>>('signed-out.module.ts');
    await start({
      imports: [exported['SignedOutAppModule'] as Type],
      controllers: [GuardedController],
    });
    const signedOut = app.get<{ add(signIn: string): Promise<void> }>(
      exported['SignedOut'] as Type,
      { strict: false },
    );
    const [gone, still] = ['sign-in-1', 'sign-in-2'].map((signIn) =>
      pool.accessToken({ claims: { origin_jti: signIn } }),
    );
    const codes = async (): Promise<unknown[]> =>
      Promise.all(
        [gone, still, pool.clientToken()].map(async (token) => {
          const { status, body } = await get(app, '/guarded', token);
          return body.code ?? status;
        }),
      );

    expect(await codes()).toEqual([200, 200, 200]);
    await signedOut.add('sign-in-1');
    expect(await codes()).toEqual(['ERR_COGNITO_CLAIMS_REFUSED', 200, 200]);
    // As of an app client without token revocation.
    const unknown = pool.accessToken({ claims: { origin_jti: undefined } });
    expect((await get(app, '/guarded', unknown)).body.code).toBe('ERR_COGNITO_CLAIMS_REFUSED');
  });

  it('fetches keys through a proxy', async () => {
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const { ProxiedModule } = await readme.load<Record<string, Type>>('proxied.module.ts');
    await start({ imports: [ProxiedModule as Type], controllers: [GuardedController] });
    const { status, body } = await get(app, '/guarded', pool.accessToken());

    expect([status, body.code]).toEqual([503, 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE']);
    expect(askedOfProxy).toContain('cognito-idp.eu-west-1.amazonaws.com:443');
  });

  it('publishes the metadata of the resource', async () => {
    const { ResourceMetadataController } = await readme.load<Record<string, Type>>(
      'resource-metadata.controller.ts',
    );
    await start({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true })],
      controllers: [ResourceMetadataController as Type],
    });

    expect((await get(app, '/.well-known/oauth-protected-resource')).body).toMatchObject({
      authorization_servers: [pool.issuer],
    });
  });

  it('knows the claims of the own pool', async () => {
    const { ProfileController } = await readme.load<Record<string, Type>>('profile.controller.ts');
    await start({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenUse: ['access', 'id'] })],
      controllers: [ProfileController as Type],
    });
    const attributes = { email: 'a@example.com', 'custom:tenant': 'acme' };

    expect((await get(app, '/profile', pool.idToken({ attributes }))).body).toEqual({
      tenant: 'acme',
      email: 'a@example.com',
    });
    expect((await get(app, '/profile', pool.accessToken())).body).toEqual({ tenant: 'none' });
    expect((await get(app, '/profile/name', pool.clientToken())).text).toBe('a service');
  });

  it('guards everything but what is public', async () => {
    await startModule('global-guard.module.ts', 'GlobalGuardModule');

    const statuses = [
      await get(app, '/invoices'),
      await get(app, '/invoices', pool.accessToken()),
      await get(app, '/invoices/price-list'),
    ].map(({ status }) => status);

    expect(statuses).toEqual([401, 200, 200]);
  });

  describe('API key or Cognito', () => {
    beforeEach(async () => {
      process.env['REPORTS_API_KEY'] = 'the-key';
      await start({
        imports: [CognitoAuthModule.forRoot(pool.options)],
        controllers: [await load('reports.controller.ts', 'ReportsController')],
      });
    });

    it('lets the holder of the key in', async () => {
      const { status, body } = await request(app.getHttpServer())
        .get('/reports')
        .set('X-Api-Key', 'the-key');

      expect([status, body]).toEqual([200, { for: 'the holder of the key' }]);
    });

    it('lets a user in', async () => {
      const { body } = await get(app, '/reports', pool.accessToken({ sub: 'sub-1' }));

      expect(body).toEqual({ for: 'sub-1' });
    });

    it.each([
      ['another key', 'another-key', 'the-key'],
      ['an empty key while none is set', '', undefined],
    ])('answers %s as Cognito does', async (_case, sent, expected) => {
      if (expected === undefined) delete process.env['REPORTS_API_KEY'];

      const { status, headers } = await request(app.getHttpServer())
        .get('/reports')
        .set('X-Api-Key', sent);

      expect(status).toBe(401);
      expect(headers['www-authenticate']).toBe('Bearer realm="cognito"');
    });
  });

  describe('moving from another guard', () => {
    @Injectable()
    class SessionGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const { headers } = context.switchToHttp().getRequest<Request & { headers: Headers }>();
        const session: unknown = Reflect.get(headers, 'x-session');
        if (session === 'broken') throw new ServiceUnavailableException('no database');
        if (session === 'refused') return false;
        if (session !== 'good') throw new UnauthorizedException('log in');
        return true;
      }
    }

    beforeEach(async () => {
      const { MigrationGuard, OLD_GUARD } = await readme.load<{
        MigrationGuard: Type<CanActivate>;
        OLD_GUARD: symbol;
      }>('migration.guard.ts');

      @Controller()
      @UseGuards(MigrationGuard)
      class OldController {
        @Get('old')
        list(): string {
          return 'in';
        }
      }

      @Module({
        imports: [CognitoAuthModule.forRoot(pool.options)],
        providers: [{ provide: OLD_GUARD, useClass: SessionGuard }],
        controllers: [OldController],
      })
      class OldModule {}

      await start({ imports: [OldModule] });
    });

    const send = (session?: string, token?: string) => {
      const pending = request(app.getHttpServer()).get('/old');
      if (session !== undefined) pending.set('X-Session', session);
      return token === undefined ? pending : pending.auth(token, { type: 'bearer' });
    };

    it('accepts what the old guard accepts, and leaves no trace of Cognito', async () => {
      const { status, headers } = await send('good');

      expect(status).toBe(200);
      expect(headers).not.toHaveProperty('www-authenticate');
      expect(headers).not.toHaveProperty('cache-control');
    });

    it.each([
      ['throws', undefined],
      ['says no', 'refused'],
    ])('accepts a token where the old guard %s', async (_case, session) => {
      const { status } = await send(session, pool.accessToken());

      expect(status).toBe(200);
    });

    it('refuses as Cognito does', async () => {
      const { status, body } = await send('refused');

      expect([status, body.code]).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
    });

    it('does not answer for a failure of the old guard', async () => {
      const { status, body } = await send('broken', pool.accessToken());

      expect([status, body.message]).toEqual([503, 'no database']);
    });
  });

  describe('rate limiting', () => {
    const seen: unknown[] = [];

    /** Stands for a limiter: notes whether the user is known when it runs. */
    @Injectable()
    class LimiterGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        seen.push(context.switchToHttp().getRequest<{ user?: { sub: string } }>().user?.sub);
        return true;
      }
    }

    @Controller()
    class LimitedController {
      @Get('limited')
      list(@CurrentUser('sub') sub: string): string {
        return sub;
      }
    }

    it('allows a user a hundred calls in a minute, and the next user as many', async () => {
      const exported = await readme.load<Record<string, Type>>('throttled.module.ts');
      await start({
        imports: [exported['ThrottledModule'] as Type],
        controllers: [LimitedController],
      });
      const [first, second] = ['sub-1', 'sub-2'].map((sub) => pool.accessToken({ sub }));
      const statuses = new Set<number>();
      for (let calls = 0; calls < 100; calls += 1) {
        statuses.add((await get(app, '/limited', first)).status);
      }

      const { status, headers } = await get(app, '/limited', first);

      expect([...statuses]).toEqual([200]);
      expect(status).toBe(429);
      expect(Number(headers['retry-after'])).toBeGreaterThan(50);
      expect((await get(app, '/limited', second)).status).toBe(200);
    });

    const options = () => ({ ...pool.options, userPoolId: pool.userPoolId });

    it.each<[string, () => ModuleMetadata, unknown]>([
      [
        'before Cognito under a global guard',
        () => ({
          imports: [CognitoAuthModule.forRoot({ ...options(), globalGuard: true })],
          providers: [{ provide: APP_GUARD, useClass: LimiterGuard }],
        }),
        undefined,
      ],
      [
        'after Cognito where it is registered after it',
        () => ({
          imports: [CognitoAuthModule.forRoot(options())],
          providers: [
            { provide: APP_GUARD, useExisting: CognitoAuthGuard },
            { provide: APP_GUARD, useClass: LimiterGuard },
          ],
        }),
        'sub-1',
      ],
    ])('comes %s', async (_case, metadataOf, expected) => {
      @Module({ ...metadataOf(), controllers: [LimitedController] })
      class LimitedModule {}
      await start({ imports: [LimitedModule] });
      seen.length = 0;

      const { text } = await get(app, '/limited', pool.accessToken({ sub: 'sub-1' }));

      expect([text, seen]).toEqual(['sub-1', [expected]]);
    });
  });

  describe("AuthGuard('cognito')", () => {
    const startProfile = async () =>
      start({
        imports: [CognitoAuthModule.forRoot(pool.options)],
        controllers: [await load('passport-guard.controller.ts', 'ProfileController')],
      });

    it('finds the user', async () => {
      await startProfile();

      const { body } = await get(app, '/profile', pool.accessToken({ sub: 'sub-1' }));

      expect(body).toEqual({ sub: 'sub-1' });
    });

    it('says nothing of why it refuses', async () => {
      await startProfile();

      const { status, headers, body } = await get(app, '/profile', 'abc');

      expect([status, body]).toEqual([401, { statusCode: 401, message: 'Unauthorized' }]);
      expect(headers).not.toHaveProperty('www-authenticate');
    });

    it('says that keys are unavailable', async () => {
      const { jwks: _jwks, ...elsewhere } = pool.options;
      await start({
        imports: [CognitoAuthModule.forRoot({ ...elsewhere, jwksUri: 'https://127.0.0.1/none' })],
        controllers: [await load('passport-guard.controller.ts', 'ProfileController')],
      });

      const { status, body } = await get(app, '/profile', pool.accessToken());

      expect([status, body.code]).toEqual([503, 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE']);
    });
  });

  describe('cookies', () => {
    beforeEach(() => startModule('cookies.module.ts', 'CookiesModule'));

    it('carry tokens', async () => {
      const { status } = await request(app.getHttpServer())
        .get('/orders')
        .set('Cookie', `__Host-access_token=${pool.accessToken()}`);

      expect(status).toBe(200);
    });

    it.each([
      ['the application itself', { 'Sec-Fetch-Site': 'same-origin' }, 200],
      ['an allowed origin', { Origin: 'https://app.example.com' }, 200],
      ['another origin', { Origin: 'https://evil.example.com' }, 403],
      ['nobody knows where', {}, 403],
    ])('change something from %s or do not', async (_case, headers, expected) => {
      const { status } = await request(app.getHttpServer())
        .delete('/orders/7')
        .set('Cookie', `__Host-access_token=${pool.accessToken({ groups: ['admin'] })}`)
        .set(headers);

      expect(status).toBe(expected);
    });
  });

  it('reads the access token that a load balancer adds, and not the data it signs', async () => {
    await startModule('alb.module.ts', 'AlbModule');
    const send = (token: string) =>
      request(app.getHttpServer()).get('/orders').set('x-amzn-oidc-accesstoken', token);
    const [, payload, signature] = pool.accessToken().split('.');
    const header = Buffer.from('{"typ":"JWT","kid":"a","alg":"ES256"}').toString('base64url');

    expect((await send(pool.accessToken())).status).toBe(200);
    expect((await send([header, payload, signature].join('.'))).body.code).toBe(
      'ERR_COGNITO_ALGORITHM_REFUSED',
    );
  });

  describe('a source that asks a store', () => {
    it.each([
      ['finds the token of a session', 'known', 200],
      ['finds none for another session', 'unknown', 'ERR_COGNITO_TOKEN_MISSING'],
      ['says that the sessions cannot be read', 'broken', 503],
    ])('%s', async (_case, session, expected) => {
      const answers = new Map([
        ['known', () => Response.json({ accessToken: pool.accessToken() })],
        ['unknown', () => new Response(null, { status: 404 })],
        ['broken', () => new Response(null, { status: 500 })],
      ]);
      const keys = globalThis.fetch;
      globalThis.fetch = async (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        const [, id = ''] = /^https:\/\/sessions\.internal\/(.*)$/.exec(url) ?? [];
        return answers.get(id)?.() ?? keys(input, init);
      };
      await startModule('session-store.module.ts', 'SessionStoreModule');

      const { status, body } = await request(app.getHttpServer())
        .get('/orders')
        .set('X-Session-Id', session);

      globalThis.fetch = keys;
      expect(body.code ?? status).toBe(expected);
    });
  });

  it.each([
    ['of the resource', 'https://api.example.com/invoices', 200],
    ['of another resource', 'https://api.example.com/orders', 'ERR_COGNITO_AUDIENCE_REFUSED'],
    ['of no resource', undefined, 'ERR_COGNITO_AUDIENCE_REFUSED'],
  ])('takes or refuses a token %s', async (_case, audience, expected) => {
    await startModule('resources.module.ts', 'ResourcesModule');
    const token = pool.accessToken({
      scope: 'https://api.example.com/invoices/read',
      ...(audience === undefined ? {} : { audience }),
    });

    const { status, body } = await get(app, '/invoices', token);

    expect(body.code ?? status).toBe(expected);
  });

  it('knows who calls by a transport of the application', async () => {
    const JobTransport = (await load('job.transport.ts', 'JobTransport')) as Type<AuthTransport>;

    @Injectable()
    @UseGuards(CognitoAuthGuard)
    class Jobs {
      run(@CurrentUser('sub') sub: unknown): unknown {
        return sub;
      }
    }

    await start({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [new JobTransport()] })],
      providers: [Jobs],
    });
    const jobs = app.get(Jobs);
    const run = app
      .get(ExternalContextCreator, { strict: false })
      .create(
        jobs,
        jobs.run,
        'run',
        '__routeArguments__',
        { exchangeKeyForValue: () => undefined },
        undefined,
        undefined,
        { guards: true, interceptors: false, filters: false },
        'job',
      );

    expect(await run({ accessToken: pool.accessToken({ sub: 'sub-1' }) })).toBe('sub-1');
    await expect(run({})).rejects.toMatchObject({ code: 'ERR_COGNITO_TOKEN_MISSING' });
  });

  describe('outside a request', () => {
    it.each([
      ['does the job of a service', () => pool.clientToken(), 'done'],
      ['refuses the job of a user', () => pool.accessToken(), 'refused'],
      ['refuses a job without a good token', () => 'abc', 'refused'],
    ])('%s', async (_case, makeToken, expected) => {
      const JobsService = (await load('jobs.service.ts', 'JobsService')) as Type<{
        run(job: { token: string }): Promise<string>;
      }>;
      await start({
        imports: [CognitoAuthModule.forRoot(pool.options)],
        providers: [JobsService],
      });

      expect(await app.get(JobsService).run({ token: makeToken() })).toBe(expected);
    });

    it('leaves a job for later while keys are unavailable', async () => {
      const JobsService = (await load('jobs.service.ts', 'JobsService')) as Type<{
        run(job: { token: string }): Promise<string>;
      }>;
      const { jwks: _jwks, ...elsewhere } = pool.options;
      await start({
        imports: [CognitoAuthModule.forRoot({ ...elsewhere, jwksUri: 'https://127.0.0.1/none' })],
        providers: [JobsService],
      });

      await expect(app.get(JobsService).run({ token: pool.accessToken() })).rejects.toMatchObject({
        code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      });
    });
  });

  it('becomes ready when the keys are there, even if they were not while it booted', async () => {
    const clock = new FakeClock();
    const late = { userPoolId: 'eu-west-1_Late00001', clientId: 'late' };
    await start(
      {
        imports: [CognitoAuthModule.forRoot({ ...late, tokenUse: 'access' })],
        controllers: [await load('readiness.controller.ts', 'ReadinessController')],
      },
      clock.install,
    );

    expect((await get(app, '/ready')).status).toBe(503);
    await publish(late);
    clock.advanceSeconds(10);
    // The probe starts the fetch and does not wait for it; so probes go on, as an orchestrator's do.
    let probes = 1;
    while (probes < 100 && (await get(app, '/ready')).status !== 200) probes += 1;

    expect((await get(app, '/ready')).body).toEqual({ status: 'ok' });
  });

  it('counts refusals', async () => {
    await startModule('metrics.module.ts', 'MetricsModule');
    const { refusals } = await readme.load<{ refusals: Map<string, number> }>('metrics.module.ts');
    refusals.clear();

    await get(app, '/orders');
    await get(app, '/orders', pool.accessToken());

    expect([...refusals]).toEqual([['ERR_COGNITO_TOKEN_MISSING', 1]]);
  });

  it('verifies with keys from a file, and fetches none', async () => {
    await readme.write('jwks.json', JSON.stringify(pool.jwks));
    process.env['COGNITO_JWKS_FILE'] = readme.path('jwks.json');
    fetched.length = 0;
    await startModule('static-keys.module.ts', 'StaticKeysModule');

    const { status } = await get(app, '/orders', pool.accessToken());

    expect(status).toBe(200);
    expect(fetched).toEqual([]);
  });

  it('answers with problem details and the headers of the refusal', async () => {
    @Controller()
    @UseGuards(CognitoAuthGuard)
    class ProblemController {
      @Get('problem')
      show(): string {
        return 'in';
      }

      @Public()
      @Get('other')
      other(): string {
        throw new UnauthorizedException('not of this package');
      }
    }

    await start({
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [ProblemController],
      providers: [
        {
          provide: APP_FILTER,
          useClass: (await load(
            'cognito-problem.filter.ts',
            'CognitoProblemFilter',
          )) as Type<ExceptionFilter>,
        },
      ],
    });

    const { status, headers, body } = await get(app, '/problem', pool.idToken());
    const other = await get(app, '/other');

    expect(status).toBe(401);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="cognito", error="invalid_token"/);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'This kind of token (token_use) is not accepted here',
      code: 'ERR_COGNITO_TOKEN_USE_REFUSED',
    });
    expect(other.body).toMatchObject({ statusCode: 401, message: 'not of this package' });
  });

  describe('in other contexts', () => {
    class Gateway {
      guarded(): void {}

      @Public()
      open(): void {}
    }

    it.each([
      ['refuses a message', 'guarded', false],
      ['lets a message for a public handler pass', 'open', true],
    ] as const)('%s', async (_case, handler, expected) => {
      await start({ imports: [CognitoAuthModule.forRoot(pool.options)] });
      const context = {
        getType: () => 'ws',
        getClass: () => Gateway,
        getHandler: () => Gateway.prototype[handler],
        getArgs: () => [{}, {}],
      } as unknown as ExecutionContext;

      const outcome = await Promise.resolve(app.get(CognitoAuthGuard).canActivate(context)).then(
        (isAllowed) => isAllowed,
        (error: { code: string }) => error.code,
      );

      expect(outcome).toBe(expected || 'ERR_COGNITO_SETUP');
    });
  });

  it('can be tested without tokens', async () => {
    const user = userOf({ sub: 's' });
    await start(
      {
        imports: [CognitoAuthModule.forRoot(pool.options)],
        controllers: [await load('orders.controller.ts', 'OrdersController')],
      },
      (builder) =>
        builder.overrideProvider(CognitoAuthGuard).useValue({
          canActivate: (context: ExecutionContext) => {
            Object.assign(context.switchToHttp().getRequest<object>(), { user });
            return true;
          },
        }),
    );

    expect((await get(app, '/orders')).body).toEqual({ owner: 's' });
  });

  it.each([
    ['reaches @UseGuards()', false, 200],
    ['does not reach the global guard', true, 401],
  ])('can be tested with overrideGuard(), which %s', async (_case, globalGuard, expected) => {
    const Orders = await load('orders.controller.ts', 'OrdersController');
    const Invoices = await load('global-guard.module.ts', 'InvoicesController');
    const user = userOf({ sub: 's' });
    await start(
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard })],
        controllers: [globalGuard ? Invoices : Orders],
      },
      (builder) =>
        builder.overrideGuard(CognitoAuthGuard).useValue({
          canActivate: (context: ExecutionContext) => {
            Object.assign(context.switchToHttp().getRequest<object>(), { user });
            return true;
          },
        }),
    );

    const { status } = await get(app, globalGuard ? '/invoices' : '/orders');

    expect(status).toBe(expected);
  });
});

/** A user whom no token stands for. */
function userOf({ sub }: { sub: string }): CognitoUser {
  const claims = { sub, iss: 'https://issuer', client_id: 'web', exp: 2e9, iat: 0 };
  return new CognitoUser({ ...claims, token_use: 'access' }, POOL.userPoolId);
}

afterAll(() => readme.remove());
