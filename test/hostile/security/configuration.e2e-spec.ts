import {
  type DynamicModule,
  type INestApplication,
  Injectable,
  Module,
  Scope,
} from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { CognitoAuthModule, type CognitoAuthModuleOptions } from 'nestjs-cognito-auth';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { MeController } from '../../support/me.controller.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, refusalOf } from './support/refusal-of.js';

const pool = RawUserPool.create();
const log = new CapturedLog();

const boot = (...imports: DynamicModule[]): Promise<INestApplication> =>
  startApp(() => new ExpressAdapter(), { imports, controllers: [MeController] });

/** What an application warns of when it boots. */
async function warningsOf(options: CognitoAuthModuleOptions): Promise<readonly string[]> {
  const firstLine = log.lines.length;
  const app = await GuardedApp.start(() => new ExpressAdapter(), options, log);
  await app.close();
  const warnings = log.lines.slice(firstLine).filter(({ level }) => level === 'warn');
  return warnings.map(({ text }) => text);
}

/** What JavaScript can pass, whatever the types say. */
const untyped = (options: object): CognitoAuthModuleOptions => options as CognitoAuthModuleOptions;

describe('the boot stops', () => {
  /** The whole list of mistakes, so that a good option beside the bad one is not complained of. */
  const expectMistake = async (options: object, mistake: string) => {
    const jwks = 'jwksUri' in options || 'issuer' in options ? {} : { jwks: pool.jwks };
    await expect(
      boot(CognitoAuthModule.forRoot(untyped({ ...pool.rules, ...jwks, ...options }))),
    ).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      mistakes: [expect.stringContaining(mistake)],
    });
  };

  it.each([
    undefined,
    null,
    '',
    'eu-west-1',
    'eu-west-1_',
    '_AbCdEf123',
    'eu-west-1_AbC-Ef123',
    'eu-west-1_AbCdEf123 ',
    ' eu-west-1_AbCdEf123',
    'eu-west-1_AbCdEf123\n',
    'eu-west-1/../x_AbCdEf123',
    'eu-west-1.evil.com/_AbCdEf123',
    'evil.com#_AbCdEf123',
    `eu-west-1_${'a'.repeat(46)}`,
    ['eu-west-1_AbCdEf123'],
    1,
  ])('for the pool id %j', (userPoolId) =>
    expectMistake({ userPoolId }, 'userPoolId: must be the id of a user pool'),
  );

  it.each([undefined, '', ' ', [], [''], ['client', undefined], [null], 1, true, {}, /client/])(
    'for the client %p',
    (clientId) => expectMistake({ clientId }, 'clientId: '),
  );

  it.each([undefined, null, '', 'Access', 'refresh', [], ['access', 'refresh'], true, [undefined]])(
    'for the token use %j',
    (tokenUse) => expectMistake({ tokenUse }, "tokenUse: must be 'access'"),
  );

  it.each([
    'http://keys.example/jwks.json',
    'http://10.0.0.1/jwks.json',
    'http://169.254.169.254/jwks.json',
    'http://127.evil.com/jwks.json',
    'http://localhost.evil.com/jwks.json',
    'http://127.0.0.1.evil.com/jwks.json',
    'http://0.0.0.0/jwks.json',
    'http://[::]/jwks.json',
    'ftp://keys.example/jwks.json',
    'file:///etc/passwd',
    'data:application/json,{"keys":[]}',
    'javascript:alert(1)',
    '//keys.example/jwks.json',
    '/jwks.json',
    'keys.example',
  ])('for keys from %s', (jwksUri) => expectMistake({ jwksUri }, 'jwksUri: must be an https: URL'));

  it('for an issuer over http, and lets that be allowed for an emulator', async () => {
    const issuer = 'http://cognito:9229/local_AbCdEf123';
    await expectMistake({ issuer }, 'issuer: must be an https: URL');

    expect(
      await warningsOf({
        ...pool.rules,
        issuer,
        signingKeys: { allowInsecureHttp: true, prefetch: false },
      }),
    ).toEqual([expect.stringContaining('without encryption')]);
  });

  it.each(['http://127.0.0.1:1', 'http://127.8.9.1:1', 'http://localhost:1', 'http://[::1]:1'])(
    'not for keys from %s, which is this machine',
    async (origin) => {
      const app = await boot(
        CognitoAuthModule.forRoot({
          ...pool.rules,
          jwksUri: `${origin}/jwks.json`,
          signingKeys: { prefetch: false },
        }),
      );
      await app.close();
    },
  );

  const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '60', null];

  it.each(
    ['clockToleranceSeconds', 'maxTokenAgeSeconds', 'maxTokenLength'].flatMap((name) =>
      [...NO_NUMBERS, -1, 1e9].map((value) => [name, value] as const),
    ),
  )('for %s being %p', (name, value) =>
    expectMistake({ [name]: value }, `${name}: must be a whole number`),
  );

  it.each(
    ['requestTimeoutMs', 'maxAgeSeconds', 'staleIfErrorSeconds', 'cooldownSeconds'].flatMap(
      (name) => [...NO_NUMBERS, -1, 0, 1e9].map((value) => [name, value] as const),
    ),
  )('for signingKeys.%s being %p', (name, value) =>
    expectMistake(
      { signingKeys: { [name]: value } },
      `signingKeys.${name}: must be a whole number`,
    ),
  );

  // Each within the range of its option, so that only its fraction is wrong.
  it.each([
    ['clockToleranceSeconds', { clockToleranceSeconds: 1.5 }],
    ['maxTokenAgeSeconds', { maxTokenAgeSeconds: 1.5 }],
    ['maxTokenLength', { maxTokenLength: 600.5 }],
    ['signingKeys.requestTimeoutMs', { signingKeys: { requestTimeoutMs: 100.5 } }],
    ['signingKeys.maxAgeSeconds', { signingKeys: { maxAgeSeconds: 100.5 } }],
    ['signingKeys.staleIfErrorSeconds', { signingKeys: { staleIfErrorSeconds: 3600.5 } }],
    ['signingKeys.cooldownSeconds', { signingKeys: { cooldownSeconds: 1.5 } }],
  ])('for a fraction in %s', (name, options) =>
    expectMistake(options, `${name}: must be a whole number`),
  );

  it.each([
    ['clientID', 'did you mean clientId?'],
    ['clientIds', 'did you mean clientId?'],
    ['tokenuse', 'did you mean tokenUse?'],
    ['audiences', 'did you mean audience?'],
    ['userPool', 'did you mean userPools?'],
    ['jwksUrl', 'did you mean jwksUri?'],
    ['clockTolerance', 'did you mean clockToleranceSeconds?'],
    ['maxTokenAgeSecs', 'did you mean maxTokenAgeSeconds?'],
    ['ignoreExpiration', 'known are tokenSources, '],
    ['secretOrKey', 'known are tokenSources, '],
    ['passReqToCallback', 'known are tokenSources, '],
  ])('for the option %s, which there is not', (name, remedy) =>
    expectMistake({ [name]: true }, `${name}: there is no such option; ${remedy}`),
  );

  it('for an option that came in with a prototype instead of being given', async () => {
    const options = Object.create(pool.options) as object;

    await expect(boot(CognitoAuthModule.forRoot(untyped(options)))).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
    });
  });
});

