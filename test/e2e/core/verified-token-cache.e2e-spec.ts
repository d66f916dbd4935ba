import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  CognitoStrategy,
  CognitoTokenVerifier,
  CurrentUser,
  SIGNING_KEYS,
  type SigningKeys,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { FakeClock } from '../../support/fake-clock.js';
import { tamper } from '../../support/forge.js';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { MeController } from '../../support/me.controller.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

@Controller('passport')
@UseGuards(AuthGuard('cognito'))
class PassportController {
  @Get()
  show(@CurrentUser('sub') sub: string): string {
    return sub;
  }
}

describe('the cache of verified tokens', () => {
  let pool: LocalUserPool;
  let endpoint: KeyEndpoint;
  let clock: FakeClock;
  let app: INestApplication;
  let verifications: number;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  beforeEach(async () => {
    endpoint = await KeyEndpoint.start(json(pool.jwks));
    clock = new FakeClock();
  });

  afterEach(async () => {
    await app.close();
    await endpoint.close();
  });

  const start = async (settings: Partial<CognitoAuthModuleOptions> = {}) => {
    const { jwks: _jwks, ...options } = pool.options;
    app = await startApp(
      () => new ExpressAdapter(),
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...options,
            jwksUri: endpoint.jwksUri,
            signingKeys: { prefetch: false },
            ...settings,
          }),
        ],
        controllers: [MeController, PassportController],
      },
      { prepare: clock.install },
    );
    verifications = 0;
    const strategy = app.get(CognitoStrategy);
    const validate = strategy.validate.bind(strategy);
    strategy.validate = (...parameters) => {
      verifications += 1;
      return validate(...parameters);
    };
  };

  const send = async (token: string, path = '/me'): Promise<unknown> => {
    const { status, text, body } = await get(app, path, token);
    return status === 200 ? text : body.code;
  };

  it('verifies a token once', async () => {
    await start();
    const token = pool.accessToken({ sub: 'a' });

    expect([await send(token), await send(token), await send(token)]).toEqual(['a', 'a', 'a']);
    expect(verifications).toBe(1);
  });

  it.each([['/passport'], ['/me']])(
    'serves both guards, whichever was asked first: %s',
    async (first) => {
      await start();
      const token = pool.accessToken({ sub: 'a' });

      expect(await send(token, first)).toBe('a');
      expect([await send(token, '/passport'), await send(token, '/me')]).toEqual(['a', 'a']);
      expect(verifications).toBe(1);
    },
  );

  it('can be switched off', async () => {
    await start({ verifiedTokenCache: false });
    const token = pool.accessToken({ sub: 'a' });

    expect([await send(token), await send(token)]).toEqual(['a', 'a']);
    expect(verifications).toBe(2);
  });

  it('gives a user of its own to each request, and the same frozen claims', async () => {
    await start();
    const verifier = app.get(CognitoTokenVerifier);
    const token = pool.accessToken({ groups: ['a'], scope: 'x y' });

    const first = await verifier.verify(token);
    const second = await verifier.verify(token);

    expect(second).toEqual(first);
    expect(second).not.toBe(first);
    expect(second.expiresAt).not.toBe(first.expiresAt);
    expect(second.claims).toBe(first.claims);
    expect(Object.isFrozen(second.claims)).toBe(true);
  });

  it('lets no token in after its time', async () => {
    await start({ maxTokenAgeSeconds: 600 });
    const token = pool.accessToken({ sub: 'a' });
    const brief = pool.accessToken({ sub: 'b', expiresInSeconds: 300 });
    expect([await send(token), await send(brief)]).toEqual(['a', 'b']);

    clock.advanceSeconds(301);
    expect([await send(token), await send(brief)]).toEqual(['a', 'ERR_COGNITO_TOKEN_EXPIRED']);
    clock.advanceSeconds(300);
    expect(await send(token)).toBe('ERR_COGNITO_TOKEN_TOO_OLD');
  });

  it('takes no token for another', async () => {
    await start();
    const token = pool.accessToken({ sub: 'a' });
    expect(await send(token)).toBe('a');

    expect(await send(tamper(token, { payload: { sub: 'b' } }))).toBe(
      'ERR_COGNITO_SIGNATURE_INVALID',
    );
    expect(await send(`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`)).not.toBe('a');
    expect(await send(token)).toBe('a');
  });

  it('remembers no token that was refused', async () => {
    await start();
    const refused = pool.accessToken({ clientId: 'other' });

    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await send(refused)).toBe('ERR_COGNITO_CLIENT_REFUSED');
    }
    expect(verifications).toBe(2);
  });

  it('outlives a refresh that brings the same keys', async () => {
    await start();
    const token = pool.accessToken({ sub: 'a', expiresInSeconds: 86_400 });
    expect(await send(token)).toBe('a');

    clock.advanceSeconds(3601);
    const signingKeys = app.get<SigningKeys>(SIGNING_KEYS);
    for (let probes = 0; probes < 100 && signingKeys.states()[0]?.status !== 'fresh'; probes += 1) {
      expect(await send(token)).toBe('a');
    }
    expect(signingKeys.states()).toMatchObject([{ status: 'fresh' }]);
    expect(await send(token)).toBe('a');

    expect([endpoint.hits, verifications]).toEqual([2, 1]);
  });

  it('forgets the tokens of a key that is no longer published', async () => {
    const rotated = await LocalUserPool.create(pool);
    await start();
    const token = pool.accessToken({ sub: 'a' });
    expect([await send(token), await send(token)]).toEqual(['a', 'a']);

    endpoint.answer = json(rotated.jwks);
    clock.advanceSeconds(10);
    expect(await send(rotated.accessToken({ sub: 'b' }))).toBe('b');

    expect(await send(token)).toBe('ERR_COGNITO_SIGNING_KEY_UNKNOWN');
  });

  it('lets its hits start the refresh that is due, and dies with keys that are too old', async () => {
    await start();
    const token = pool.accessToken({ sub: 'a', expiresInSeconds: 200_000 });
    expect(await send(token)).toBe('a');

    const refreshed = new Promise<void>((resolve) => {
      endpoint.answer = (request, response) => {
        json({}, 500)(request, response);
        resolve();
      };
    });
    clock.advanceSeconds(3601);
    expect(await send(token)).toBe('a');
    await refreshed;

    clock.advanceSeconds(82_000);
    expect(await send(token)).toBe('a');
    clock.advanceSeconds(798);
    expect(await send(token)).toBe('a');
    clock.advanceSeconds(2);
    expect(await send(token)).toBe('ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE');
  });

  it('keeps no more than its limits', async () => {
    await start({ verifiedTokenCache: { maxTokens: 2 } });
    const [a, b, c] = ['a', 'b', 'c'].map((sub) => pool.accessToken({ sub })) as [
      string,
      string,
      string,
    ];

    for (const token of [a, b, c, c, b, a]) await send(token);

    expect(verifications).toBe(4);
  });
});
