import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  type NestInterceptor,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  cognitoUserOf,
  currentUserOf,
  OptionalAuth,
  Public,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import type { Observable } from 'rxjs';
import request from 'supertest';
import { apolloGraph } from '../../support/graphs.js';
import { platforms } from '../../support/platforms.js';
import { get } from '../../support/send.js';
import { bearer, socketPlatforms } from '../../support/sockets.js';
import { startApp } from '../../support/start-app.js';
import { clientOf, tcp } from '../../support/transporters.js';

interface Account {
  readonly id: string;
}

/** Whom an interceptor has found, call by call: the id of the account, and the `sub` of the verified user. */
const found: (readonly [string | undefined, string | undefined])[] = [];

class FindsUser implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    found.push([currentUserOf<Account>(context)?.id, cognitoUserOf(context)?.sub]);
    return next.handle();
  }
}

@Controller()
@UseGuards(CognitoAuthGuard)
@UseInterceptors(FindsUser)
class HttpController {
  @Get('signed-in')
  signedIn(): string {
    return 'done';
  }

  @OptionalAuth()
  @Get('optional')
  optional(): string {
    return 'done';
  }

  @Public()
  @Get('public')
  open(): string {
    return 'done';
  }
}

@Controller()
@UseInterceptors(FindsUser)
class OtherController {
  @UseGuards(AuthGuard('cognito'))
  @Get('passport')
  passport(): string {
    return 'done';
  }

  @Get('unguarded')
  unguarded(): string {
    return 'done';
  }

  @MessagePattern('signed-in')
  @UseGuards(CognitoAuthGuard)
  message(): string {
    return 'done';
  }
}

@Resolver()
@UseGuards(CognitoAuthGuard)
@UseInterceptors(FindsUser)
class SignedInResolver {
  @Query(() => String)
  signedIn(): string {
    return 'done';
  }
}

@WebSocketGateway()
@UseGuards(CognitoAuthGuard)
@UseInterceptors(FindsUser)
class SignedInGateway {
  @SubscribeMessage('signed-in')
  signedIn(): object {
    return { event: 'reply', data: 'done' };
  }

  @Public()
  @SubscribeMessage('public')
  open(): object {
    return { event: 'reply', data: 'done' };
  }
}

const mapUser: CognitoAuthModuleOptions['mapUser'] = ({ sub }): Account => ({ id: `of ${sub}` });

let pool: LocalUserPool;
let app: INestApplication;
let token: string;

beforeAll(async () => {
  pool = await LocalUserPool.create();
  token = pool.accessToken({ sub: 'sub-1' });
});

beforeEach(() => {
  found.length = 0;
});

afterEach(() => app.close());

describe.each(platforms)('the user of a call on %s', (_name, createAdapter) => {
  const start = async (settings: Partial<CognitoAuthModuleOptions> = {}): Promise<void> => {
    app = await startApp(createAdapter, {
      imports: [
        CognitoAuthModule.forRoot({ ...pool.options, transports: [tcp.transport], ...settings }),
      ],
      controllers: [HttpController, OtherController],
    });
  };

  it.each(['/signed-in', '/optional', '/passport'])(
    'is what mapUser made of the verified user, on %s',
    async (path) => {
      await start({ mapUser });
      expect(await get(app, path, token)).toMatchObject({ status: 200 });

      expect(found).toEqual([['of sub-1', 'sub-1']]);
    },
  );

  it('is the verified user without mapUser', async () => {
    await start();
    await get(app, '/signed-in', token);

    expect(found).toEqual([[undefined, 'sub-1']]);
  });

  it.each<[string, string | undefined]>([
    ['/optional', undefined],
    ['/public', 'a good one'],
    ['/unguarded', 'a good one'],
  ])('is nobody on %s with the token %p', async (path, sent) => {
    await start({ mapUser });
    expect(await get(app, path, sent === undefined ? undefined : token)).toMatchObject({
      status: 200,
    });

    expect(found).toEqual([[undefined, undefined]]);
  });
});

describe('the user of a call', () => {
  const start = async (
    createApp: (metadata: Parameters<typeof startApp>[1]) => Promise<INestApplication>,
  ): Promise<void> => {
    app = await createApp({
      imports: [
        CognitoAuthModule.forRoot({
          ...pool.options,
          mapUser,
          transports: [webSocketTransport(), tcp.transport],
        }),
        apolloGraph(),
      ],
      controllers: [OtherController],
      providers: [SignedInResolver, SignedInGateway],
    });
  };
  const express = (metadata: Parameters<typeof startApp>[1]): Promise<INestApplication> =>
    startApp(() => new ExpressAdapter(), metadata);

  it('is to be had over GraphQL', async () => {
    await start(express);
    await request(app.getHttpServer())
      .post('/graphql')
      .auth(token, { type: 'bearer' })
      .send({ query: '{ signedIn }' })
      .expect(200);

    expect(found).toEqual([['of sub-1', 'sub-1']]);
  });

  it.each(socketPlatforms)(
    'is to be had over $name, and not on public handlers',
    async (socket) => {
      await start((metadata) =>
        startApp(() => new ExpressAdapter(), metadata, {
          configure: (created) => created.useWebSocketAdapter(socket.createAdapter(created)),
        }),
      );
      const client = socket.connect(app, bearer(token));
      await client.ask('signed-in');
      await client.ask('public');
      client.close();

      expect(found).toEqual([
        ['of sub-1', 'sub-1'],
        [undefined, undefined],
      ]);
    },
  );

  it('is to be had over messages', async () => {
    await start(express);
    const { options } = await tcp.start();
    app.connectMicroservice(options);
    await app.startAllMicroservices();
    const client = clientOf(options);
    await new Promise((resolve, reject) => {
      client
        .send('signed-in', tcp.message({}, token))
        .subscribe({ complete: () => resolve(undefined), error: reject });
    });
    await client.close();

    expect(found).toEqual([['of sub-1', 'sub-1']]);
  });
});
