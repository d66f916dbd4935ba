// Like acceptance-local.ts, but its tokens come from the user pool client, which needs no package of AWS.
import 'reflect-metadata';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import {
  CognitoUserPoolModule,
  isUserPoolError,
  type SignInResult,
  UserPoolClient,
} from 'nestjs-cognito-auth/user-pool';
import { createHmac } from 'node:crypto';

const SECRET = 'secret0of0the0app0client0012345';
const ALICE = { username: 'alice', password: 'Password1!' };

@Controller()
@UseGuards(CognitoAuthGuard)
class UserController {
  @Get()
  username(@CurrentUser('username') username: string | undefined): object {
    return { username };
  }
}

class AppModule {}

async function main(): Promise<void> {
  const local = await LocalCognito.start({
    signIn: 'username',
    mfa: 'OPTIONAL',
    clients: [{ secret: SECRET, refreshTokenRotation: { graceSeconds: 0 } }],
  });
  const app = await NestFactory.create(
    {
      module: AppModule,
      imports: [
        CognitoAuthModule.forRoot(local.options),
        CognitoUserPoolModule.forRoot({ clientSecret: SECRET, endpoint: local.origin }),
      ],
      controllers: [UserController],
    },
    { logger: ['warn', 'error'] },
  );
  const server = await app.listen(0, '127.0.0.1');
  const port: number = server.address().port;
  const token = await signInAndRefresh(app.get(UserPoolClient), local);
  process.send?.({
    port,
    answers: [
      await ask(port, token),
      // By the clock of the local Cognito, which is 30 seconds ahead.
      await ask(port, local.userPool.accessToken({ expiresInSeconds: -60 })),
      await ask(port),
    ],
  });
}

/** Signs up, signs in by SRP and an authenticator app, refreshes, and signs out everywhere. */
async function signInAndRefresh(users: UserPoolClient, local: LocalCognito): Promise<string> {
  await users.signUp({ ...ALICE, attributes: { email: 'alice@example.com' } });
  const code = local.outbox.codeFor('alice@example.com');
  await users.confirmSignUp({ username: 'alice', code });
  const first = tokensIn(await users.signIn(ALICE));
  const { secretCode } = await users.startTotp(first.accessToken);
  await users.verifyTotp(first.accessToken, totp(secretCode, local.clock.now()));
  await users.setMfaPreference(first.accessToken, { totp: 'preferred' });
  local.clock.advance(30_000);
  const challenge = await users.signIn(ALICE);
  if (challenge.status !== 'challenge' || challenge.challenge !== 'SOFTWARE_TOKEN_MFA') {
    throw new Error('It asked for no code');
  }
  const second = tokensIn(
    await users.answer(challenge, { code: totp(secretCode, local.clock.now()) }),
  );
  const { refreshToken = '' } = second;
  const rotated = await users.refresh({ refreshToken });
  if (rotated.refreshToken === refreshToken) throw new Error('It did not rotate');
  await users.globalSignOut(rotated.accessToken);
  const refused = await users.refresh(rotated).catch((error: unknown) => error);
  if (!isUserPoolError(refused) || refused.code !== 'ERR_COGNITO_REFRESH_REFUSED') {
    throw new Error('It refreshed after the user was signed out');
  }
  return rotated.accessToken;
}

function tokensIn(result: SignInResult) {
  if (result.status !== 'signed-in') throw new Error('It did not sign in');
  return result.tokens;
}

/** RFC 6238, with the defaults of authenticator apps. */
function totp(secret: string, nowMs: number): string {
  const bits = Array.from(secret)
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter))
    .map((value) => value.toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}

async function ask(port: number, token?: string): Promise<unknown> {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}`, { headers });
  const { username, code } = (await response.json()) as { username?: string; code?: string };
  return username ?? code;
}

void main();