describe('an absent client', () => {
  const stringWith = (text: string): unknown => expect.stringContaining(text);
  /** The audience keeps tokens of other clients out. */
  const LIMITED = { audience: 'https://api.example.com' };
  const OPENED = stringWith('ProbeController.read');

  it.each([
    ['causes a warning where it is left out', LIMITED, [stringWith('clientId is absent')]],
    ['causes no warning where null says that it is intended', { ...LIMITED, clientId: null }, []],
    ['causes a warning that names the handlers that it opens', {}, [OPENED]],
    ['causes that warning even where null says that it is intended', { clientId: null }, [OPENED]],
  ])('%s', async (_case, client, expected) => {
    const { clientId: _clientId, ...withoutClient } = pool.options;

    expect(await warningsOf({ ...withoutClient, ...client })).toEqual(expected);
  });
});

describe('the algorithm', () => {
  it.each([
    ['algorithms', ['none']],
    ['algorithms', ['RS256']],
    ['algorithm', 'HS256'],
    ['secret', 'secret'],
    ['publicKey', '-----BEGIN PUBLIC KEY-----'],
    ['jsonWebTokenOptions', { algorithms: ['HS256'] }],
    ['verifyOptions', { algorithms: ['none'] }],
  ])('is no option of the module: %s %j', async (name, value) => {
    await expect(
      boot(CognitoAuthModule.forRoot(untyped({ ...pool.options, [name]: value }))),
    ).rejects.toMatchObject({
      mistakes: [expect.stringContaining(`${name}: there is no such option`)],
    });
  });

  it.each(['algorithms', 'alg'])('is no option of a pool or of its keys: %s', async (name) => {
    for (const options of [
      { userPools: [{ ...pool.options, [name]: ['none'] }] },
      { ...pool.options, signingKeys: { [name]: ['none'] } },
    ]) {
      await expect(boot(CognitoAuthModule.forRoot(untyped(options)))).rejects.toMatchObject({
        mistakes: [expect.stringContaining(`${name}: there is no such option`)],
      });
    }
  });

  it('is not taken from a key: one for another algorithm does not count', async () => {
    const jwks = { keys: [pool.jwkWith({ alg: 'HS256' })] };

    await expect(boot(CognitoAuthModule.forRoot({ ...pool.rules, jwks }))).rejects.toMatchObject({
      mistakes: [expect.stringContaining('jwks: holds no key that can verify RS256 signatures')],
    });
  });
});

