import {
  type CanActivate,
  type INestApplication,
  type ModuleMetadata,
  type Provider,
  type Type,
  UnauthorizedException,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ClsInterceptor } from 'nestjs-cls';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { apolloGraph, mercuriusGraph } from '../../support/graphs.js';
import { NEST_MAJOR } from '../../support/nest-version.js';
import { letPackagesRequireNest } from '../../support/require-nest.js';
import { get } from '../../support/send.js';
import { nativeWs, socketIo, type SocketPlatform } from '../../support/sockets.js';
import { startApp } from '../../support/start-app.js';
import { type Answer, CALLS, callers, type Enhancers, Service } from './callers.js';
import { combineRecipes, POOL } from './combined-recipes.js';
import { readPage } from './readme-blocks.js';

letPackagesRequireNest();

/** The options of one recipe go into the module of another. */
const recipes = await combineRecipes(
  `import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
   export const mapUser = ({ sub }) => ({ id: \`account of \${sub}\` });
   export const transports = [webSocketTransport()];`,
  // Rate limiting: so that few calls are too many.
  (text) => text.replace('limit: 1000 }', 'limit: 5 }').replace('limit: 100 }', 'limit: 2 }'),
);
afterAll(() => recipes.remove());

const load = async <Loaded = Type>(file: string, name: string): Promise<Loaded> =>
  (await recipes.load<Record<string, Loaded>>(file))[name] as Loaded;

/** A recipe in an application with {@link callers}. */
interface Combined extends Partial<Enhancers> {
  /** What the recipe adds to the application. */
  metadata(): ModuleMetadata | Promise<ModuleMetadata>;
  /** What callers then see, over each kind of call. */
  works(caller: Caller): Promise<void>;
}

interface Caller {
  readonly app: INestApplication;
  readonly socket: SocketPlatform;
  readonly kind: string;
  call(headers?: Readonly<Record<string, string>>): Promise<Answer>;
  callAs(sub: string): Promise<Answer>;
}

let pool: LocalUserPool;
const originalFetch = globalThis.fetch;

/** A module of the page that has the options itself. */
const ownModule = (file: string, name: string) => async (): Promise<ModuleMetadata> => ({
  imports: [await load(file, name)],
});

/** What the page leaves to the reader's module, and the same options. */
const readersModule = async (metadata: ModuleMetadata): Promise<ModuleMetadata> => ({
  ...metadata,
  imports: [
    CognitoAuthModule.forRoot({
      ...pool.options,
      ...(await recipes.load<Partial<CognitoAuthModuleOptions>>('other-options.ts')),
    }),
  ],
});

/** What the service of the callers says is what a service of the page says. */
const saidBy = <Said>(type: Type<Said>, say: (service: Said) => Promise<string>): Provider => ({
  provide: Service,
  inject: [type],
  useFactory: (service: Said): Service => ({ say: () => say(service) }),
});

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

class OldGuard implements CanActivate {
  canActivate(): never {
    throw new UnauthorizedException('log in');
  }
}

const IS_NEST_11 = NEST_MAJOR === 11;
const ALICE = { id: 'account of alice' };
const MISSING = { code: 'ERR_COGNITO_TOKEN_MISSING' };

