import { Controller, Get } from '@nestjs/common';
import { CurrentUser, OptionalAuth, Public, CognitoAuthModule } from 'nestjs-cognito-auth';
import {
  AwsCredentials,
  type AwsCredentialsProvider,
  CognitoIdentityPoolModule,
} from 'nestjs-cognito-auth/identity-pool';
import { actingAs, LocalUserPool } from 'nestjs-cognito-auth/testing';
import request, { type Response } from 'supertest';
import { ExpressAdapter } from '@nestjs/platform-express';
import { platforms } from '../../support/platforms.js';
import { createApp } from '../../support/start-app.js';
import {
  type IdentityPoolUnderTest,
  startIdentityPool,
} from '../../support/start-identity-pool.js';

@Controller('files')
class FilesController {
  @Get()
  async list(@AwsCredentials() credentials: AwsCredentialsProvider): Promise<object> {
    const { accessKeyId, identityId } = await credentials();
    return { accessKeyId, identityId };
  }

  @OptionalAuth()
  @Get('shared')
  async shared(
    @AwsCredentials() credentials: AwsCredentialsProvider | undefined,
    @CurrentUser('sub') sub: string | undefined,
  ): Promise<object> {
    return { isKnown: credentials !== undefined, sub };
  }
}

async function list(
  { app }: IdentityPoolUnderTest,
  accessToken: string,
  idToken?: string,
  path = '/files',
): Promise<Response> {
  const sent = request(app.getHttpServer()).get(path).auth(accessToken, { type: 'bearer' });
  return idToken === undefined ? sent : sent.set('x-id-token', idToken);
}

