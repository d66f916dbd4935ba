import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CognitoAuthModule, SIGNING_KEYS, type SigningKeys } from 'nestjs-cognito-auth';
import { LocalUserPool, overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import { MeController } from '../../support/me.controller.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

/** What an application runs on in production. */
const PRODUCTION = {
  userPoolId: 'eu-west-1_AbCdEf123',
  tokenUse: 'access',
  clientId: '55plsi2cl0o267lfusmgaf67pf',
} as const;

const registrations = [
  ['forRoot()', (extras: object) => CognitoAuthModule.forRoot({ ...PRODUCTION, ...extras })],
  [
    'forRootAsync()',
    (extras: object) => CognitoAuthModule.forRootAsync({ useFactory: () => PRODUCTION, ...extras }),
  ],
] as const;

describe.each(platforms)('overrideSigningKeys() on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;
  const originalFetch = globalThis.fetch;
  const fetched: unknown[] = [];

  beforeAll(async () => {
    pool = await LocalUserPool.create(PRODUCTION);
    globalThis.fetch = async (input) => {
      fetched.push(input);
      throw new Error('no network');
    };
  });

  afterEach(() => app.close());
  afterAll(() => {
    globalThis.fetch = originalFetch;
  });

  const ask = async (token?: string): Promise<unknown> => {
    const { status, body } = await get(app, '/me', token);
    return body.code ?? status;
  };

  it.each(
    registrations.flatMap(([name, register]) =>
      [false, true].map((globalGuard) => [name, globalGuard, register] as const),
    ),
  )(
    'keeps the options of %s, with globalGuard: %s',
    async (_registration, globalGuard, register) => {
      app = await startApp(
        createAdapter,
        { imports: [register({ globalGuard })], controllers: [MeController] },
        { prepare: (builder) => overrideSigningKeys(builder, pool) },
      );

      expect(await ask(pool.accessToken())).toBe(200);
      expect(await ask()).toBe('ERR_COGNITO_TOKEN_MISSING');
      const refused = pool.refusedTokens().all();
      expect(await Promise.all(refused.map(({ token }) => ask(token)))).toEqual(
        refused.map(({ code }) => code),
      );
      expect(fetched).toEqual([]);
    },
  );

  it('shows at once what becomes of the keys', async () => {
    const rotating = await LocalUserPool.create(PRODUCTION);
    app = await startApp(
      createAdapter,
      { imports: [CognitoAuthModule.forRoot(PRODUCTION)], controllers: [MeController] },
      { prepare: (builder) => overrideSigningKeys(builder, rotating) },
    );
    const before = rotating.accessToken();
    expect(await ask(before)).toBe(200);

    await rotating.rotateKeys();
    expect([await ask(before), await ask(rotating.accessToken())]).toEqual([200, 200]);
    rotating.dropKey();
    expect([await ask(before), await ask(rotating.accessToken())]).toEqual([
      'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
      200,
    ]);
  });

  it('serves several pools, and both forms of issuer', async () => {
    const other = await LocalUserPool.create({
      userPoolId: 'eu-west-1_Customers',
      issuerType: 'UPDATED',
    });
    app = await startApp(
      createAdapter,
      {
        imports: [
          CognitoAuthModule.forRoot({
            userPools: [
              PRODUCTION,
              { userPoolId: other.userPoolId, tokenUse: 'id', clientId: other.clientId },
            ],
          }),
        ],
        controllers: [MeController],
      },
      { prepare: (builder) => overrideSigningKeys(builder, pool, other) },
    );

    expect([await ask(pool.accessToken()), await ask(other.idToken())]).toEqual([200, 200]);
    expect(app.get<SigningKeys>(SIGNING_KEYS).states()).toMatchObject([
      { userPoolId: pool.userPoolId, status: 'fresh' },
      { userPoolId: other.userPoolId, status: 'fresh', issuers: [other.issuer] },
    ]);
  });

  it.each<[string, (given: LocalUserPool) => readonly unknown[]]>([
    ['no builder', (given) => [undefined, given]],
    ['a module in place of a builder', (given) => [CognitoAuthModule, given]],
    ['no pool', () => [Test.createTestingModule({})]],
    ['a list of pools', (given) => [Test.createTestingModule({}), [given]]],
    ['options of a pool', () => [Test.createTestingModule({}), PRODUCTION]],
    ['nothing for a pool', () => [Test.createTestingModule({}), undefined]],
  ])('refuses %s', (_case, givenWith) => {
    const override = overrideSigningKeys as (...given: readonly unknown[]) => unknown;

    expect(() => override(...givenWith(pool))).toThrow(TypeError);
    expect(() => override(...givenWith(pool))).toThrow(/^overrideSigningKeys: /);
  });

  it('says at boot which pool is none of the application', async () => {
    const stranger = await LocalUserPool.create({ userPoolId: 'eu-west-1_Stranger' });
    const builder = overrideSigningKeys(
      Test.createTestingModule({ imports: [CognitoAuthModule.forRoot(PRODUCTION)] }),
      stranger,
    );

    await expect(builder.compile()).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      mistakes: [
        expect.stringMatching(/eu-west-1_Stranger.*accepts tokens of .*eu-west-1_AbCdEf123/),
      ],
    });
  });
});
