// Like acceptance-websockets.ts, but its tokens come from a sign-in with a local Cognito.
import 'reflect-metadata';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { LocalCognito } from 'nestjs-cognito-auth/local';

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
    users: [{ username: 'alice', password: 'Password1!' }],
  });
  const app = await NestFactory.create(
    {
      module: AppModule,
      imports: [CognitoAuthModule.forRoot(local.options)],
      controllers: [UserController],
    },
    { logger: ['warn', 'error'] },
  );
  const server = await app.listen(0, '127.0.0.1');
  const port: number = server.address().port;
  process.send?.({
    port,
    answers: [
      await ask(port, await signIn(local)),
      await ask(port, local.userPool.accessToken({ expiresInSeconds: -1 })),
      await ask(port),
    ],
  });
}

async function signIn({ origin, clientId }: LocalCognito): Promise<string> {
  const response = await fetch(origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'alice', PASSWORD: 'Password1!' },
    }),
  });
  const answer = (await response.json()) as { AuthenticationResult: { AccessToken: string } };
  return answer.AuthenticationResult.AccessToken;
}

async function ask(port: number, token?: string): Promise<unknown> {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}`, { headers });
  const { username, code } = (await response.json()) as { username?: string; code?: string };
  return username ?? code;
}

void main();
