import { EventEmitter, once } from 'node:events';
import { type ApolloDriverConfig } from '@nestjs/apollo';
import {
  type DynamicModule,
  Inject,
  type INestApplication,
  Logger,
  UseGuards,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { Query, ResolveField, ResolveReference, Resolver, Subscription } from '@nestjs/graphql';
import { type MercuriusDriverConfig } from '@nestjs/mercurius';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createClient } from 'graphql-ws';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoAuthSetupError,
  CurrentUser,
  Public,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request from 'supertest';
import { WebSocket } from 'ws';
import { FakeClock } from '../../support/fake-clock.js';
import { startApp } from '../../support/start-app.js';
import { Account } from '../../support/account.model.js';
import {
  apolloGraph,
  federatedApolloGraph,
  federatedMercuriusGraph,
  mercuriusGraph,
} from '../../support/graphs.js';

/** Holds calls in the middle of their work until it is opened. */
class Gate extends EventEmitter {
  async pass(): Promise<void> {
    const opened = once(this, 'opened');
    this.emit('reached');
    await opened;
  }
}

@Resolver(() => Account)
@UseGuards(CognitoAuthGuard)
class AccountResolver {
  constructor(@Inject(Gate) private readonly gate: Gate) {}

  @Query(() => String)
  me(@CurrentUser('sub') sub: string): string {
    return sub;
  }

  @Query(() => String)
  @Public()
  open(): string {
    return 'open';
  }

  @Query(() => Account)
  async held(): Promise<Account> {
    await this.gate.pass();
    return { id: '7' };
  }

  @Query(() => Account)
  @Public()
  async openHeld(): Promise<Account> {
    await this.gate.pass();
    return { id: '7' };
  }

  @ResolveField(() => String)
  owner(@CurrentUser('sub') sub: string): string {
    return sub;
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }): Account {
    return { id };
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  async *ticks(@CurrentUser('sub') sub: string): AsyncGenerator<string> {
    yield sub;
  }
}

/** What is said to have gone wrong where the application is set up so that nobody can tell who calls. */
const MISTAKE = 'a mistake in the set-up of the context';
const TWO_HOURS_SECONDS = 7200;

interface Setup {
  readonly driver: string;
  readonly context: string;
  /** One object for all calls: such an application may refuse everybody, if it says why. */
  readonly isShared: boolean;
  readonly isFederated: boolean;
  readonly hasSockets: boolean;
  readonly createAdapter: () => AbstractHttpAdapter;
  readonly createModule: () => DynamicModule;
}

interface Context<Config> {
  readonly context: string;
  readonly isShared: boolean;
  /** Anew for each application, since sharing is between the calls of one. */
  readonly options: () => Partial<Config>;
}

const enhanced = { fieldResolverEnhancers: ['guards' as const] };

const apolloContexts: readonly Context<ApolloDriverConfig>[] = [
  { context: 'of the driver', isShared: false, options: () => ({}) },
  {
    context: 'made for each call',
    isShared: false,
    options: () => ({ context: (call: { req?: object }) => ({ req: call.req ?? call }) }),
  },
  {
    context: 'shared by a function',
    isShared: true,
    options: () => {
      const services = {};
      return { context: () => services };
    },
  },
  { context: 'shared as an object', isShared: true, options: () => ({ context: {} }) },
];

const mercuriusContexts: readonly Context<MercuriusDriverConfig>[] = [
  { context: 'of the driver', isShared: false, options: () => ({ subscription: true }) },
  {
    context: 'made for each call',
    isShared: false,
    options: () => ({ subscription: true, context: (call: object) => ({ request: call }) }),
  },
  {
    context: 'shared by a function',
    isShared: true,
    options: () => {
      const services = {};
      const context = (): object => services;
      return { context, subscription: { context, fullWsTransport: true } };
    },
  },
];

const setups: readonly Setup[] = [
  ...apolloContexts.flatMap(({ options, ...context }) => {
    const apollo = {
      ...context,
      isFederated: false,
      hasSockets: true,
      createModule: () =>
        apolloGraph({ ...enhanced, subscriptions: { 'graphql-ws': true }, ...options() }),
    };
    return [
      { ...apollo, driver: 'Apollo on Express', createAdapter: () => new ExpressAdapter() },
      { ...apollo, driver: 'Apollo on Fastify', createAdapter: () => new FastifyAdapter() },
      {
        ...context,
        driver: 'Apollo Federation on Express',
        isFederated: true,
        hasSockets: false,
        createAdapter: () => new ExpressAdapter(),
        createModule: () => federatedApolloGraph({ ...enhanced, ...options() }),
      },
    ];
  }),
  ...mercuriusContexts.flatMap(({ options, ...context }) => {
    const mercurius = {
      ...context,
      hasSockets: true,
      createAdapter: () => new FastifyAdapter(),
    };
    return [
      {
        ...mercurius,
        driver: 'Mercurius',
        isFederated: false,
        createModule: () => mercuriusGraph({ ...enhanced, ...options() }),
      },
      {
        ...mercurius,
        driver: 'Mercurius Federation',
        isFederated: true,
        createModule: () => federatedMercuriusGraph({ ...enhanced, ...options() }),
      },
    ];
  }),
];

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: unknown; readonly originalError?: { code?: unknown } };
  }[];
}

/** What the application has logged as errors. */
const logged: string[] = [];

/** Who was taken to call, or why nobody was; clients need not be told of a mistake, the log has to be. */
function outcomeOf({ data, errors: [error] = [] }: Answer): unknown {
  const text = firstText(data);
  if (typeof text === 'string') return text;
  const { code: ours = error?.extensions?.code } = error?.extensions?.originalError ?? {};
  if (String(ours).startsWith('ERR_COGNITO_TOKEN_')) return ours;
  return logged.some((line) => /\bcontext\b/.test(line)) ? MISTAKE : error?.message;
}

