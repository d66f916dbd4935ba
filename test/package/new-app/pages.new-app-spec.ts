// What the pages print, side by side in one application and over every transport.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type INestApplication, Module, type ModuleMetadata } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { Test } from '@nestjs/testing';
import { LocalUserPool, overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import { io } from 'socket.io-client';
import request from 'supertest';
import { AccountsAppModule } from '../src/accounts.module.js';
import { ChatModule } from '../src/chat.gateway.js';
import { serveDocs } from '../src/docs.js';
import { OrdersController } from '../src/orders.controller.js';
import { OrdersResolver } from '../src/orders.resolver.js';
import { ThrottledModule } from '../src/throttled.module.js';

const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

@Module({
  imports: [
    ChatModule,
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
  ],
  controllers: [OrdersController],
  providers: [OrdersResolver],
})
class TogetherModule {}

/** Listens, with the keys of the pool in place of those at AWS. */
async function start(pool: LocalUserPool, root: ModuleMetadata): Promise<INestApplication<Server>> {
  const module = await overrideSigningKeys(Test.createTestingModule(root), pool).compile();
  const app: INestApplication<Server> = module.createNestApplication();
  serveDocs(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

describe('the code of the pages', () => {
  let pool: LocalUserPool;
  let app: INestApplication<Server>;

  beforeAll(async () => {
    pool = await LocalUserPool.create(POOL);
    app = await start(pool, { imports: [TogetherModule] });
  });

  afterAll(() => app.close());

  it('guards a controller', async () => {
    await request(app.getHttpServer()).get('/orders').expect(401);
    await request(app.getHttpServer())
      .get('/orders')
      .auth(pool.accessToken({ sub: 'sub-1' }), { type: 'bearer' })
      .expect(200, { owner: 'sub-1' });
  });

  it('guards a resolver', async () => {
    const ask = () => request(app.getHttpServer()).post('/graphql').send({ query: '{ me }' });

    const refused = await ask();
    expect(refused.text).toContain('ERR_COGNITO_TOKEN_MISSING');
    await ask()
      .auth(pool.accessToken({ sub: 'sub-1' }), { type: 'bearer' })
      .expect(200, { data: { me: 'sub-1' } });
  });

  it('guards a gateway', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const client = io(`http://127.0.0.1:${port}`, {
      auth: { token: pool.accessToken({ sub: 'sub-1' }) },
      transports: ['websocket'],
    });
    const heard = new Promise((resolve) => client.once('said', resolve));
    client.emit('say', { text: 'hello' });

    expect(await heard).toEqual({ from: 'sub-1', text: 'hello' });
    client.disconnect();
  });

  it('describes the controller', async () => {
    const response = await request(app.getHttpServer()).get('/docs-json').expect(200);

    expect(response.body).toMatchObject({ paths: { '/orders/{id}': { delete: {} } } });
  });
});

it('gives a handler the user of the application', async () => {
  const pool = await LocalUserPool.create(POOL);
  const app = await start(pool, { imports: [AccountsAppModule] });
  const ada = pool.accessToken({ sub: '5d3e1a5b-0b6f-4a44-9c6e-0f1d2c3b4a59' });

  await request(app.getHttpServer())
    .get('/account')
    .auth(ada, { type: 'bearer' })
    .expect(200, { id: 7, name: 'Ada' });
  await app.close();
});

it('counts the calls of a user', async () => {
  const pool = await LocalUserPool.create(POOL);
  const app = await start(pool, { imports: [ThrottledModule], controllers: [OrdersController] });

  await request(app.getHttpServer())
    .get('/orders')
    .auth(pool.accessToken(), { type: 'bearer' })
    .expect('X-RateLimit-Remaining', '99')
    .expect('X-RateLimit-Remaining-address', '999');
  await app.close();
});
