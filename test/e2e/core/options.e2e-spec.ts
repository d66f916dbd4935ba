import { generateKeyPairSync } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { Injectable, Module, Scope } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  type AuthTransport,
  bearerToken,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  type CognitoAuthOptionsFactory,
  cookieToken,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { MeController } from '../../support/me.controller.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

const GOOD = { userPoolId: 'eu-west-1_AbCdEf123', tokenUse: 'access', clientId: 'client' } as const;
const PRIVATE_JWK = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  format: 'jwk',
});

const boot = (...imports: NonNullable<Parameters<typeof Module>[0]['imports']>) =>
  startApp(() => new ExpressAdapter(), { imports, controllers: [MeController] });

/** What the boot is stopped by: all mistakes, or nothing. */
const mistakesOf = async (start: () => unknown): Promise<readonly string[] | undefined> => {
  try {
    const app = (await start()) as { close(): Promise<void> };
    await app.close();
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_COGNITO_SETUP' });
    return (error as { mistakes: readonly string[] }).mistakes;
  }
};

/** What JavaScript can pass, whatever the types say. */
const bootWith = (options: unknown) =>
  boot(CognitoAuthModule.forRoot(options as CognitoAuthModuleOptions));

const bootWithFactory = async (options: object) => boot(CognitoAuthModule.forRootAsync(options));

class ConfigWithMethods {
  readonly userPoolId = GOOD.userPoolId;
  readonly tokenUse = GOOD.tokenUse;
  readonly clientId = GOOD.clientId;

  validateClaims(): boolean {
    return false;
  }

  mapUser(): null {
    return null;
  }
}

class ConfigWithGetters {
  readonly userPoolId = GOOD.userPoolId;
  readonly tokenUse = GOOD.tokenUse;

  get clientId(): string {
    return GOOD.clientId;
  }

  get maxTokenAgeSeconds(): number {
    return 60;
  }
}

class ConfigWithFields {
  readonly userPoolId = GOOD.userPoolId;
  readonly tokenUse = GOOD.tokenUse;
  readonly clientId = GOOD.clientId;
}

const METHODS = { tokenOf: () => 'token', carrierOf: () => ({}) };

class OwnTransport implements AuthTransport {
  readonly contextType: string = 'own';

  tokenOf(): string {
    return 'token';
  }

  carrierOf(): object {
    return this;
  }

  refuse(): never {
    throw new Error('refused');
  }
}

const ASYNC_FUNCTIONS = {
  validateClaims: async () => true,
  mapUser: async () => 'user',
  onEvent: async () => undefined,
};

