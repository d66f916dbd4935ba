import { Controller, Get, UseGuards } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  RequireAnyGroup,
  RequireTokenUse,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { lastValueFrom } from 'rxjs';
import request from 'supertest';
import { CapturedLog } from '../../support/captured-log.js';
import { apolloGraph } from '../../support/graphs.js';
import { platforms } from '../../support/platforms.js';
import { get } from '../../support/send.js';
import { bearer, socketIo } from '../../support/sockets.js';
import { startApp } from '../../support/start-app.js';
import { startService } from '../../support/start-service.js';
import { clientOf, tcp } from '../../support/transporters.js';

@Controller('orders')
@UseGuards(CognitoAuthGuard)
class OrdersController {
  @Get()
  list(): void {}

  @Get('all')
  @RequireAnyGroup('admin', 'owner')
  all(): void {}

  @Get('profile')
  @RequireTokenUse('id')
  profile(): void {}
}

@Controller('passport')
@UseGuards(AuthGuard('cognito'))
class PassportController {
  @Get()
  list(): void {}
}

@Resolver()
@UseGuards(CognitoAuthGuard)
class OrdersResolver {
  @RequireAnyGroup('admin')
  @Query(() => String)
  orders(): string {
    return '';
  }
}

@WebSocketGateway()
@UseGuards(CognitoAuthGuard)
class OrdersGateway {
  @RequireAnyGroup('admin')
  @SubscribeMessage('orders')
  orders(): void {}
}

@Controller()
@UseGuards(CognitoAuthGuard)
class OrdersMessages {
  @RequireAnyGroup('admin')
  @MessagePattern('orders')
  orders(): void {}
}

const NO_GROUP =
  'Refused: ERR_COGNITO_GROUP_REQUIRED (The user is not in a group that may do this)';
const OTHER_CLIENT =
  'Refused: ERR_COGNITO_CLIENT_REFUSED (The token was issued to an app client that is not accepted)';

let pool: LocalUserPool;
const log = new CapturedLog();
const lines = (): readonly string[] =>
  log.lines.filter(({ level }) => level === 'debug').map(({ text }) => text);

beforeAll(async () => {
  pool = await LocalUserPool.create({ clientId: 'client-1' });
});

beforeEach(() => {
  log.lines.length = 0;
});

describe.each(platforms)('the line about a refusal on %s', (_name, createAdapter) => {
  it('says where it was, and what was asked for there', async () => {
    const app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenUse: ['access', 'id'] })],
        controllers: [OrdersController, PassportController],
      },
      { log },
    );
    const other = pool.accessToken({ clientId: 'client-2' });
    await get(app, '/orders');
    await get(app, '/orders/all', pool.accessToken());
    await get(app, '/orders/profile', pool.accessToken());
    await get(app, '/orders', other);
    await get(app, '/passport', other);
    await app.close();

    expect(lines()).toEqual([
      'Refused: ERR_COGNITO_TOKEN_MISSING (No token was sent) in OrdersController.list CognitoAuth',
      `${NO_GROUP} in OrdersController.all, which asks for any group admin, owner CognitoAuth`,
      'Refused: ERR_COGNITO_TOKEN_USE_REFUSED (This kind of token (token_use) is not accepted here) in OrdersController.profile, which asks for id token CognitoAuth',
      `${OTHER_CLIENT} in OrdersController.list, the option clientId of its user pool accepts client-1 CognitoAuth`,
      `${OTHER_CLIENT}, the option clientId of its user pool accepts client-1 CognitoAuth`,
    ]);
  });
});

it('says the same of GraphQL and gateways', async () => {
  const app = await startApp(
    () => new ExpressAdapter(),
    {
      imports: [
        CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] }),
        apolloGraph(),
      ],
      providers: [OrdersResolver, OrdersGateway],
    },
    { log, configure: (created) => created.useWebSocketAdapter(socketIo.createAdapter(created)) },
  );
  const token = pool.accessToken();
  await request(app.getHttpServer())
    .post('/graphql')
    .send({ query: '{ orders }' })
    .auth(token, { type: 'bearer' });
  const client = socketIo.connect(app, bearer(token));
  await client.ask('orders');
  client.close();
  await app.close();

  expect(lines()).toEqual([
    `${NO_GROUP} in OrdersResolver.orders, which asks for any group admin CognitoAuth`,
    `${NO_GROUP} in OrdersGateway.orders, which asks for any group admin CognitoAuth`,
  ]);
});

it('says the same of messages', async () => {
  const { options } = await tcp.start();
  const service = await startService(
    options,
    {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [tcp.transport] })],
      controllers: [OrdersMessages],
    },
    { log },
  );
  const client = clientOf(options);
  await expect(
    lastValueFrom(client.send('orders', tcp.message({}, pool.accessToken()))),
  ).rejects.toMatchObject({ code: 'ERR_COGNITO_GROUP_REQUIRED' });
  await client.close();
  await service.close();

  expect(lines()).toEqual([
    `${NO_GROUP} in OrdersMessages.orders, which asks for any group admin CognitoAuth`,
  ]);
});
