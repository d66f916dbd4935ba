import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  type DecidedMessage,
  type KeysMessage,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { FakeClock } from '../../support/fake-clock.js';
import { MeController } from '../../support/me.controller.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

const DECIDED = 'nestjs-cognito-auth:decided';
const KEYS = 'nestjs-cognito-auth:keys';

@Controller('admin')
@UseGuards(CognitoAuthGuard)
class AdminController {
  @RequireAnyGroup('admin')
  @Get()
  admin(): string {
    return 'admin';
  }
}

const durationSeconds = expect.any(Number) as number;

describe.each(platforms)('the diagnostics channels on %s', (_name, createAdapter) => {
  const decided: DecidedMessage[] = [];
  const keys: KeysMessage[] = [];
  const onDecided = (message: unknown): number => decided.push(message as DecidedMessage);
  const onKeys = (message: unknown): number => keys.push(message as KeysMessage);
  const clock = new FakeClock();
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  beforeEach(() => {
    decided.length = 0;
    keys.length = 0;
    subscribe(DECIDED, onDecided);
    subscribe(KEYS, onKeys);
  });

  afterEach(async () => {
    unsubscribe(DECIDED, onDecided);
    unsubscribe(KEYS, onKeys);
    await app.close();
  });

  const start = async (settings: Partial<CognitoAuthModuleOptions> = {}) => {
    app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, ...settings })],
        controllers: [MeController, AdminController],
      },
      { prepare: clock.install },
    );
  };

  it('carry each decision, how long it took, and whether the token was known', async () => {
    await start();
    const token = pool.accessToken({ sub: 'a' });
    const { userPoolId, clientId } = pool;
    for (const path of ['/me', '/me', '/admin']) await get(app, path, token);
    await get(app, '/me');

    const accepted = { type: 'accepted', sub: 'a', userPoolId, clientId, tokenUse: 'access' };
    const frame = { durationSeconds, transport: 'http' };
    expect(decided).toEqual([
      { ...accepted, ...frame, cached: false },
      { ...accepted, ...frame, cached: true },
      { type: 'refused', code: 'ERR_COGNITO_GROUP_REQUIRED', sub: 'a', ...frame, cached: true },
      { type: 'refused', code: 'ERR_COGNITO_TOKEN_MISSING', ...frame, cached: false },
    ]);
    for (const message of decided) {
      expect(Object.isFrozen(message)).toBe(true);
      expect(message.durationSeconds).toBeGreaterThan(0);
      expect(message.durationSeconds).toBeLessThan(10);
    }
  });

  it('count the time of mapUser in', async () => {
    const waitMs = 20;
    await start({ mapUser: () => new Promise((resolve) => setTimeout(() => resolve({}), waitMs)) });
    await get(app, '/me', pool.accessToken());

    expect(decided[0]?.durationSeconds).toBeGreaterThan((waitMs - 1) / 1000);
  });

  it('hear nothing once nobody listens', async () => {
    await start();
    unsubscribe(DECIDED, onDecided);
    await get(app, '/me', pool.accessToken());

    expect(decided).toEqual([]);
  });

  it('carry each fetch of keys, and when fetching begins to fail and works again', async () => {
    await pool.listen();
    pool.keyEndpoint.become('failing');
    await start({ signingKeys: { prefetch: false } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await get(app, '/me', pool.accessToken());
      clock.advanceSeconds(10);
    }
    pool.keyEndpoint.become('up');
    await get(app, '/me', pool.accessToken());
    await pool.close();

    const { userPoolId } = pool;
    const frame = { userPoolId, issuers: keys[0]?.issuers };
    const error = expect.any(Error) as Error;
    expect(keys).toEqual([
      { type: 'keys-fetched', ...frame, durationSeconds, error },
      { type: 'keys-failed', ...frame, error },
      { type: 'keys-fetched', ...frame, durationSeconds, error },
      { type: 'keys-fetched', ...frame, durationSeconds },
      { type: 'keys-recovered', ...frame },
    ]);
    expect(keys.every((message) => Object.isFrozen(message))).toBe(true);
  });

  it('hold no part of a token', async () => {
    await start();
    const token = pool.accessToken({ sub: 'a' });
    await get(app, '/me', token);
    await get(app, '/me', `${token}x`);

    const told = JSON.stringify(decided);
    expect(decided).toHaveLength(2);
    for (const segment of token.split('.')) expect(told).not.toContain(segment);
  });
});