describe('options', () => {
  it.each<[string, object, string]>([
    ['no pool id', { userPoolId: undefined }, 'userPoolId: must be the id'],
    ['an empty pool id', { userPoolId: '' }, 'userPoolId: must be the id'],
    ['a pool id without a region', { userPoolId: 'local_abc' }, 'issuer: is needed'],
    ['another region', { region: 'us-east-1' }, 'region: must be "eu-west-1"'],
    ['no token use', { tokenUse: undefined }, "tokenUse: must be 'access'"],
    ['an unknown token use', { tokenUse: 'refresh' }, "tokenUse: must be 'access'"],
    ['no token uses', { tokenUse: [] }, "tokenUse: must be 'access'"],
    ['an unset client', { clientId: undefined }, 'clientId: is present but has no value'],
    ['an empty client', { clientId: '' }, 'clientId: must be a string'],
    ['no clients', { clientId: [] }, 'clientId: must be a string'],
    ['clients in one text', { clientId: 'web,cli' }, 'clientId: has a character that no client id'],
    ['a client in quotes', { clientId: '"web"' }, 'clientId: has a character that no client id'],
    ['an unset audience', { audience: undefined }, 'audience: is present but has no value'],
    [
      'an audience of ID tokens',
      { tokenUse: 'id', audience: 'x' },
      'audience: is for access tokens',
    ],
    [
      'a mistyped option',
      { tokenuse: 'access' },
      'tokenuse: there is no such option; did you mean tokenUse?',
    ],
    ['an unknown option', { algorithms: ['none'] }, 'algorithms: there is no such option'],
    ['an issuer that is no URL', { issuer: 'eu-west-1' }, 'issuer: must be the URL'],
    ['an issuer with a slash', { issuer: 'https://a.example/p/' }, 'issuer: must be the URL'],
    ['keys over http', { jwksUri: 'http://keys.example/jwks' }, 'jwksUri: must be an https: URL'],
    ['an issuer over http', { issuer: 'http://cognito:9229/p' }, 'issuer: must be an https: URL'],
    ['keys that are a file', { jwksUri: 'file:///jwks.json' }, 'jwksUri: must be an https: URL'],
    ['credentials', { jwksUri: 'https://a:b@keys.example/' }, 'jwksUri: must not hold credentials'],
    ['no key set', { jwks: [] }, 'jwks: must be a JWK Set'],
    ['an empty key set', { jwks: { keys: [] } }, 'jwks: holds no key'],
    [
      'a private key',
      { jwks: { keys: [{ ...PRIVATE_JWK, kid: 'a' }] } },
      'jwks: holds private keys',
    ],
    [
      'a tolerance of minutes',
      { clockToleranceSeconds: 301 },
      'clockToleranceSeconds: must be a whole number from 0 to 300',
    ],
    [
      'a tolerance that is no number',
      { clockToleranceSeconds: Number.NaN },
      'clockToleranceSeconds: must be',
    ],
    ['an age that is a text', { maxTokenAgeSeconds: '60' }, 'maxTokenAgeSeconds: must be'],
    ['a short token', { maxTokenLength: 100 }, 'maxTokenLength: must be'],
    ['a realm with quotes', { realm: 'a"b' }, 'realm: must be printable ASCII'],
    ['no name', { strategyName: '' }, 'strategyName: must be'],
    ['no token sources', { tokenSources: [] }, 'tokenSources: must be a list'],
    ['a source that is none', { tokenSources: ['header'] }, 'tokenSources: must be a list'],
    ['key settings that are none', { signingKeys: 10 }, 'signingKeys: must be an object'],
    [
      'an unknown key setting',
      { signingKeys: { timeout: 1 } },
      'signingKeys.timeout: there is no such option',
    ],
    [
      'a deadline of nothing',
      { signingKeys: { requestTimeoutMs: 0 } },
      'signingKeys.requestTimeoutMs: must be',
    ],
    [
      'no cooldown',
      { signingKeys: { cooldownSeconds: 0 } },
      'signingKeys.cooldownSeconds: must be',
    ],
    [
      'keys older than stale',
      { signingKeys: { staleIfErrorSeconds: 60 } },
      'signingKeys.staleIfErrorSeconds: must be a whole number from 3600',
    ],
    [
      'a fetch that is none',
      { signingKeys: { fetch: 'https' } },
      'signingKeys.fetch: must be a function',
    ],
  ])('stop the boot for %s', async (_case, wrong, mistake) => {
    await expect(bootWith({ ...GOOD, ...wrong })).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      mistakes: [expect.stringContaining(mistake)],
    });
  });

  it('stop the boot with all mistakes in one message', async () => {
    const booting = bootWith({
      tokenUse: 'acess',
      clientID: 'x',
      realm: '',
      signingKeys: { prefech: 1 },
    });

    await expect(booting).rejects.toMatchObject({
      mistakes: [
        expect.stringMatching(/^clientID: .*did you mean clientId\?/),
        expect.stringMatching(/^signingKeys\.prefech: .*did you mean prefetch\?/),
        expect.stringMatching(/^userPoolId: /),
        expect.stringMatching(/^tokenUse: .*\(given: "acess"\)/),
        expect.stringMatching(/^realm: /),
      ],
    });
    await expect(booting).rejects.toThrow(
      /clientID.*\n.*prefech.*\n.*userPoolId.*\n.*tokenUse.*\n.*realm/,
    );
  });

  it.each<[string, object, string]>([
    [
      'one pool beside several',
      { ...GOOD, userPools: [GOOD] },
      'userPoolId, tokenUse, clientId: must move into userPools',
    ],
    ['no pools', { userPools: [] }, 'userPools: must be a list'],
    [
      'an unknown option of a pool',
      { userPools: [{ ...GOOD, clientID: 'x' }] },
      'userPools[0].clientID: there is no such option; did you mean clientId?',
    ],
    [
      'a wrong second pool',
      { userPools: [GOOD, { ...GOOD, userPoolId: 'x' }] },
      'userPools[1].userPoolId: must be the id',
    ],
    ['a pool that is there twice', { userPools: [GOOD, GOOD] }, 'two user pools share the issuer'],
  ])('of several pools stop the boot for %s', async (_case, wrong, mistake) => {
    await expect(bootWith(wrong)).rejects.toMatchObject({
      mistakes: expect.arrayContaining([expect.stringContaining(mistake)]),
    });
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'eu-west-1_AbCdEf123'],
    ['a list', [GOOD]],
    ['a function', () => GOOD],
    ['a promise', Promise.resolve(GOOD)],
    ['a Map', new Map(Object.entries(GOOD))],
    ['inherited', Object.create(GOOD)],
    ['an instance with methods', new ConfigWithMethods()],
    ['an instance with getters', new ConfigWithGetters()],
    ['an instance with fields only', new ConfigWithFields()],
  ])('that are %s stop the boot, from a factory too', async (_case, options) => {
    const said = [expect.stringMatching(/^options: must be (?:an object|a plain object, because)/)];
    // What a factory gives is awaited, so a promise is what it promises.
    const useFactory = (): unknown => (options instanceof Promise ? [options] : options);

    expect(await mistakesOf(() => bootWith(options))).toEqual(said);
    expect(await mistakesOf(() => bootWithFactory({ useFactory }))).toEqual(said);
    expect(
      await mistakesOf(() => bootWithFactory({ useFactory: async () => useFactory() })),
    ).toEqual(said);
  });

  it.each([
    ['userPools[1]', (instance: object) => ({ userPools: [GOOD, instance] })],
    ['signingKeys', (instance: object) => ({ ...GOOD, signingKeys: instance })],
    ['verifiedTokenCache', (instance: object) => ({ ...GOOD, verifiedTokenCache: instance })],
    ['jwks', (instance: object) => ({ ...GOOD, jwks: instance })],
  ])('stop the boot for an instance of a class in %s', async (name, optionsWith) => {
    class Settings {
      get keys(): readonly object[] {
        return [];
      }
    }

    for (const instance of [new Settings(), Object.create({}) as object, new Map()]) {
      expect(await mistakesOf(() => bootWith(optionsWith(instance)))).toContainEqual(
        expect.stringContaining(`${name}: must be a`),
      );
    }
  });

  it('stop the boot for null in place of an object of options', async () => {
    const options = { ...GOOD, signingKeys: null, verifiedTokenCache: null, jwks: null };

    expect(await mistakesOf(() => bootWith(options))).toEqual([
      expect.stringMatching(/^signingKeys: .*null/),
      expect.stringMatching(/^jwks: .*null/),
      expect.stringMatching(/^verifiedTokenCache: .*null/),
    ]);
  });

  it('stop the boot for unknown names of every kind', async () => {
    const options = { ...GOOD, [Symbol('mapUser')]: () => null };
    Object.defineProperty(options, 'validateClaim', { value: () => false, enumerable: false });
    const said = [
      expect.stringMatching(/^validateClaim: .*did you mean validateClaims\?/),
      expect.stringMatching(/^Symbol\(mapUser\): there is no such option/),
    ];

    expect(await mistakesOf(() => bootWith(options))).toEqual(said);
    expect(await mistakesOf(() => bootWithFactory({ useFactory: () => options }))).toEqual(said);
  });

  it.each<[string, unknown, string]>([
    ['a maker that was not called', [bearerToken], 'tokenSources[0]: must be what bearerToken(…)'],
    ['another one', [bearerToken(), cookieToken], 'tokenSources[1]: must be what cookieToken(…)'],
    ['a hole', Object.assign([], { length: 1 }), 'tokenSources: must be a list'],
    ['a source alone', bearerToken(), 'tokenSources: must be a list'],
    ['null', null, 'tokenSources: must be a list'],
    [
      'a warning that is no text',
      [Object.assign(() => 'token', { warning: true })],
      'tokenSources[0]: has a warning that is no text',
    ],
    [
      'a forbidsCaching that is a text',
      [Object.assign(() => 'token', { forbidsCaching: 'true' })],
      'tokenSources[0]: has a forbidsCaching',
    ],
  ])('stop the boot for token sources with %s', async (_case, tokenSources, mistake) => {
    expect(await mistakesOf(() => bootWith({ ...GOOD, tokenSources }))).toEqual([
      expect.stringContaining(mistake),
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no list', new OwnTransport(), 'transports: must be a list'],
    ['a maker that was not called', [webSocketTransport], 'transports: must be a list'],
    ['nothing', [undefined], 'transports: must be a list'],
    ['a missing method', [{ ...METHODS, contextType: 'own' }], 'transports[0]: must have refuse'],
    [
      'a method that is none',
      [Object.assign(new OwnTransport(), { aroundDecision: true })],
      'transports[0]: must have aroundDecision as a method',
    ],
    [
      'an empty context type',
      [Object.assign(new OwnTransport(), { contextType: '' })],
      'transports[0]: must have a contextType',
    ],
    [
      'a flag that is a text',
      [Object.assign(new OwnTransport(), { outlivesCall: 'yes' })],
      'transports[0]: must have an outlivesCall',
    ],
    ['two of a kind', [new OwnTransport(), new OwnTransport()], "two transports for 'own'"],
  ])('stop the boot for transports with %s', async (_case, transports, mistake) => {
    expect(await mistakesOf(() => bootWith({ ...GOOD, transports }))).toEqual([
      expect.stringContaining(mistake),
    ]);
  });

  it.each<[string, object]>([
    ['a transport that is an instance of a class', { transports: [new OwnTransport()] }],
    ['an async validateClaims, mapUser and onEvent', ASYNC_FUNCTIONS],
    ['options that are undefined', { realm: undefined, signingKeys: undefined }],
    ['extras that are undefined', { isGlobal: undefined, globalGuard: undefined }],
  ])('take %s', async (_case, options) => {
    const keys = { jwks: (await LocalUserPool.create()).jwks };

    expect(await mistakesOf(() => bootWith({ ...GOOD, ...keys, ...options }))).toBeUndefined();
  });

  it('may be an object of another realm, or one without a prototype', async () => {
    const { jwks } = await LocalUserPool.create();
    const options = { ...GOOD, jwks };
    const elsewhere = runInNewContext('({ ...options })', { options }) as object;
    const bare = Object.assign(Object.create(null) as object, options);

    expect(Object.getPrototypeOf(elsewhere)).not.toBe(Object.prototype);
    for (const given of [elsewhere, bare]) {
      expect(await mistakesOf(() => bootWith(given))).toBeUndefined();
      expect(await mistakesOf(() => bootWithFactory({ useFactory: () => given }))).toBeUndefined();
    }
  });

  it('are read once', async () => {
    const reads: string[] = [];
    const once = (name: string, value: unknown) => ({
      enumerable: true,
      get: () => {
        reads.push(name);
        return value;
      },
    });
    const options = Object.defineProperties(
      { ...GOOD, jwks: (await LocalUserPool.create()).jwks },
      { clientId: once('clientId', 'client'), globalGuard: once('globalGuard', true) },
    );

    expect(await mistakesOf(() => bootWith(options))).toBeUndefined();
    expect(reads.toSorted()).toEqual(['clientId', 'globalGuard']);
  });

  it('never show what may be a secret', async () => {
    const jwks = { keys: [{ ...PRIVATE_JWK, kid: 'a' }] };

    await expect(bootWith({ ...GOOD, jwks })).rejects.not.toThrow(String(PRIVATE_JWK.d));
  });
});

