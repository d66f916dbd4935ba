import type { INestApplication } from '@nestjs/common';
import {
  CognitoAuthModule,
  type CognitoAuthSettings,
  type UserPoolOptions,
} from 'nestjs-cognito-auth';
import { type LocalKeyEndpointState, LocalUserPool } from 'nestjs-cognito-auth/testing';
import { FakeClock } from '../../support/fake-clock.js';
import { inspect } from '../../support/forge.js';
import { MeController } from '../../support/me.controller.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

const [[, createAdapter]] = platforms as [(typeof platforms)[number]];

describe('LocalUserPool', () => {
  let app: INestApplication | undefined;
  let pool: LocalUserPool;
  const clock = new FakeClock();

  beforeEach(async () => {
    pool = await LocalUserPool.create();
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await pool.close();
  });

  const start = async (
    options: Partial<UserPoolOptions & CognitoAuthSettings> = {},
  ): Promise<void> => {
    app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, ...options })],
        controllers: [MeController],
      },
      { prepare: clock.install },
    );
  };
  const ask = async (token: string): Promise<unknown> => {
    const { status, body } = await get(app as INestApplication, '/me', token);
    return body.code ?? status;
  };

  describe('makes a token for every way to be refused', () => {
    it.each(['access', 'id'] as const)('as an %s token', async (tokenUse) => {
      await start({ tokenUse });
      const refused = pool.refusedTokens({ tokenUse, groups: ['admin'] }).all();
      const codes = await Promise.all(refused.map(({ token }) => ask(token)));

      expect(refused.length).toBeGreaterThan(9);
      expect(refused.map(({ name }, index) => [name, codes[index]])).toEqual(
        refused.map(({ name, code }) => [name, code]),
      );
      expect(await ask(tokenUse === 'access' ? pool.accessToken() : pool.idToken())).toBe(200);
    });

    it('with what they are told, but for what is wrong', () => {
      const refused = pool.refusedTokens({
        sub: 'sub-1',
        groups: ['admin'],
        claims: { tenant: 'acme' },
      });

      for (const token of [
        refused.expired(),
        refused.notYetValid(),
        refused.ofOtherPool(),
        refused.ofOtherClient(),
        refused.withUnknownKey(),
        refused.without('exp'),
      ]) {
        expect(inspect(token).payload).toMatchObject({
          sub: 'sub-1',
          'cognito:groups': ['admin'],
          tenant: 'acme',
        });
      }
      expect(inspect(refused.ofOtherUse()).payload).toMatchObject({
        token_use: 'id',
        sub: 'sub-1',
      });
    });
  });

  it('makes tokens of users who signed in elsewhere', () => {
    const federatedFrom = { provider: 'Google', userId: '1234' };
    const access = inspect(pool.accessToken({ federatedFrom, groups: ['admin'] })).payload;
    const id = inspect(pool.idToken({ federatedFrom })).payload;

    expect(access).toMatchObject({
      username: 'Google_1234',
      'cognito:groups': ['admin', `${pool.userPoolId}_Google`],
    });
    expect(access).not.toHaveProperty('identities');
    expect(id).toMatchObject({
      'cognito:username': 'Google_1234',
      identities: [
        { userId: '1234', providerName: 'Google', providerType: 'Google', primary: 'true' },
      ],
    });
    const saml = { provider: 'Okta', type: 'SAML', userId: 'a@example.com' };
    expect(inspect(pool.idToken({ federatedFrom: saml })).payload['identities']).toMatchObject([
      { providerName: 'Okta', providerType: 'SAML' },
    ]);
  });

  it('has the updated form of issuer too, which applications take by default', async () => {
    const updated = await LocalUserPool.create({
      issuerType: 'UPDATED',
      userPoolId: pool.userPoolId,
    });
    expect(updated.issuer).toBe(
      `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${pool.userPoolId}`,
    );

    const { issuer: _issuer, ...options } = updated.options;
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(options)],
      controllers: [MeController],
    });
    expect(await ask(updated.accessToken())).toBe(200);
  });

  it.each([
    ['cn-north-1', 'https://cognito-idp.cn-north-1.amazonaws.com.cn/'],
    ['eusc-de-east-1', 'https://cognito-idp.eusc-de-east-1.amazonaws.eu/'],
  ])('has the issuer of its partition: %s', async (region, prefix) => {
    const elsewhere = await LocalUserPool.create({ region });
    const { issuer: _issuer, ...options } = elsewhere.options;
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(options)],
      controllers: [MeController],
    });

    expect(elsewhere.issuer).toBe(prefix + elsewhere.userPoolId);
    expect(await ask(elsewhere.accessToken())).toBe(200);
  });

  it('rotates its keys, and drops those from before', async () => {
    await pool.listen();
    await start();
    const before = pool.accessToken();
    const { access: oldKey } = pool.signingKeyIds;
    expect(await ask(before)).toBe(200);

    await pool.rotateKeys();
    clock.advanceSeconds(11);
    expect(pool.signingKeyIds.access).not.toBe(oldKey);
    expect(pool.jwks.keys).toHaveLength(4);
    expect(await ask(pool.accessToken())).toBe(200);
    expect(await ask(before)).toBe(200);

    pool.dropKey();
    expect(pool.jwks.keys).toHaveLength(2);
    expect(pool.jwks.keys.map(({ kid }) => kid)).not.toContain(oldKey);
    expect(() => pool.dropKey(oldKey)).toThrow(RangeError);
    // The application finds out with its next refresh.
    await ask(pool.refusedTokens().withUnknownKey());
    clock.advanceSeconds(11);
    await ask(pool.refusedTokens().withUnknownKey());
    expect(await ask(before)).toBe('ERR_COGNITO_SIGNING_KEY_UNKNOWN');
  });

  it('drops a key that still signs, as a pool does whose key has leaked', async () => {
    await pool.listen();
    pool.dropKey(pool.signingKeyIds.access);
    await start({ tokenUse: ['access', 'id'] });

    expect(await ask(pool.accessToken())).toBe('ERR_COGNITO_SIGNING_KEY_UNKNOWN');
    expect(await ask(pool.idToken())).toBe(200);
  });

  it.each<LocalKeyEndpointState>(['down', 'failing', 'slow'])(
    'has an endpoint that can be %s, and recovers',
    async (state) => {
      await pool.listen();
      pool.keyEndpoint.become(state);
      await start({ signingKeys: { requestTimeoutMs: 1000 } });

      expect(await ask(pool.accessToken())).toBe('ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE');
      expect(pool.keyEndpoint.requestCount).toBeGreaterThan(0);
      pool.keyEndpoint.become('up');
      clock.advanceSeconds(11);
      expect(await ask(pool.accessToken())).toBe(200);
    },
  );

  it('has an endpoint that is slow for as long as it is told', async () => {
    await pool.listen();
    pool.keyEndpoint.become('slow', 20);
    await start();

    expect(await ask(pool.accessToken())).toBe(200);
  });
});