describe('options that come late', () => {
  it.each<[string, () => CognitoAuthModuleOptions | Promise<CognitoAuthModuleOptions>]>([
    ['a rejection', () => Promise.reject(new Error('the vault is sealed'))],
    [
      'a throw',
      () => {
        throw new Error('the vault is sealed');
      },
    ],
  ])('stop the boot where they end in %s', async (_case, useFactory) => {
    await expect(boot(CognitoAuthModule.forRootAsync({ useFactory }))).rejects.toThrow(
      'the vault is sealed',
    );
  });

  it('stop the boot where they need what is request-scoped, instead of every request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {}
    @Module({ providers: [Tenant], exports: [Tenant] })
    class TenantModule {}
    const registration = CognitoAuthModule.forRootAsync({
      imports: [TenantModule],
      inject: [Tenant],
      useFactory: () => pool.options,
    });

    await expect(boot(registration)).rejects.toMatchObject({
      mistakes: [expect.stringContaining('request-scoped')],
    });
  });

  it.each([undefined, null, {}, { ...pool.rules, clientId: undefined }])(
    'stop the boot where they are %j',
    async (options) => {
      const useFactory = () => Promise.resolve(options as CognitoAuthModuleOptions);

      await expect(boot(CognitoAuthModule.forRootAsync({ useFactory }))).rejects.toMatchObject({
        code: 'ERR_COGNITO_SETUP',
      });
    },
  );
});

const SIGNATURE_INVALID = invalidToken('ERR_COGNITO_SIGNATURE_INVALID');
const ISSUER_UNKNOWN = invalidToken('ERR_COGNITO_ISSUER_UNKNOWN');