/** Every recipe of the page, in its order: those that are combined here, and why the others are not. */
const RECIPES: Readonly<Record<string, Combined | string>> = {
  'Users of your own': {
    metadata: ownModule('accounts.module.ts', 'AccountsAppModule'),
    works: async ({ callAs }) => {
      expect(await callAs('5d3e1a5b-0b6f-4a44-9c6e-0f1d2c3b4a59')).toMatchObject({ id: '7' });
      expect(await callAs('alice')).toMatchObject({ code: 'ERR_COGNITO_USER_REFUSED' });
    },
  },
  'A real pool': 'reads options, and no call',
  'Through a proxy, or without a way out': 'fetches keys, and reads no call',
  'A local Cognito in Docker Compose': 'reads options, and no call',
  'Several pools': 'decides by the user of the package, which mapUser takes away',
  'Any client at all': 'has no code',
  'Several clients, and services': 'decides by the user of the package, which mapUser takes away',
  'Tokens for one resource':
    'a requirement; test/e2e/core/access.e2e-spec.ts has it over every transport',
  'Everything guarded': {
    metadata: ownModule('global-guard.module.ts', 'GlobalGuardModule'),
    guards: [],
    gatewayGuards: IS_NEST_11 ? [CognitoAuthGuard] : [],
    works: async ({ call, callAs }) => {
      expect(await callAs('alice')).toMatchObject(ALICE);
      expect(await call()).toMatchObject(MISSING);
    },
  },
  'API key or Cognito': {
    metadata: async () => {
      process.env['REPORTS_API_KEY'] = 'the-key';
      return readersModule({
        controllers: [await load('reports.controller.ts', 'ReportsController')],
      });
    },
    guards: [await load('api-key-or-cognito.guard.ts', 'ApiKeyOrCognitoGuard')],
    works: async ({ app, kind, call, callAs }) => {
      expect(await callAs('alice')).toMatchObject(ALICE);
      expect(await call({ 'x-api-key': 'the-key' })).toMatchObject(
        kind === 'HTTP' ? { id: 'nobody' } : MISSING,
      );
      const { body } = await get(app, '/reports', pool.accessToken({ sub: 'alice' }));
      expect(body).toEqual({ for: 'alice' });
    },
  },
  'Moving from another guard': {
    metadata: async () =>
      readersModule({
        providers: [{ provide: await load('migration.guard.ts', 'OLD_GUARD'), useClass: OldGuard }],
      }),
    guards: [await load('migration.guard.ts', 'MigrationGuard')],
    works: async ({ call, callAs }) => {
      expect(await callAs('alice')).toMatchObject(ALICE);
      expect(await call()).toMatchObject(MISSING);
    },
  },
  'Rate limiting': {
    metadata: ownModule('throttled.module.ts', 'ThrottledModule'),
    guards: [],
    gatewayGuards: IS_NEST_11
      ? [
          await load('throttlers.ts', 'AddressThrottlerGuard'),
          CognitoAuthGuard,
          await load('throttlers.ts', 'UserThrottlerGuard'),
        ]
      : [],
    works: async ({ app, socket, kind, call, callAs }) => {
      const tooMany = {
        message:
          kind === 'a socket' ? 'Internal server error' : 'ThrottlerException: Too Many Requests',
      };

      expect(await callAs('alice')).toMatchObject(ALICE);
      expect(await callAs('alice')).toMatchObject(ALICE);
      expect(await callAs('bob')).toMatchObject({ id: 'account of bob' });
      if (kind === 'a socket' && socket === nativeWs && IS_NEST_11) return; // Nest sends no error there.
      expect(await callAs('alice')).toMatchObject(tooMany);
      // The fifth call is the last that the address may make.
      expect(await call()).toMatchObject(MISSING);
      expect(await call()).toMatchObject(tooMany);
      if (kind !== 'HTTP') return;
      const { status, headers } = await get(app, '/caller');
      expect([status, headers['retry-after-address']]).toEqual([429, '60']);
    },
  },
  "AuthGuard('cognito')":
    'guards HTTP alone; test/e2e/core/user-of-call.e2e-spec.ts has it with mapUser',
  Cookies: {
    metadata: ownModule('cookies.module.ts', 'CookiesModule'),
    works: async ({ call }) => {
      const cookie = `__Host-access_token=${pool.accessToken({ sub: 'alice' })}`;

      expect(await call({ cookie, origin: 'https://app.example.com' })).toMatchObject(ALICE);
    },
  },
  'A source that asks a store': {
    metadata: ownModule('session-store.module.ts', 'SessionStoreModule'),
    works: async ({ call }) => {
      expect(await call({ 'x-session-id': 'known' })).toMatchObject(ALICE);
      expect(await call()).toMatchObject(MISSING);
    },
  },
  'Behind a load balancer or API Gateway': {
    metadata: ownModule('alb.module.ts', 'AlbModule'),
    works: async ({ call }) => {
      const token = pool.accessToken({ sub: 'alice' });

      expect(await call({ 'x-amzn-oidc-accesstoken': token })).toMatchObject(ALICE);
    },
  },
  'Outside a request': {
    metadata: async () => {
      const Jobs = await load<Type<{ run(job: { token: string }): Promise<string> }>>(
        'jobs.service.ts',
        'JobsService',
      );
      const token = pool.clientToken();
      return readersModule({ providers: [Jobs, saidBy(Jobs, (jobs) => jobs.run({ token }))] });
    },
    works: async ({ callAs }) => {
      expect(await callAs('alice')).toEqual({ ...ALICE, said: 'done' });
    },
  },
  'The user in services': {
    metadata: async () => {
      const Ledger = await load<Type<{ owner(): Promise<string> }>>('ledger.module.ts', 'Ledger');
      return {
        imports: [await load('ledger.module.ts', 'LedgerModule')],
        providers: [saidBy(Ledger, (ledger) => ledger.owner())],
      };
    },
    gatewayInterceptors: [ClsInterceptor],
    works: async ({ callAs }) => {
      const subs = ['alice', 'bob', 'carol'];

      expect(await Promise.all(subs.map((sub) => callAs(sub)))).toEqual(
        subs.map((sub) => ({ id: sub, said: sub })),
      );
    },
  },
  'Signed out': {
    metadata: ownModule('signed-out.module.ts', 'SignedOutAppModule'),
    works: async ({ app, kind, call }) => {
      const token = pool.accessToken({
        sub: 'alice',
        claims: { origin_jti: `sign-in of ${kind}` },
      });
      const signedOut = app.get<{ add(signIn: string): Promise<void> }>(
        await load('signed-out.module.ts', 'SignedOut'),
        { strict: false },
      );

      expect(await call(bearer(token))).toMatchObject(ALICE);
      await signedOut.add(`sign-in of ${kind}`);
      expect(await call(bearer(token))).toMatchObject({ code: 'ERR_COGNITO_CLAIMS_REFUSED' });
    },
  },
  Readiness: 'a public route that reads no call',
  Metrics: {
    metadata: ownModule('metrics.module.ts', 'MetricsModule'),
    works: async ({ call, callAs }) => {
      const refusals = await load<Map<string, number>>('metrics.module.ts', 'refusals');
      refusals.clear();

      expect(await callAs('alice')).toMatchObject(ALICE);
      expect(await call()).toMatchObject(MISSING);
      expect([...refusals]).toEqual([['ERR_COGNITO_TOKEN_MISSING', 1]]);
    },
  },
  Speed: 'has no code',
  Lambda: 'reads options, and no call',
  GraphQL: 'test/docs/readme/graphql.e2e-spec.ts has it with mapUser',
  'Streams that end with their token':
    'test/e2e/core/streams.e2e-spec.ts has it with mapUser, and over GraphQL',
  'Transports of your own': 'for calls that are neither HTTP nor GraphQL nor of a socket',
  CORS: 'headers for browsers; test/docs/readme/cors.e2e-spec.ts asks as they do',
  'Problem details': {
    metadata: async () =>
      readersModule({
        providers: [
          {
            provide: APP_FILTER,
            useClass: await load('cognito-problem.filter.ts', 'CognitoProblemFilter'),
          },
        ],
      }),
    works: async ({ call, callAs }) => {
      expect(await callAs('alice')).toMatchObject(ALICE);
      expect(await call()).toMatchObject(MISSING);
    },
  },
  Swagger: 'documents routes; test/docs/readme/swagger.e2e-spec.ts has it with a global guard',
  'Protected resource metadata': 'a public route that reads no call',
};

