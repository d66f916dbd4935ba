// A user of the command of the package, from sign-up to the end of the session; its argument is the folder of an
// application that has the package. The command runs in an empty folder. Throws where something is otherwise.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '../e2e/local/support/call.js';
import { LocalProcess } from '../e2e/local/support/spawn-local.js';
import { CHROMIUM, Chromium } from '../support/chromium.js';
import { SrpClient } from '../support/srp-client.js';

const [, , app = ''] = process.argv;
const EMAIL = 'grace@example.com';
const PASSWORD = 'Password1!';

interface Tokens {
  readonly AccessToken: string;
}

const page = createServer((_request, response) => response.end('The app')).listen(0, '127.0.0.1');
await once(page, 'listening');
const CALLBACK = `http://localhost:${(page.address() as AddressInfo).port}/callback`;
const CLIENT_ID = 'commandclient0000000000000';

const empty = mkdtempSync(join(tmpdir(), 'nestjs-cognito-auth-command-'));
const main = join(app, 'node_modules/nestjs-cognito-auth/dist/esm/local/command/main.js');
const clients = [{ clientId: CLIENT_ID, callbackUrls: [CALLBACK] }];
writeFileSync(join(empty, 'seed.json'), JSON.stringify({ clients }));
const local = LocalProcess.spawn([main, 'local', '--port', '0', '--seed', 'seed.json'], empty);
try {
  const origin = await local.origin();
  const userPoolId = await local.printed(/User pool +(\S+)\n/);
  await signUp(origin);
  const { AccessToken } = await signInBySrp(origin, userPoolId);
  await isSeenByAnApplication(AccessToken, { userPoolId, origin });
  await call(origin, 'GetUser', { AccessToken });
  await call(origin, 'GlobalSignOut', { AccessToken });
  await assert.rejects(call(origin, 'GetUser', { AccessToken }), /^Error: NotAuthorizedException/);
  // A machine without Chromium cannot run it, and says so.
  if (CHROMIUM === undefined) process.stdout.write('Chromium is missing\n');
  else await signInByTheBrowser(CHROMIUM, origin);
} finally {
  await local.end('SIGINT');
  page.close();
  page.closeAllConnections();
  rmSync(empty, { recursive: true });
}

async function signUp(origin: string): Promise<void> {
  const Username = EMAIL;
  await call(origin, 'SignUp', {
    ClientId: CLIENT_ID,
    Username,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: EMAIL }],
  });
  const ConfirmationCode = await local.printed(/grace@example\.com\D*(\d{6})\b/);
  await call(origin, 'ConfirmSignUp', { ClientId: CLIENT_ID, Username, ConfirmationCode });
}

async function signInBySrp(origin: string, userPoolId: string): Promise<Tokens> {
  const srp = new SrpClient();
  const begun = await call(origin, 'InitiateAuth', {
    ClientId: CLIENT_ID,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: EMAIL, SRP_A: srp.publicValue },
  });
  const challenge = begun['ChallengeParameters'] as Record<string, string>;
  const name = challenge['USER_ID_FOR_SRP'] ?? '';
  const done = await call(origin, 'RespondToAuthChallenge', {
    ClientId: CLIENT_ID,
    ChallengeName: begun['ChallengeName'],
    Session: begun['Session'],
    ChallengeResponses: {
      USERNAME: name,
      ...srp.answer(userPoolId.split('_')[1] ?? '', name, PASSWORD, challenge),
    },
  });
  return done['AuthenticationResult'] as Tokens;
}

/** An application of the packages in the folder: the guard refuses nobody, and lets the user in. */
async function isSeenByAnApplication(
  token: string,
  { userPoolId, origin }: { userPoolId: string; origin: string },
): Promise<void> {
  const load = createRequire(join(app, 'package.json'));
  const { Controller, Get, Module } = load('@nestjs/common') as typeof import('@nestjs/common');
  const { NestFactory } = load('@nestjs/core') as typeof import('@nestjs/core');
  const { CognitoAuthModule } = load('nestjs-cognito-auth') as typeof import('nestjs-cognito-auth');

  @Controller()
  class MeController {
    @Get()
    me(): string {
      return 'seen';
    }
  }

  @Module({
    imports: [
      CognitoAuthModule.forRoot({
        userPoolId,
        clientId: CLIENT_ID,
        tokenUse: 'access',
        issuer: `${origin}/${userPoolId}`,
        globalGuard: true,
      }),
    ],
    controllers: [MeController],
  })
  class AppModule {}

  const nest = await NestFactory.create(AppModule, { logger: false });
  await nest.listen(0, '127.0.0.1');
  const url = await nest.getUrl();
  const seen = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual([seen.status, await seen.text()], [200, 'seen']);
  assert.equal((await fetch(url)).status, 401);
  await nest.close();
}

async function signInByTheBrowser(chromiumPath: string, origin: string): Promise<void> {
  const chromium = await Chromium.launch(chromiumPath);
  try {
    await chromium.open(
      `${origin}/oauth2/authorize?client_id=${CLIENT_ID}&response_type=code&scope=openid&state=s`,
    );
    await chromium.type(EMAIL);
    await chromium.focus('#password');
    await chromium.type(PASSWORD);
    await chromium.pressEnter();
    const back = await chromium.url();
    assert.equal(`${back.origin}${back.pathname}`, CALLBACK);
    assert.match(back.searchParams.get('code') ?? '', /^[\da-f-]{36}$/);
  } finally {
    await chromium.close();
  }
}
