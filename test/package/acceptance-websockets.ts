// Like acceptance-app.ts, but with a gateway, which it asks something itself: it tells the parent process
// what a client with a good token, one with an expired token and one without were answered.
import 'reflect-metadata';
import { once } from 'node:events';
import { UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway, type WsResponse } from '@nestjs/websockets';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import {
  WebSocketAuthenticator,
  webSocketTransport,
  withUpgradeRequest,
} from 'nestjs-cognito-auth/websockets';
import { WebSocket } from 'ws';

@WebSocketGateway()
@UseGuards(CognitoAuthGuard)
class UserGateway {
  @SubscribeMessage('whoami')
  username(@CurrentUser('username') username: string | undefined): WsResponse {
    return { event: 'username', data: username };
  }
}

class AppModule {}

async function main(): Promise<void> {
  const pool = await LocalUserPool.create();
  const app = await NestFactory.create(
    {
      module: AppModule,
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] })],
      providers: [UserGateway, WebSocketAuthenticator],
    },
    { logger: ['warn', 'error'] },
  );
  const Adapter = withUpgradeRequest(WsAdapter);
  app.useWebSocketAdapter(new Adapter(app));
  const server = await app.listen(0, '127.0.0.1');
  const port: number = server.address().port;
  process.send?.({
    port,
    answers: [
      await ask(port, pool.accessToken({ username: 'alice' })),
      await ask(port, pool.accessToken({ expiresInSeconds: -1 })),
      await ask(port),
    ],
  });
}

async function ask(port: number, token?: string): Promise<unknown> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
  await once(client, 'open');
  client.send(JSON.stringify({ event: 'whoami' }));
  const [frame] = await once(client, 'message');
  client.terminate();
  const { data } = JSON.parse(String(frame)) as { data: string | { code: string } };
  return typeof data === 'string' ? data : data.code;
}

void main();
