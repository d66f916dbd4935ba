import type { INestApplication } from '@nestjs/common';
import { CLOCK, CognitoAuthModule } from 'nestjs-cognito-auth';
import { LocalCognito, type LocalCognitoOptions } from 'nestjs-cognito-auth/local';
import { overrideSigningKeys } from 'nestjs-cognito-auth/testing';
import { MeController } from '../../support/me.controller.js';
import { platforms } from '../../support/platforms.js';
import { get } from '../../support/send.js';
import { type AppOptions, startApp } from '../../support/start-app.js';

const USER = { username: 'alice', password: 'Password1!' };

interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
}

async function signIn(local: LocalCognito): Promise<Tokens> {
  const response = await fetch(local.origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      ClientId: local.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: USER.username, PASSWORD: USER.password },
    }),
  });
  return ((await response.json()) as { AuthenticationResult: Tokens }).AuthenticationResult;
}

describe.each(platforms)('an application on %s with a local Cognito', (_name, createAdapter) => {
  let local: LocalCognito;
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await local.close();
  });

  async function boot(options: LocalCognitoOptions = {}, appOptions: AppOptions = {}) {
    local = await LocalCognito.start({ signIn: 'username', users: [USER], ...options });
    const signingKeys = { prefetch: false, cooldownSeconds: 1 };
    app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...local.options, signingKeys })],
        controllers: [MeController],
      },
      appOptions,
    );
    return app;
  }

  it.each(['aws', 'aws-updated', 'local', 'https://issuer.example/pool'])(
    'accepts its access tokens and not its ID tokens, with the issuer %s',
    async (issuer) => {
      const running = await boot({ issuer });
      const { AccessToken, IdToken } = await signIn(local);

      expect((await get(running, '/me', AccessToken)).status).toBe(200);
      expect(await get(running, '/me', IdToken)).toMatchObject({
        status: 401,
        body: { code: 'ERR_COGNITO_TOKEN_USE_REFUSED' },
      });
      expect(local.calls.count('jwks.json')).toBe(1);
    },
  );

  it('answers 503 while the keys cannot be fetched', async () => {
    const running = await boot();
    const { AccessToken } = await signIn(local);
    local.faults.fail('jwks.json', { status: 503 });

    expect((await get(running, '/me', AccessToken)).status).toBe(503);
  });

  it('refuses tokens of a key that was dropped, and accepts those of the new one', async () => {
    local = await LocalCognito.start({ signIn: 'username', users: [USER] });
    const before = await signIn(local);
    await local.rotateKeys();
    local.dropKey();
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(local.options)],
      controllers: [MeController],
    });

    expect((await get(app, '/me', before.AccessToken)).body).toMatchObject({
      code: 'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
    });
    expect((await get(app, '/me', (await signIn(local)).AccessToken)).status).toBe(200);
  });

  it('goes by its clock', async () => {
    const running = await boot(
      {},
      {
        prepare: (builder) => builder.overrideProvider(CLOCK).useValue(local.clock.now),
      },
    );
    const { AccessToken } = await signIn(local);
    expect((await get(running, '/me', AccessToken)).status).toBe(200);
    local.clock.advance(3_700_000);

    expect((await get(running, '/me', AccessToken)).body).toMatchObject({
      code: 'ERR_COGNITO_TOKEN_EXPIRED',
    });
    expect((await get(running, '/me', (await signIn(local)).AccessToken)).status).toBe(200);
  });

  it('accepts its tokens without a network, by its user pool', async () => {
    const running = await boot(
      {},
      { prepare: (builder) => overrideSigningKeys(builder, local.userPool) },
    );
    const { AccessToken } = await signIn(local);
    const { sub } = JSON.parse(
      Buffer.from(AccessToken.split('.')[1] ?? '', 'base64url').toString(),
    ) as { sub: string };

    expect((await get(running, '/me', AccessToken)).text).toBe(sub);
    expect((await get(running, '/me', local.userPool.accessToken({ sub }))).text).toBe(sub);
    expect(local.calls.count('jwks.json')).toBe(0);
  });
});
