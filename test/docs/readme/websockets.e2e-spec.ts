import type { INestApplication, Type } from '@nestjs/common';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import {
  bearer,
  type SocketClient,
  socketPlatforms,
  startSocketApp,
} from '../../support/sockets.js';
import { blocksOf, readReadme, ReadmeProject } from './readme-blocks.js';

const readme = await ReadmeProject.create(
  blocksOf(await readReadme()).filter(({ language }) => language === 'ts'),
);
const { ChatModule } = await readme.load<{ ChatModule: Type }>('chat.gateway.ts');

/** The ids that the README uses. */
const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

afterAll(() => readme.remove());

describe.each(socketPlatforms)('the gateway of the README on $name', (platform) => {
  let pool: LocalUserPool;
  let app: INestApplication;
  let client: SocketClient;
  const originalFetch = globalThis.fetch;

  beforeAll(async () => {
    pool = await LocalUserPool.create(POOL);
    globalThis.fetch = async () => Response.json(pool.jwks);
    app = await startSocketApp(platform, { imports: [ChatModule] });
  });

  afterEach(() => client.close());

  afterAll(async () => {
    globalThis.fetch = originalFetch;
    await app.close();
  });

  it('tells who said something', async () => {
    client = platform.connect(app, bearer(pool.accessToken({ sub: 'alice' })));

    expect(await client.ask('say', { text: 'hello' })).toEqual({
      event: 'said',
      data: { from: 'alice', text: 'hello' },
    });
  });

  it('lets moderators mute, and nobody else', async () => {
    client = platform.connect(app, bearer(pool.accessToken()));

    expect(await client.ask('mute')).toMatchObject({
      data: { code: 'ERR_COGNITO_GROUP_REQUIRED' },
    });
  });

  it('disconnects a client without a token', async () => {
    client = platform.connect(app);

    expect(await client.next()).toMatchObject({ data: { code: 'ERR_COGNITO_TOKEN_MISSING' } });
    await client.ended;
  });
});
