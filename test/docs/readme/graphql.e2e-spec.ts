import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type INestApplication, type Type, UseGuards } from '@nestjs/common';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { createClient } from 'graphql-ws';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { WebSocket } from 'ws';
import { startApp } from '../../support/start-app.js';
import { blocksOf, readReadme, ReadmeProject } from './readme-blocks.js';

@Resolver()
@UseGuards(CognitoAuthGuard)
class TicksResolver {
  @Query(() => String)
  query(): string {
    return '';
  }

  /** Ticks once, and then stays silent for ever. */
  @Subscription(() => String, { resolve: (sub: string) => sub })
  async *ticks(@CurrentUser('sub') sub: string): AsyncGenerator<string> {
    yield sub;
    await new Promise(() => undefined);
  }
}

describe('the recipe of the README that ends subscriptions with their token', () => {
  let readme: ReadmeProject;
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    readme = await ReadmeProject.create(blocksOf(await readReadme()));
    pool = await LocalUserPool.create();
  });

  afterEach(() => app.close());
  afterAll(() => readme.remove());

  const start = async (): Promise<void> => {
    const { GraphqlOptions } = await readme.load<Record<string, Type>>('graphql-options.ts');
    app = await startApp(() => new ExpressAdapter(), {
      imports: [
        CognitoAuthModule.forRoot({ ...pool.options, mapUser: ({ sub }) => ({ sub }) }),
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          useClass: GraphqlOptions as Type,
        }),
      ],
      providers: [TicksResolver],
    });
  };

  /** What is heard until the connection is closed, and the code that it is closed with. */
  const listen = async (token?: string): Promise<unknown[]> => {
    const heard: unknown[] = [];
    const client = createClient({
      url: `${(await app.getUrl()).replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
    });
    try {
      const answers = client.iterate<{ ticks: string }>({ query: 'subscription { ticks }' });
      for await (const { data } of answers) heard.push(data?.ticks);
      return heard;
    } catch (closed) {
      return [...heard, (closed as { code: number }).code];
    }
  };

  it('closes the socket when the token expires', async () => {
    await start();

    expect(await listen(pool.accessToken({ sub: 'a', expiresInSeconds: 2 }))).toEqual(['a', 4401]);
  });

  it('lets nobody connect without a good token', async () => {
    await start();

    expect(await listen()).toEqual([4403]);
    expect(await listen(pool.accessToken({ clientId: 'another' }))).toEqual([4403]);
  });

  it('calls keys that cannot be had a failure of its own', async () => {
    await pool.listen();
    pool.keyEndpoint.become('failing');
    await start();
    // graphql-ws tells the console of errors that are not the client's.
    const print = import.meta.jest.spyOn(console, 'error').mockReturnValue();

    expect(await listen(pool.accessToken())).toEqual([4500]);
    expect(print).toHaveBeenCalledTimes(1);
    print.mockRestore();
    await pool.close();
  });
});
