import type { INestApplication, ModuleMetadata, Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
import { LocalUserPool, overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { lastValueFrom } from 'rxjs';
import { get } from '../../support/send.js';
import { bearer, socketPlatforms, startSocketApp } from '../../support/sockets.js';
import { startApp } from '../../support/start-app.js';
import { startService } from '../../support/start-service.js';
import { clientOf, tcp } from '../../support/transporters.js';
import { blocksOf, readPage, ReadmeProject } from './readme-blocks.js';

/** The ids that the README uses. */
const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

const readme = await ReadmeProject.create(
  blocksOf(await readPage('README.md')).filter(({ language }) => language === 'ts'),
);

afterAll(() => readme.remove());

describe('an example of the README', () => {
  let pool: LocalUserPool;
  const started: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    pool = await LocalUserPool.create(POOL);
  });

  afterEach(async () => {
    for (const running of started.splice(0)) await running.close();
    delete process.env['COGNITO_USER_POOL_ID'];
    delete process.env['COGNITO_CLIENT_ID'];
  });

  const keep = <Running extends { close(): Promise<unknown> }>(running: Running): Running => {
    started.push(running);
    return running;
  };

  const load = async (file: string, name: string): Promise<Type> => {
    const exported = await readme.load<Record<string, Type>>(file);
    return exported[name] as Type;
  };

  const start = async (metadata: ModuleMetadata): Promise<INestApplication> =>
    keep(
      await startApp(() => new ExpressAdapter(), metadata, {
        prepare: (builder) => overrideSigningKeys(builder, pool),
      }),
    );

  it('protects a route in one file', async () => {
    const app = await start({ imports: [await load('app.ts', 'AppModule')] });
    const admin = await get(app, '/orders', pool.accessToken({ sub: 'ada', groups: ['admin'] }));

    expect([admin.status, admin.text]).toEqual([200, 'Orders for ada']);
    expect((await get(app, '/orders', pool.accessToken())).status).toBe(403);
    expect((await get(app, '/orders')).status).toBe(401);
  });

  it('takes the ids from the environment, and guards every route', async () => {
    process.env['COGNITO_USER_POOL_ID'] = POOL.userPoolId;
    process.env['COGNITO_CLIENT_ID'] = POOL.clientId;
    const app = await start({ imports: [await load('env-app.module.ts', 'EnvAppModule')] });

    expect((await get(app, '/orders', pool.accessToken({ sub: 'sub-1' }))).body).toEqual({
      owner: 'sub-1',
    });
    expect((await get(app, '/orders')).status).toBe(401);
  });

  it('acts as an administrator', async () => {
    const app = await start({ imports: [await load('app.module.ts', 'AppModule')] });
    const { removeAsAdmin } = await readme.load<{
      removeAsAdmin(app: INestApplication): Promise<void>;
    }>('remove-as-admin.ts');

    await removeAsAdmin(app);

    expect((await get(app, '/orders')).status).toBe(401);
  });

  it.each(socketPlatforms)('guards a gateway on $name', async (platform) => {
    const app = keep(
      await startSocketApp(platform, {
        imports: [
          CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] }),
        ],
        providers: [await load('notices.gateway.ts', 'NoticesGateway')],
      }),
    );
    const user = platform.connect(app, bearer(pool.accessToken({ sub: 'alice' })));
    const nobody = platform.connect(app);

    expect(await user.ask('whoami')).toEqual({ event: 'said', data: 'alice' });
    expect(await nobody.ask('whoami')).toMatchObject({
      data: { code: 'ERR_COGNITO_TOKEN_MISSING' },
    });
    user.close();
    nobody.close();
  });

  it('guards a handler of messages', async () => {
    const { options } = await tcp.start();
    const transport = microserviceTransport<{ token?: string }>({
      readToken: (data) => data?.token,
    });
    keep(
      await startService(options, {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [transport] })],
        controllers: [await load('stock.messages.ts', 'StockMessages')],
      }),
    );
    const client = keep(clientOf(options));
    const count = (token?: string) => lastValueFrom(client.send('stock.count', { token }));

    expect(await count(pool.clientToken({ scope: 'stock/read' }))).toBe(7);
    await expect(count(pool.clientToken({ scope: 'stock/write' }))).rejects.toMatchObject({
      code: 'ERR_COGNITO_SCOPE_REQUIRED',
    });
  });
});
