import { type INestApplication, Logger, Module, UseGuards, Controller, Get } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthGuard,
  type CognitoAuthEvent,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  CurrentUser,
  OptionalAuth,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { FakeClock } from '../../support/fake-clock.js';
import { MeController } from '../../support/me.controller.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

@Controller()
@UseGuards(CognitoAuthGuard)
class OtherController {
  @RequireAnyGroup('admin')
  @Get('admin')
  admin(): string {
    return 'admin';
  }

  @OptionalAuth()
  @Get('optional')
  optional(): string {
    return 'optional';
  }
}

@Controller('passport')
@UseGuards(AuthGuard('cognito'))
class PassportController {
  @UseGuards(AuthGuard('cognito'))
  @Get()
  read(@CurrentUser('sub') sub: string): string {
    return sub;
  }
}

@Module({ controllers: [MeController, OtherController, PassportController] })
class FeatureModule {}

describe('events', () => {
  const events: CognitoAuthEvent[] = [];
  const clock = new FakeClock();
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  beforeEach(() => {
    events.length = 0;
  });

  afterEach(() => app.close());

  const start = async (
    settings: Partial<CognitoAuthModuleOptions> & { globalGuard?: boolean } = {},
  ) => {
    app = await startApp(
      () => new ExpressAdapter(),
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...pool.options,
            onEvent: (event) => events.push(event),
            ...settings,
          }),
          FeatureModule,
        ],
      },
      { prepare: clock.install },
    );
  };

  it('tell of a call that was accepted, once', async () => {
    await start({ globalGuard: true });
    await get(app, '/me', pool.accessToken({ sub: 'a' }));

    const { userPoolId, clientId } = pool;
    expect(events).toEqual([
      { type: 'accepted', sub: 'a', userPoolId, clientId, tokenUse: 'access' },
    ]);
  });

  it('tell of a call that was refused, and whose it was once that is known', async () => {
    await start();
    await get(app, '/me');
    await get(app, '/me', pool.accessToken({ sub: 'a', issuedAt: new Date(0) }));
    await get(app, '/admin', pool.accessToken({ sub: 'a' }));

    expect(events).toEqual([
      { type: 'refused', code: 'ERR_COGNITO_TOKEN_MISSING' },
      { type: 'refused', code: 'ERR_COGNITO_TOKEN_EXPIRED' },
      { type: 'refused', code: 'ERR_COGNITO_GROUP_REQUIRED', sub: 'a' },
    ]);
  });

  it("tell of calls that AuthGuard('cognito') decides about, each once", async () => {
    await start({ mapUser: ({ sub }) => (sub === 'nobody' ? undefined : sub) });
    await get(app, '/passport', pool.accessToken({ sub: 'a' }));
    await get(app, '/passport');
    await get(app, '/passport', pool.accessToken({ sub: 'nobody' }));

    const { userPoolId, clientId } = pool;
    expect(events).toEqual([
      { type: 'accepted', sub: 'a', userPoolId, clientId, tokenUse: 'access' },
      { type: 'refused', code: 'ERR_COGNITO_TOKEN_MISSING' },
      { type: 'refused', code: 'ERR_COGNITO_USER_REFUSED', sub: 'nobody' },
    ]);
  });

  it('tell nothing of a call that needs nobody', async () => {
    await start();
    await get(app, '/optional');

    expect(events).toEqual([]);
  });

  it('tell when fetching keys begins to fail and when it works again, each once', async () => {
    await pool.listen();
    pool.keyEndpoint.become('failing');
    await start({ signingKeys: { prefetch: false } });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await get(app, '/me', pool.accessToken());
      clock.advanceSeconds(10);
    }
    pool.keyEndpoint.become('up');
    await get(app, '/me', pool.accessToken());
    await pool.close();

    const source = { userPoolId: pool.userPoolId, issuers: [pool.issuer] };
    expect(events.filter(({ type }) => type.startsWith('keys'))).toEqual([
      {
        type: 'keys-failed',
        ...source,
        error: expect.objectContaining({ message: 'the answer was HTTP 503' }),
      },
      { type: 'keys-recovered', ...source },
    ]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('metrics are down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('metrics are down'))],
  ])('change nothing when their listener %s, which is logged once', async (_case, onEvent) => {
    await start({ onEvent });
    const logged: unknown[] = [];
    Logger.overrideLogger({
      log() {},
      warn() {},
      error: (...line: unknown[]) => logged.push(line[0]),
    });
    try {
      expect((await get(app, '/me', pool.accessToken())).status).toBe(200);
      expect((await get(app, '/me')).status).toBe(401);
    } finally {
      Logger.overrideLogger(false);
    }

    expect(logged).toEqual(['onEvent failed']);
  });
});