describe.each(platforms)('@AwsCredentials() on %s', (_name, createAdapter) => {
  let running: IdentityPoolUnderTest;

  afterEach(() => running.close());

  const start = async (
    setUp: Parameters<typeof startIdentityPool>[0] = {},
  ): Promise<IdentityPoolUnderTest> => {
    running = await startIdentityPool({ createAdapter, controllers: [FilesController], ...setUp });
    return running;
  };

  it('gives the credentials of who calls, by the ID token beside the access token', async () => {
    const { local } = await start();
    const tokens = (sub: string): [string, string] => [
      local.userPool.accessToken({ sub }),
      local.userPool.idToken({ sub }),
    ];
    const ada = await list(running, ...tokens('ada'));
    const bob = await list(running, ...tokens('bob'));

    expect([ada.status, bob.status]).toEqual([200, 200]);
    expect(ada.body).toEqual({
      accessKeyId: expect.stringMatching(/^ASIALOCAL/) as string,
      identityId: expect.any(String) as string,
    });
    expect(bob.body).not.toEqual(ada.body);
  });

  it('takes the token of the call, where it is an ID token', async () => {
    const { local } = await start({
      auth: { tokenUse: 'id' },
      options: { idToken: undefined },
    });

    expect((await list(running, local.userPool.idToken())).status).toBe(200);
  });

  it('is undefined where nobody has to sign in and nobody did', async () => {
    const { app, local } = await start();
    const nobody = await request(app.getHttpServer()).get('/files/shared');
    const token = local.userPool.accessToken({ sub: 'ada' });
    const somebody = await list(
      running,
      token,
      local.userPool.idToken({ sub: 'ada' }),
      '/files/shared',
    );

    expect(nobody.body).toEqual({ isKnown: false });
    expect(somebody.body).toEqual({ isKnown: true, sub: 'ada' });
  });

  it.each<[string, number, string, (under: IdentityPoolUnderTest) => string | undefined]>([
    ['no ID token', 401, 'ERR_COGNITO_LOGIN_MISSING', () => undefined],
    [
      "another user's",
      401,
      'ERR_COGNITO_LOGIN_REFUSED',
      ({ local }) => local.userPool.idToken({ sub: 'bob' }),
    ],
    [
      'one that has expired',
      401,
      'ERR_COGNITO_LOGIN_REFUSED',
      ({ local }) => local.userPool.idToken({ sub: 'ada', issuedAt: new Date(0) }),
    ],
    [
      'an access token',
      401,
      'ERR_COGNITO_LOGIN_REFUSED',
      ({ local }) => local.userPool.accessToken({ sub: 'ada' }),
    ],
  ])('refuses a call with %s', async (_case, status, code, idTokenOf) => {
    const under = await start();
    const response = await list(
      under,
      under.local.userPool.accessToken({ sub: 'ada' }),
      idTokenOf(under),
    );

    expect([response.status, response.body]).toEqual([
      status,
      { statusCode: status, error: 'Unauthorized', message: expect.any(String) as string, code },
    ]);
    expect(under.local.calls.count('GetId')).toBe(0);
  });

  it('refuses the ID token of another client of the same user', async () => {
    const under = await start({
      local: {
        identityPool: {},
        clients: [
          { clientId: 'web00000000000000000000000' },
          { clientId: 'app00000000000000000000000' },
        ],
      },
      auth: { clientId: ['web00000000000000000000000', 'app00000000000000000000000'] } as never,
    });
    const access = under.local.userPool.accessToken({
      sub: 'ada',
      clientId: 'web00000000000000000000000',
    });
    const id = under.local.userPool.idToken({ sub: 'ada', clientId: 'app00000000000000000000000' });

    expect((await list(under, access, id)).body).toMatchObject({
      code: 'ERR_COGNITO_LOGIN_REFUSED',
    });
  });

  it('answers 503 where the identity pool is down, with its code', async () => {
    const { local } = await start();
    local.faults.fail('GetId', { status: 503 });
    const response = await list(
      running,
      local.userPool.accessToken({ sub: 'ada' }),
      local.userPool.idToken({ sub: 'ada' }),
    );

    expect(response).toMatchObject({
      status: 503,
      body: { error: 'Service Unavailable', code: 'ERR_COGNITO_IDENTITY_POOL_UNAVAILABLE' },
    });
  });

  it('says that somebody whom a test lets act has no token', async () => {
    const { app, log } = await start();
    actingAs(app, { sub: 'ada' });

    expect((await request(app.getHttpServer()).get('/files')).status).toBe(500);
    expect(log.lines.map(({ text }) => text).join()).toContain('has a user without a token');
  });

  it('says what to set, where a call has an access token only', async () => {
    const { local, log } = await start({ options: { idToken: undefined } });

    expect((await list(running, local.userPool.accessToken())).status).toBe(500);
    expect(log.lines.map(({ text }) => text).join()).toContain(
      '@AwsCredentials() in FilesController.list is called with an access token',
    );
  });
});

describe('@AwsCredentials() at boot', () => {
  const boot = async (controller: new () => object, globalGuard = false): Promise<void> => {
    const pool = await LocalUserPool.create();
    const app = await createApp(() => new ExpressAdapter(), {
      imports: [
        CognitoAuthModule.forRoot({ ...pool.options, globalGuard }),
        CognitoIdentityPoolModule.forRoot({ identityPoolId: 'eu-west-1:0000-1111' }),
      ],
      controllers: [controller],
    });
    try {
      await app.init();
    } finally {
      await app.close();
    }
  };

  it('stops the boot of a handler that no guard reaches', async () => {
    await expect(boot(FilesController)).rejects.toMatchObject({
      mistakes: expect.arrayContaining([
        expect.stringContaining('FilesController.list takes @AwsCredentials(), and no guard'),
      ]) as string[],
    });
  });

  it('stops the boot of a public handler', async () => {
    @Controller()
    class OpenController {
      @Public()
      @Get()
      list(@AwsCredentials() credentials: AwsCredentialsProvider): boolean {
        return credentials !== undefined;
      }
    }

    await expect(boot(OpenController, true)).rejects.toMatchObject({
      mistakes: [expect.stringContaining('so that its @AwsCredentials() has no user')],
    });
  });
});
