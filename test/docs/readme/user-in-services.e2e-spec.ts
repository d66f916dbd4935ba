import {
  Controller,
  Inject,
  type INestApplication,
  type Type,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Query, Resolver, Subscription } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { createClient } from 'graphql-ws';
import { ClsInterceptor } from 'nestjs-cls';
import { CognitoAuthGuard } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { lastValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { apolloGraph } from '../../support/graphs.js';
import { letPackagesRequireNest } from '../../support/require-nest.js';
import { startApp } from '../../support/start-app.js';
import { clientOf, tcp } from '../../support/transporters.js';
import { combineRecipes, POOL } from './combined-recipes.js';

letPackagesRequireNest();

interface LedgerService {
  owner(): Promise<string>;
}

const recipes = await combineRecipes(
  `import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
   export const transports = [microserviceTransport({ readToken: (data) => data?.accessToken })];`,
);
const { Ledger, LedgerModule } = await recipes.load<{
  Ledger: Type<LedgerService>;
  LedgerModule: Type;
}>('ledger.module.ts');

@Controller()
@UseGuards(CognitoAuthGuard)
class OwnerMessages {
  constructor(@Inject(Ledger) private readonly ledger: LedgerService) {}

  @UseInterceptors(ClsInterceptor)
  @MessagePattern('with the interceptor')
  owner(): Promise<string> {
    return this.ledger.owner();
  }

  @MessagePattern('without it')
  nobody(): Promise<string> {
    return this.ledger.owner();
  }
}

@Resolver()
@UseGuards(CognitoAuthGuard)
class OwnersResolver {
  constructor(@Inject(Ledger) private readonly ledger: LedgerService) {}

  @Query(() => String)
  query(): string {
    return '';
  }

  /** Who the owner is when the subscription starts, and then at its one event. */
  @UseInterceptors(ClsInterceptor)
  @Subscription(() => [String], { resolve: (owners: string[]) => owners })
  async owners(): Promise<AsyncIterable<string[]>> {
    const { ledger } = this;
    const atStart = await ledger.owner();
    return (async function* () {
      yield [atStart, await ledger.owner()];
    })();
  }
}

describe('the recipe for the user in services', () => {
  let app: INestApplication;
  let token: string;
  const originalFetch = globalThis.fetch;

  beforeAll(async () => {
    const pool = await LocalUserPool.create(POOL);
    token = pool.accessToken({ sub: 'alice' });
    globalThis.fetch = async () => Response.json(pool.jwks);
  });

  afterEach(() => app.close());

  afterAll(async () => {
    globalThis.fetch = originalFetch;
    await recipes.remove();
  });

  it.each([
    ['with the interceptor', 'alice'],
    ['without it', 'nobody'],
  ])('has it in the handler of a message %s', async (pattern, expected) => {
    const { options } = await tcp.start();
    app = await startApp(
      () => new ExpressAdapter(),
      { imports: [LedgerModule], controllers: [OwnerMessages] },
      { configure: (created) => created.connectMicroservice(options) },
    );
    await app.startAllMicroservices();
    const client = clientOf(options);

    const owner = await lastValueFrom(client.send<string>(pattern, tcp.message({}, token)));

    await client.close();
    expect(owner).toBe(expected);
  });

  it('has it when a subscription starts, and not at its events', async () => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [LedgerModule, apolloGraph({ subscriptions: { 'graphql-ws': true } })],
      providers: [OwnersResolver],
    });
    const client = createClient({
      url: `${(await app.getUrl()).replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
    });

    const heard: unknown[] = [];
    for await (const { data } of client.iterate({ query: 'subscription { owners }' })) {
      heard.push(data);
    }

    await client.dispose();
    expect(heard).toEqual([{ owners: ['alice', 'nobody'] }]);
  });
});