describe('the registration', () => {
  let pool: LocalUserPool;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  const expectToWork = async (
    registration: NonNullable<Parameters<typeof Module>[0]['imports']>[number],
  ) => {
    const app = await boot(registration);
    try {
      const { status, text } = await get(app, '/me', pool.accessToken({ sub: 'sub-1' }));
      expect([status, text]).toEqual([200, 'sub-1']);
    } finally {
      await app.close();
    }
  };

  it('works with a factory and what is injected into it', async () => {
    @Injectable()
    class Settings {
      readonly options = pool.options;
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}

    await expectToWork(
      CognitoAuthModule.forRootAsync({
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: (settings: Settings) => settings.options,
      }),
    );
  });

  it('works with a class', async () => {
    @Injectable()
    class Factory implements CognitoAuthOptionsFactory {
      createCognitoAuthOptions(): CognitoAuthModuleOptions {
        return pool.options;
      }
    }

    await expectToWork(CognitoAuthModule.forRootAsync({ useClass: Factory }));
  });

  it('works with a provider that exists', async () => {
    @Injectable()
    class Factory implements CognitoAuthOptionsFactory {
      async createCognitoAuthOptions(): Promise<CognitoAuthModuleOptions> {
        return pool.options;
      }
    }
    @Module({ providers: [Factory], exports: [Factory] })
    class FactoryModule {}

    await expectToWork(
      CognitoAuthModule.forRootAsync({ imports: [FactoryModule], useExisting: Factory }),
    );
  });

  it.each<[string, unknown, string]>([
    ['nothing', {}, 'forRootAsync.useFactory: give exactly one'],
    ['undefined', undefined, 'forRootAsync: must be an object'],
    ['null', null, 'forRootAsync: must be an object'],
    ['the factory itself', () => GOOD, 'forRootAsync: must be an object'],
    ['a list', [], 'forRootAsync: must be an object'],
    ['an instance', new (class Async {})(), 'forRootAsync: must be a plain object'],
    ['two factories', { useFactory: () => GOOD, useClass: class {} }, 'give exactly one'],
    ['a factory that is none', { useFactory: GOOD }, 'useFactory: must be a function'],
    ['a factory that is null', { useFactory: null }, 'useFactory: must be a function'],
    ['a class that is none', { useClass: GOOD }, 'useClass: must be a class'],
    ['a provider that is none', { useExisting: GOOD }, 'useExisting: must be the class or'],
    ['one thing to inject', { useFactory: () => GOOD, inject: 'A' }, 'inject: must be a list'],
    ['one import', { useFactory: () => GOOD, imports: class {} }, 'imports: must be a list'],
    [
      'an unknown option',
      { useFactory: () => GOOD, globalguard: true },
      'forRootAsync.globalguard: there is no such option; did you mean globalGuard?',
    ],
    [
      'the options themselves',
      { useFactory: () => GOOD, userPoolId: GOOD.userPoolId },
      'forRootAsync.userPoolId: there is no such option',
    ],
  ])('refuses a factory that is %s', (_case, options, mistake) => {
    expect(() => CognitoAuthModule.forRootAsync(options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining(mistake)],
      }),
    );
  });

  it.each(['globalGuard', 'isGlobal'])(
    'refuses a %s that is neither true nor false',
    async (name) => {
      for (const flag of ['true', 'false', 'yes', '', 1, 0, {}, null, [], () => true]) {
        const said = [expect.stringMatching(/: must be true or false/)];

        expect(await mistakesOf(() => bootWith({ ...GOOD, [name]: flag }))).toEqual(said);
        expect(
          await mistakesOf(() => bootWithFactory({ useFactory: () => GOOD, [name]: flag })),
        ).toEqual(said);
      }
    },
  );

  it('tells a wrong flag together with all other mistakes', async () => {
    const options = { ...GOOD, realm: '', globalGuard: 'true', globalguard: true };

    expect(await mistakesOf(() => bootWith(options))).toEqual([
      expect.stringMatching(/^globalGuard: must be true or false \(given: "true"\)/),
      expect.stringMatching(/^globalguard: .*did you mean globalGuard\?/),
      expect.stringMatching(/^realm: /),
    ]);
  });

  it.each(['globalGuard', 'isGlobal'])('refuses a %s that a factory gives', async (name) => {
    const useFactory = () => ({ ...GOOD, [name]: true });

    expect(await mistakesOf(() => bootWithFactory({ useFactory }))).toEqual([
      expect.stringContaining(`${name}: shapes the module before a factory runs`),
    ]);
  });

  it('stops the boot when the factory fails, with its own error', async () => {
    const registration = CognitoAuthModule.forRootAsync({
      useFactory: () => Promise.reject(new Error('the vault is sealed')),
    });

    await expect(boot(registration)).rejects.toThrow('the vault is sealed');
  });

  it('stops the boot when it is there twice', async () => {
    const other = await LocalUserPool.create();

    await expect(
      boot(CognitoAuthModule.forRoot(pool.options), CognitoAuthModule.forRoot(other.options)),
    ).rejects.toMatchObject({ mistakes: [expect.stringContaining('more than once')] });
  });

  it('stops the boot when it has no options', async () => {
    await expect(boot(CognitoAuthModule)).rejects.toMatchObject({
      mistakes: [expect.stringContaining('without options')],
    });
  });

  it('stops the boot when it is missing and the guard is used', async () => {
    await expect(boot()).rejects.toMatchObject({
      mistakes: [expect.stringContaining('does not import CognitoAuthModule')],
    });
  });

  it('stops the boot when something request-scoped makes the options', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {}
    @Module({ providers: [Tenant], exports: [Tenant] })
    class TenantModule {}

    await expect(
      boot(
        CognitoAuthModule.forRootAsync({
          imports: [TenantModule],
          inject: [Tenant],
          useFactory: () => pool.options,
        }),
      ),
    ).rejects.toMatchObject({ mistakes: [expect.stringContaining('request-scoped')] });
  });
});
