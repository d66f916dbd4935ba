import {
  createParamDecorator,
  type ExecutionContext,
  type INestApplication,
  Logger,
  UseGuards,
} from '@nestjs/common';
import {
  Args,
  Context,
  Directive,
  Field,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type Client, createClient } from 'graphql-ws';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request from 'supertest';
import { WebSocket } from 'ws';
import { startApp } from '../../support/start-app.js';
import { apolloGraph, federatedApolloGraph, mercuriusGraph } from '../../support/graphs.js';

@ObjectType()
@Directive('@key(fields: "id")')
class Order {
  @Field(() => ID)
  id!: string;
}

/** What resolvers were given, to see what was written onto it. */
const seen: { args: object; context: Record<string, unknown> }[] = [];

const AllArguments = createParamDecorator((_data: unknown, context: ExecutionContext): unknown =>
  context.getArgByIndex(1),
);

@Resolver(() => Order)
@UseGuards(CognitoAuthGuard)
class OrderResolver {
  @Query(() => String)
  me(@CurrentUser() user: CognitoUser, @CurrentUser('sub') sub: string): string {
    return user.sub === sub ? sub : 'two users';
  }

  @Query(() => Order)
  order(@Args('id', { type: () => ID }) id: string): Order {
    return { id };
  }

  @Query(() => String)
  @RequireAnyGroup('admin')
  admin(): string {
    return 'in';
  }

  @Query(() => String)
  @Public()
  open(): string {
    return 'open';
  }

  @Query(() => String)
  @OptionalAuth()
  optional(@CurrentUser() user?: CognitoUser): string {
    return user?.sub ?? 'nobody';
  }

  @Mutation(() => String)
  rename(
    @AllArguments() args: object,
    @Args('name', { type: () => String }) name: string,
    @Context() context: Record<string, unknown>,
    @CurrentUser('sub') sub: string,
  ): string {
    seen.push({ args, context });
    return `${sub} ${name}`;
  }

  @Mutation(() => String)
  @RequireAnyGroup('admin')
  remove(): string {
    return 'removed';
  }

  @ResolveField(() => String, { nullable: true })
  @RequireAnyGroup('admin')
  secret(@Parent() { id }: Order, @CurrentUser('sub') sub: string): string {
    return `${id} ${sub}`;
  }

