// Like acceptance-websockets.ts, but with a message handler behind TCP.
import 'reflect-metadata';
import type { AddressInfo, Server } from 'node:net';
import { Controller, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientProxy,
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { lastValueFrom } from 'rxjs';

interface Question {
  readonly token?: string;
}

@Controller()
@UseGuards(CognitoAuthGuard)
class UserController {
  @MessagePattern('whoami')
  username(
    @Payload() _question: object,
    @CurrentUser('username') username: string | undefined,
  ): string | undefined {
    return username;
  }
}

class AppModule {}

async function main(): Promise<void> {
  const pool = await LocalUserPool.create();
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    {
      module: AppModule,
      imports: [
        CognitoAuthModule.forRoot({
          ...pool.options,
          transports: [microserviceTransport<Question>({ readToken: (data) => data?.token })],
        }),
      ],
      controllers: [UserController],
    },
    { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 }, logger: ['error'] },
  );
  await app.listen();
  const { port } = app.unwrap<Server>().address() as AddressInfo;
  const client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  process.send?.({
    port,
    answers: [
      await ask(client, { token: pool.accessToken({ username: 'alice' }) }),
      await ask(client, { token: pool.accessToken({ expiresInSeconds: -1 }) }),
      await ask(client, {}),
    ],
  });
}

async function ask(client: ClientProxy, question: Question): Promise<unknown> {
  try {
    return await lastValueFrom(client.send<unknown>('whoami', question));
  } catch (error) {
    return (error as { code: unknown }).code;
  }
}

void main();