function firstText(data: unknown): unknown {
  return typeof data === 'object' && data !== null ? firstText(Object.values(data)[0]) : data;
}

const entities = (field: string): string =>
  `{ _entities(representations: [{ __typename: "Account", id: "7" }]) { ... on Account { ${field} } } }`;

describe.each(setups)('$driver with a context $context', (setup) => {
  const { isShared, isFederated, hasSockets, createAdapter, createModule } = setup;
  const clock = new FakeClock();
  let pool: LocalUserPool;
  let alice: string;
  let bob: string;
  /** `undefined` where such a context stops the boot. */
  let app: INestApplication | undefined;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    alice = pool.accessToken({ sub: 'alice' });
    bob = pool.accessToken({ sub: 'bob' });
  });

  beforeEach(async () => {
    logged.length = 0;
    const log = (...message: unknown[]): void => void logged.push(message.join(' '));
    import.meta.jest.spyOn(Logger.prototype, 'error').mockImplementation(log);
    // graphql-ws writes there what ends a socket.
    import.meta.jest.spyOn(console, 'error').mockImplementation(log);
    clock.nowMs = Date.now();
    app = await start();
  });

  afterEach(async () => {
    await app?.close();
    import.meta.jest.restoreAllMocks();
  });

  const start = async (): Promise<INestApplication | undefined> => {
    try {
      return await startApp(
        createAdapter,
        {
          imports: [CognitoAuthModule.forRoot(pool.options), createModule()],
          providers: [AccountResolver, Gate],
        },
        { prepare: clock.install },
      );
    } catch (error) {
      expect(error).toBeInstanceOf(CognitoAuthSetupError);
      expect(String(error)).toMatch(/\bcontext\b/);
      return undefined;
    }
  };

  /** By a shared context nobody can be told, so that it is a mistake is as right an answer. */
  const expectOutcome = (outcome: unknown, expected: string): void => {
    expect(isShared ? [expected, MISTAKE] : [expected]).toContain(outcome);
  };

  const ask = async (query: string, token?: string): Promise<unknown> => {
    if (app === undefined) return MISTAKE;
    const pending = request(app.getHttpServer()).post('/graphql').send({ query });
    const { body } = await (token === undefined
      ? pending
      : pending.auth(token, { type: 'bearer' }));
    return outcomeOf(body);
  };

  /** Asks on a socket of its own. */
  const askOnSocket = async (query: string, token?: string): Promise<unknown> => {
    if (app === undefined) return MISTAKE;
    const client = createClient({
      url: `${(await app.getUrl()).replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(token === undefined ? {} : { connectionParams: { Authorization: `Bearer ${token}` } }),
    });
    try {
      for await (const answer of client.iterate({ query })) return outcomeOf(answer as Answer);
      return 'nothing';
    } catch (error) {
      // An error in `context` closes the socket.
      return outcomeOf({ errors: Array.isArray(error) ? error : [] });
    } finally {
      await client.dispose();
    }
  };

  type Ask = typeof ask;
  const expectNobodyIsAlice = async (askFor: Ask, query: string): Promise<void> => {
    expectOutcome(await askFor(query), 'ERR_COGNITO_TOKEN_MISSING');
    expectOutcome(await askFor(query, bob), 'bob');
    expectOutcome(await askFor(query), 'ERR_COGNITO_TOKEN_MISSING');
    clock.advanceSeconds(TWO_HOURS_SECONDS);
    expectOutcome(await askFor(query), 'ERR_COGNITO_TOKEN_MISSING');
    expectOutcome(await askFor(query, alice), 'ERR_COGNITO_TOKEN_EXPIRED');
  };

  it('takes nobody for the first caller', async () => {
    expectOutcome(await ask('{ me }', alice), 'alice');

    await expectNobodyIsAlice(ask, '{ me }');
  });

  it('takes nobody for the first caller whom no guard saw', async () => {
    expect([MISTAKE, 'open']).toContain(await ask('{ open }', alice));

    await expectNobodyIsAlice(ask, '{ me }');
  });

  it.each(['held', 'openHeld'])(
    'takes nobody for the caller of another call of %s',
    async (field) => {
      const gate = app?.get(Gate);
      const reached = gate && once(gate, 'reached');
      const first = ask(`{ ${field} { owner } }`, alice);
      await (reached && Promise.race([reached, first]));

      const others = [await ask('{ me }'), await ask('{ me }', bob), await ask('{ me }')];
      gate?.emit('opened');

      expectOutcome(others[0], 'ERR_COGNITO_TOKEN_MISSING');
      expectOutcome(others[1], 'bob');
      expectOutcome(others[2], 'ERR_COGNITO_TOKEN_MISSING');
      expectOutcome(await first, 'alice');
    },
  );

  if (isFederated) {
    it('takes nobody for the first caller of a reference', async () => {
      expectOutcome(await ask(entities('owner'), alice), 'alice');

      await expectNobodyIsAlice(ask, entities('owner'));
    });
  }

  if (hasSockets) {
    it('takes nobody for the first subscriber', async () => {
      expectOutcome(await askOnSocket('subscription { ticks }', alice), 'alice');

      await expectNobodyIsAlice(askOnSocket, 'subscription { ticks }');
    });

    it('takes no subscriber for the first caller', async () => {
      expectOutcome(await ask('{ me }', alice), 'alice');

      await expectNobodyIsAlice(askOnSocket, 'subscription { ticks }');
    });

    it('takes no caller for the first subscriber', async () => {
      expectOutcome(await askOnSocket('subscription { ticks }', alice), 'alice');

      await expectNobodyIsAlice(ask, '{ me }');
    });
  }
});
