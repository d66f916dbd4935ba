// Like acceptance-local.ts, but the answer is whose credentials of AWS the caller has.
import 'reflect-metadata';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CognitoAuthGuard, CognitoAuthModule } from 'nestjs-cognito-auth';
import {
  AwsCredentials,
  type AwsCredentialsProvider,
  CognitoIdentityPoolModule,
} from 'nestjs-cognito-auth/identity-pool';
import { LocalCognito } from 'nestjs-cognito-auth/local';

@Controller()
@UseGuards(CognitoAuthGuard)
class UserController {
  @Get()
  async username(@AwsCredentials() credentials: AwsCredentialsProvider): Promise<object> {
    const { accessKeyId, identityId } = await credentials();
    const isWhole = accessKeyId.startsWith('ASIALOCAL') && identityId.includes(':');
    return { username: isWhole ? 'alice' : 'nobody' };
  }
}

class AppModule {}

async function main(): Promise<void> {
  const local = await LocalCognito.start({ identityPool: {} });
  const app = await NestFactory.create(
    {
      module: AppModule,
      imports: [
        CognitoAuthModule.forRoot({ ...local.options, tokenUse: 'id' }),
        CognitoIdentityPoolModule.forRoot({
          identityPoolId: local.identityPoolId ?? '',
          endpoint: local.origin,
        }),
      ],
      controllers: [UserController],
    },
    { logger: ['warn', 'error'] },
  );
  const server = await app.listen(0, '127.0.0.1');
  const port: number = server.address().port;
  process.send?.({
    port,
    answers: [
      await ask(port, local.userPool.idToken()),
      await ask(port, local.userPool.idToken({ expiresInSeconds: -1 })),
      await ask(port),
    ],
  });
}

async function ask(port: number, token?: string): Promise<unknown> {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}`, { headers });
  const { username, code } = (await response.json()) as { username?: string; code?: string };
  return username ?? code;
}

void main();
