import { generateKeyPairSync } from 'node:crypto';
import { Injectable, Module, Scope } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  type CognitoAuthOptionsFactory,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { MeController } from '../support/me.controller.js';
import { startApp } from '../support/platforms.js';
import { get } from '../support/send.js';

const GOOD = { userPoolId: 'eu-west-1_AbCdEf123', tokenUse: 'access', clientId: 'client' } as const;
const PRIVATE_JWK = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  format: 'jwk',
});

const boot = (...imports: NonNullable<Parameters<typeof Module>[0]['imports']>) =>
  startApp(() => new ExpressAdapter(), { imports, controllers: [MeController] });

/** What JavaScript can pass, whatever the types say. */
const bootWith = (options: unknown) =>
  boot(CognitoAuthModule.forRoot(options as CognitoAuthModuleOptions));

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
      code: 'ERR_COGNITO_OPTIONS',
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
      'userPoolId: there is no such option',
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
  ])('that are %s stop the boot', async (_case, options) => {
    await expect((async () => bootWith(options))()).rejects.toMatchObject({
      code: 'ERR_COGNITO_OPTIONS',
    });
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

  it.each([
    ['nothing', {}],
    ['two factories', { useFactory: () => GOOD, useClass: class {} }],
    ['an unknown option', { useFactory: () => GOOD, globalguard: true }],
  ])('refuses a factory that is %s', (_case, options) => {
    expect(() => CognitoAuthModule.forRootAsync(options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_OPTIONS' }),
    );
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
