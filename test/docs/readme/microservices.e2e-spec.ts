import type { INestMicroservice, Type } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { lastValueFrom } from 'rxjs';
import { clientOf, tcp } from '../../support/transporters.js';
import { blocksOf, readReadme, ReadmeProject } from './readme-blocks.js';
import { startService } from '../../support/start-service.js';

const readme = await ReadmeProject.create(
  blocksOf(await readReadme()).filter(({ language }) => language === 'ts'),
);
const { OrderMessagesModule } = await readme.load<{ OrderMessagesModule: Type }>(
  'orders.messages.ts',
);

/** The ids that the README uses. */
const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

afterAll(() => readme.remove());

describe('the message handlers of the README', () => {
  let pool: LocalUserPool;
  let service: INestMicroservice;
  let client: ClientProxy;
  const originalFetch = globalThis.fetch;

  beforeAll(async () => {
    pool = await LocalUserPool.create(POOL);
    globalThis.fetch = async () => Response.json(pool.jwks);
    const { options } = await tcp.start();
    service = await startService(options, { imports: [OrderMessagesModule] });
    client = clientOf(options);
  });

  afterAll(async () => {
    globalThis.fetch = originalFetch;
    await client.close();
    await service.close();
  });

  const find = (accessToken?: string): Promise<unknown> =>
    lastValueFrom(client.send('orders.find', { orderId: '7', accessToken }));

  it('answer clients that may read orders', async () => {
    expect(await find(pool.clientToken({ scope: 'orders/read' }))).toEqual({
      orderId: '7',
      foundFor: POOL.clientId,
    });
  });

  it('refuse others, and say why', async () => {
    await expect(find(pool.clientToken({ scope: 'orders/write' }))).rejects.toMatchObject({
      code: 'ERR_COGNITO_SCOPE_REQUIRED',
    });
    await expect(find()).rejects.toMatchObject({ code: 'ERR_COGNITO_TOKEN_MISSING' });
  });
});
