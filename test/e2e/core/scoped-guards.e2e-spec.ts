import { Controller, Get, Injectable, Scope, type Type, UseGuards } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoUser,
  CurrentUser,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { lastValueFrom } from 'rxjs';
import { CapturedLog } from '../../support/captured-log.js';
import { NEST_MAJOR } from '../../support/nest-version.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';
import { bearer, type Handshake, socketIo, startSocketApp } from '../../support/sockets.js';
import { clientOf, tcp } from '../../support/transporters.js';
import { startService } from '../../support/start-service.js';

@Injectable({ scope: Scope.TRANSIENT })
class TransientGuard extends CognitoAuthGuard {}

@Injectable({ scope: Scope.REQUEST })
class RequestGuard extends CognitoAuthGuard {}

/** What a caller is told of a mistake that only the log names. */
const FAILURE = { status: 'error', message: 'Internal server error' };
const ADVICE = /nestjs-cognito-auth is not set up correctly:.*Leave scope out/s;

let pool: LocalUserPool;
const log = new CapturedLog();
const advice = (): unknown[] => log.lines.filter(({ text }) => ADVICE.test(text));

beforeAll(async () => {
  pool = await LocalUserPool.create();
});

beforeEach(() => {
  log.lines.length = 0;
});

describe.each<[string, Type<CognitoAuthGuard>]>([
  ['Scope.TRANSIENT', TransientGuard],
  ['Scope.REQUEST', RequestGuard],
])('a guard with %s', (_scope, Guard) => {
  it.each(platforms)('guards routes on %s', async (_name, createAdapter) => {
    @Controller()
    class Routes {
      @UseGuards(Guard)
      @Get('whoami')
      whoami(@CurrentUser('sub') sub: string): string {
        return sub;
      }
    }
    const app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [Routes],
    });

    const tokens = [pool.accessToken({ sub: 'alice' }), undefined];
    const answers = await Promise.all(tokens.map((token) => get(app, '/whoami', token)));
    await app.close();

    expect(answers[0]?.text).toBe('alice');
    expect(answers[1]?.body).toMatchObject({ statusCode: 401, code: 'ERR_COGNITO_TOKEN_MISSING' });
  });

  /** What a message handler answers to Alice and to nobody. */
  const messageAnswers = async (controllerScope: Scope): Promise<unknown[]> => {
    @Controller({ scope: controllerScope })
    class Messages {
      @UseGuards(Guard)
      @MessagePattern('whoami')
      whoami(@CurrentUser() { sub }: CognitoUser): string {
        return sub;
      }
    }
    const { options } = await tcp.start();
    const imports = [CognitoAuthModule.forRoot({ ...pool.options, transports: [tcp.transport] })];
    const service = await startService(options, { imports, controllers: [Messages] }, { log });
    const client = clientOf(options);
    const answers: unknown[] = [];
    for (const token of [pool.accessToken({ sub: 'alice' }), undefined]) {
      const answer = client.send<unknown>('whoami', tcp.message({}, token));
      answers.push(await lastValueFrom(answer).catch((error: unknown) => error));
    }
    await client.close();
    await service.close();
    return answers;
  };

  it('guards messages where Nest makes it, and else lets nobody in and says why', async () => {
    const answers = await messageAnswers(Scope.DEFAULT);

    if (Guard === TransientGuard) {
      expect(answers).toEqual([FAILURE, FAILURE]);
      expect(advice()).toHaveLength(2);
    } else {
      expect(answers).toEqual([
        'alice',
        expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MISSING' }),
      ]);
    }
  });

  it('guards messages of a controller that is made for each of them', async () => {
    expect(await messageAnswers(Scope.REQUEST)).toEqual([
      'alice',
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MISSING' }),
    ]);
  });

  it('guards a gateway where Nest makes it, and else lets nobody in and says why', async () => {
    @WebSocketGateway()
    class Gateway {
      @UseGuards(Guard)
      @SubscribeMessage('whoami')
      whoami(@CurrentUser() { sub }: CognitoUser): object {
        return { event: 'reply', data: sub };
      }
    }
    const app = await startSocketApp(socketIo, {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] })],
      providers: [Gateway],
    });
    app.useLogger(log);
    const ask = async (handshake: Handshake): Promise<unknown> => {
      const client = socketIo.connect(app, handshake);
      const { data } = await client.ask('whoami');
      client.close();
      return data;
    };
    const answers = [await ask(bearer(pool.accessToken({ sub: 'alice' }))), await ask({})];
    await app.close();

    if (Guard === TransientGuard || NEST_MAJOR < 12) {
      const failure = expect.objectContaining(FAILURE);
      expect(answers).toEqual([failure, failure]);
      expect(advice()).toHaveLength(2);
    } else {
      expect(answers).toEqual([
        'alice',
        expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MISSING' }),
      ]);
    }
  });
});