const combined = Object.entries(RECIPES).filter(
  (entry): entry is [string, Combined] => typeof entry[1] !== 'string',
);

const PLATFORMS = [
  ['Express, Apollo and socket.io', () => new ExpressAdapter(), apolloGraph, socketIo],
  ['Fastify, Mercurius and ws', () => new FastifyAdapter(), mercuriusGraph, nativeWs],
] as const;

beforeAll(async () => {
  pool = await LocalUserPool.create(POOL);
  globalThis.fetch = async (input) =>
    new Request(input).url.endsWith('/jwks.json')
      ? Response.json(pool.jwks)
      : Response.json({ accessToken: pool.accessToken({ sub: 'alice' }) });
});

afterAll(() => {
  globalThis.fetch = originalFetch;
});

it('has a place for every recipe of the page, and so has the list at its top', async () => {
  const page = await readPage('lib/core/README.md');
  const titles = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  const [list = ''] = page.split('\n## ');
  const links = [...list.matchAll(/\[([^\]]+)\]\(#/g)].map(([, title]) => title);

  expect(Object.keys(RECIPES)).toEqual(titles);
  expect(new Set(links)).toEqual(new Set(titles));
});

describe.each(PLATFORMS)(
  'with mapUser, a resolver and a gateway on %s',
  (_platform, createAdapter, graph, socket) => {
    describe.each(combined)('%s', (_title, recipe) => {
      let app: INestApplication;

      beforeAll(async () => {
        const { guards = [CognitoAuthGuard] } = recipe;
        const { gatewayGuards = guards, gatewayInterceptors = [] } = recipe;
        const { imports = [], controllers = [], providers = [] } = await recipe.metadata();
        const others = callers({ guards, gatewayGuards, gatewayInterceptors });
        app = await startApp(
          createAdapter,
          {
            imports: [...imports, graph()],
            controllers: [...controllers, ...others.controllers],
            providers: [
              { provide: Service, useValue: { say: () => 'nothing' } },
              ...providers,
              ...others.providers,
            ],
          },
          { configure: (created) => created.useWebSocketAdapter(socket.createAdapter(created)) },
        );
      });

      afterAll(() => app.close());

      it.each(CALLS)('works over %s', async (kind, answerOf) => {
        const call: Caller['call'] = (headers = {}) => answerOf({ app, socket }, headers);
        const callAs: Caller['callAs'] = (sub) => call(bearer(pool.accessToken({ sub })));

        await recipe.works({ app, socket, kind, call, callAs });
      });
    });
  },
);