describe.each(platforms)('the keys of a module on %s', (_name, createAdapter) => {
  const apps: GuardedApp[] = [];

  const start = async (options: CognitoAuthModuleOptions): Promise<GuardedApp> => {
    const app = await GuardedApp.start(createAdapter, options, log);
    apps.push(app);
    return app;
  };

  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

  it('are not shared with another module by their kid', async () => {
    const pools = [pool, RawUserPool.create({ kid: pool.kid })];

    const started = await Promise.all(pools.map((own) => start(own.options)));

    for (const [index, app] of started.entries()) {
      for (const signer of [...pools, ...pools]) {
        const request = bearer(signer.token());
        if (signer === pools[index]) await acceptanceOf(app, request);
        else expect(await refusalOf(app, request)).toEqual(SIGNATURE_INVALID);
      }
    }
  });

  describe('and their place', () => {
    let endpoint: KeyEndpoint;

    beforeAll(async () => {
      endpoint = await KeyEndpoint.start(json(pool.jwks));
    });

    afterAll(() => endpoint.close());

    const asked: string[] = [];
    const viaEndpoint = (input: string | URL | Request, init?: RequestInit) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return fetch(endpoint.jwksUri, init);
    };

    /** Boots, sends a token of each issuer, the good ones first, and tells where keys were fetched. */
    const askedBy = async (
      options: Partial<CognitoAuthModuleOptions>,
      { good, bad }: { good: readonly string[]; bad: readonly string[] },
    ): Promise<readonly string[]> => {
      asked.length = 0;
      const signingKeys = { fetch: viaEndpoint, prefetch: false };
      const app = await start({ ...pool.rules, ...options, signingKeys });
      const requestOf = (iss: string) => bearer(pool.token({ payload: pool.claims({ iss }) }));
      for (const iss of good) await acceptanceOf(app, requestOf(iss));
      for (const iss of bad) {
        expect([iss, await refusalOf(app, requestOf(iss))]).toEqual([iss, ISSUER_UNKNOWN]);
      }
      return [...asked];
    };

    it.each([
      ['eu-west-1', 'amazonaws.com'],
      ['us-gov-west-1', 'amazonaws.com'],
      ['us-gov-east-1', 'amazonaws.com'],
      ['cn-north-1', 'amazonaws.com.cn'],
      ['cn-northwest-1', 'amazonaws.com.cn'],
      ['eusc-de-east-1', 'amazonaws.eu'],
    ])('are under the domain of the region: %s, %s', async (region, suffix) => {
      const userPoolId = `${region}_AbCdEf123`;
      const issuers = ['cognito-idp', 'issuer-cognito-idp'].map(
        (host) => `https://${host}.${region}.${suffix}/${userPoolId}`,
      );
      const elsewhere = ['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu']
        .filter((other) => other !== suffix)
        .map((other) => `https://cognito-idp.${region}.${other}/${userPoolId}`);

      const result = await askedBy({ userPoolId }, { good: issuers, bad: elsewhere });

      expect(elsewhere).toHaveLength(2);
      expect(result).toEqual(issuers.map((issuer) => `${issuer}/.well-known/jwks.json`));
    });

    it.each([
      ['us-iso-east-1', 'https://cognito-idp.us-iso-east-1.c2s.ic.gov/us-iso-east-1_AbCdEf123'],
      ['eusc-de-east-1', 'https://cognito-idp.eusc-de-east-1.amazonaws.com/eusc-de-east-1_AbC'],
      ['fips', 'https://cognito-idp-fips.us-east-1.amazonaws.com/us-east-1_AbCdEf123'],
    ])('follow an issuer that the options give (%s)', async (_case, issuer) => {
      const userPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
      const region = userPoolId.slice(0, userPoolId.indexOf('_'));
      const derived = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;

      const bad = [`${derived}-`, pool.issuer];

      expect(await askedBy({ userPoolId, issuer }, { good: [issuer], bad })).toEqual([
        `${issuer}/.well-known/jwks.json`,
      ]);
    });

    it('can be given apart from the issuer', async () => {
      const jwksUri = `https://keys.example/${pool.userPoolId}/jwks.json`;
      const issuers = { good: [pool.issuer], bad: ['https://keys.example'] };

      expect(await askedBy({ jwksUri }, issuers)).toEqual([jwksUri]);
    });
  });
});