  @ResolveReference()
  @RequireAnyGroup('admin')
  resolveReference({ id }: { id: string }): Order {
    return { id };
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  async *ticks(@CurrentUser('sub') sub: string): AsyncGenerator<string> {
    yield `tick ${sub}`;
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  @RequireAnyGroup('admin')
  async *adminTicks(): AsyncGenerator<string> {
    yield 'tick';
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  @Public()
  async *openTicks(): AsyncGenerator<string> {
    yield 'tick';
  }
}

const guarded = { fieldResolverEnhancers: ['guards' as const] };
const apollo = { ...guarded, subscriptions: { 'graphql-ws': true } };
const drivers = [
  ['Apollo on Express', () => new ExpressAdapter(), apolloGraph(apollo)],
  ['Apollo on Fastify', () => new FastifyAdapter(), apolloGraph(apollo)],
  [
    'Mercurius on Fastify',
    () => new FastifyAdapter(),
    mercuriusGraph({ ...guarded, subscription: true }),
  ],
] as const;

interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly code: unknown;
}

describe.each(drivers)('GraphQL with %s', (_name, createAdapter, graphqlModule) => {
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(pool.options), graphqlModule],
      providers: [OrderResolver],
    });
  });

  afterAll(() => app.close());

  const ask = async (query: string, token?: string): Promise<Answer> => {
    const pending = request(app.getHttpServer()).post('/graphql').send({ query });
    const { body } = await (token === undefined
      ? pending
      : pending.auth(token, { type: 'bearer' }));
    const [error] = body.errors ?? [];
    // Apollo has names of its own for what Nest's exceptions mean, and keeps ours beside it.
    return {
      data: body.data ?? null,
      code: error?.extensions.originalError?.code ?? error?.extensions.code,
    };
  };

  /** The first answer to a subscription, with a token in the parameters of the connection or in the header. */
  const subscribe = async (
    query: string,
    token?: string,
    header?: string,
  ): Promise<Record<string, unknown>> => {
    const { port } = app.getHttpServer().address() as { port: number };
    const headers = header === undefined ? {} : { authorization: `Bearer ${header}` };
    class SocketWithHeader extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers });
      }
    }
    const client: Client = createClient({
      url: `ws://127.0.0.1:${port}/graphql`,
      webSocketImpl: SocketWithHeader,
      retryAttempts: 0,
      ...(token === undefined ? {} : { connectionParams: { Authorization: `Bearer ${token}` } }),
    });
    try {
      for await (const { data, errors } of client.iterate({ query })) {
        return errors === undefined ? { ...data } : { code: errors[0]?.extensions?.['code'] };
      }
      return {};
    } catch (error) {
      const [first] = Array.isArray(error) ? error : [];
      if (first === undefined) throw error;
      return { code: (first as { extensions?: { code?: unknown } }).extensions?.code };
    } finally {
      await client.dispose();
    }
  };

  const user = (groups: readonly string[] = []): string =>
    pool.accessToken({ sub: 'sub-1', groups: [...groups] });

  it.each([
    ['{ me }', { me: 'sub-1' }],
    ['{ optional }', { optional: 'sub-1' }],
    ['{ open }', { open: 'open' }],
    ['mutation { rename(name: "x") }', { rename: 'sub-1 x' }],
    [
      '{ me optional order(id: "7") { id } }',
      { me: 'sub-1', optional: 'sub-1', order: { id: '7' } },
    ],
  ])('lets a user ask %s', async (query, data) => {
    expect(await ask(query, user())).toEqual({ data, code: undefined });
  });

  it.each(['{ admin }', 'mutation { remove }', '{ order(id: "7") { secret } }'])(
    'asks for the group in %s',
    async (query) => {
      expect((await ask(query, user())).code).toBe('ERR_COGNITO_GROUP_REQUIRED');
      expect(await ask(query, user(['admin']))).toMatchObject({ code: undefined });
    },
  );

  it.each(['{ me }', '{ admin }', 'mutation { rename(name: "x") }', '{ order(id: "7") { id } }'])(
    'refuses %s without a token, or with a bad one',
    async (query) => {
      expect((await ask(query)).code).toBe('ERR_COGNITO_TOKEN_MISSING');
      expect((await ask(query, 'not.a.token')).code).toBe('ERR_COGNITO_TOKEN_MALFORMED');
      expect((await ask(query, pool.accessToken({ expiresInSeconds: -1 }))).code).toBe(
        'ERR_COGNITO_TOKEN_EXPIRED',
      );
    },
  );

  it('opens what is public and optional', async () => {
    expect(await ask('{ open optional }')).toEqual({
      data: { open: 'open', optional: 'nobody' },
      code: undefined,
    });
    expect(await ask('{ open }', 'not.a.token')).toMatchObject({ data: { open: 'open' } });
    expect((await ask('{ optional }', 'not.a.token')).code).toBe('ERR_COGNITO_TOKEN_MALFORMED');
  });

  it('keeps the user of one field when another is refused', async () => {
    const { data, code } = await ask('{ me order(id: "7") { id secret } }', user());

    expect(data).toEqual({ me: 'sub-1', order: { id: '7', secret: null } });
    expect(code).toBe('ERR_COGNITO_GROUP_REQUIRED');
  });

  it('writes nothing onto arguments and context', async () => {
    seen.length = 0;
    await ask('mutation { rename(name: "x") }', user());

    expect({ ...seen[0]?.args }).toEqual({ name: 'x' });
    const names = Object.keys(seen[0]?.context ?? {});
    expect(
      names.filter((key) => /^(user|login|logIn|logout|logOut|isAuth|isUnauth)/.test(key)),
    ).toEqual([]);
  });

  it('guards subscriptions, and tells the code', async () => {
    expect(await subscribe('subscription { ticks }', user())).toEqual({ ticks: 'tick sub-1' });
    expect(await subscribe('subscription { ticks }')).toEqual({
      code: 'ERR_COGNITO_TOKEN_MISSING',
    });
    expect(await subscribe('subscription { ticks }', 'not.a.token')).toEqual({
      code: 'ERR_COGNITO_TOKEN_MALFORMED',
    });
    expect(await subscribe('subscription { adminTicks }', user())).toEqual({
      code: 'ERR_COGNITO_GROUP_REQUIRED',
    });
    expect(await subscribe('subscription { adminTicks }', user(['admin']))).toEqual({
      adminTicks: 'tick',
    });
    expect(await subscribe('subscription { openTicks }')).toEqual({ openTicks: 'tick' });
  });

  it('takes the token of a subscription from the header of the socket too', async () => {
    const token = user();

    expect(await subscribe('subscription { ticks }', undefined, token)).toEqual({
      ticks: 'tick sub-1',
    });
    expect(await subscribe('subscription { ticks }', token, token)).toEqual({
      ticks: 'tick sub-1',
    });
  });

  it('refuses a subscription with two different tokens', async () => {
    const other = pool.accessToken({ sub: 'sub-2' });

    expect(await subscribe('subscription { ticks }', user(), other)).toEqual({
      code: 'ERR_COGNITO_TOKEN_AMBIGUOUS',
    });
  });
});

describe('references of a federated graph', () => {
  it('are guarded', async () => {
    const pool = await LocalUserPool.create();
    const app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(pool.options), federatedApolloGraph(guarded)],
      providers: [OrderResolver],
    });
    const ask = async (token?: string): Promise<unknown> => {
      const pending = request(app.getHttpServer()).post('/graphql').send({
        query:
          '{ _entities(representations: [{ __typename: "Order", id: "7" }]) { ... on Order { id } } }',
      });
      const { body } = await (token === undefined
        ? pending
        : pending.auth(token, { type: 'bearer' }));
      return body.errors?.[0].extensions.originalError?.code ?? body.data;
    };
    try {
      expect(await ask()).toBe('ERR_COGNITO_TOKEN_MISSING');
      expect(await ask(pool.accessToken())).toBe('ERR_COGNITO_GROUP_REQUIRED');
      expect(await ask(pool.accessToken({ groups: ['admin'] }))).toEqual({
        _entities: [{ id: '7' }],
      });
    } finally {
      await app.close();
    }
  });
});

describe('a GraphQL context that holds no request', () => {
  it('lets nobody in, is a failure of ours to clients, and tells the log the remedy', async () => {
    const pool = await LocalUserPool.create();
    const logged = import.meta.jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const app = await startApp(() => new ExpressAdapter(), {
      imports: [
        CognitoAuthModule.forRoot(pool.options),
        apolloGraph({ ...guarded, context: () => ({ req: {} }) }),
      ],
      providers: [OrderResolver],
    });
    try {
      const { body } = await request(app.getHttpServer())
        .post('/graphql')
        .auth(pool.accessToken(), { type: 'bearer' })
        .send({ query: '{ me }' });

      expect(body.data ?? null).toBeNull();
      expect(body.errors[0].message).toMatch(/^Internal Server Error/);
      expect(logged).toHaveBeenCalledWith(
        expect.stringMatching(/GraphQL context holds no request.*\{ req \}/),
      );
    } finally {
      logged.mockRestore();
      await app.close();
    }
  });
});
