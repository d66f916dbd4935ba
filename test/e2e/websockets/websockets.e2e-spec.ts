import { setTimeout } from 'node:timers/promises';
import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  createParamDecorator,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthEvent,
  CurrentUser,
  currentUserOf,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { from, type Observable, switchMap } from 'rxjs';
import { ChatGateway } from '../../support/chat.gateway.js';
import { FakeClock } from '../../support/fake-clock.js';
import { NEST_MAJOR } from '../../support/nest-version.js';
import { SocketBench } from '../../support/socket-bench.js';
import {
  bearer,
  type Frame,
  nativeWs,
  type SocketClient,
  socketIo,
  socketPlatforms,
  startSocketApp,
} from '../../support/sockets.js';
import { messageCases } from '../../support/message-cases.js';

const refusal = (code: string): unknown => ({
  event: 'exception',
  data: { status: 'error', code, message: expect.any(String) },
});
const reply = (sub: string | null, body: unknown = {}): Frame => ({
  event: 'reply',
  data: { sub, body },
});

describe.each(socketPlatforms)('a gateway on $name', (platform) => {
  let pool: LocalUserPool;
  let app: INestApplication;
  let client: SocketClient;
  const clock = new FakeClock();
  const events: CognitoAuthEvent[] = [];

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    app = await startSocketApp(
      platform,
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...pool.options,
            transports: [webSocketTransport()],
            onEvent: (event) => events.push(event),
          }),
        ],
        providers: [ChatGateway],
      },
      { prepare: clock.install },
    );
  });

  beforeEach(() => {
    events.length = 0;
  });

  afterEach(() => client.close());
  afterAll(() => app.close());

  const connect = (token?: string): SocketClient => {
    client = platform.connect(app, token === undefined ? {} : bearer(token));
    return client;
  };

  it('knows who sends a message', async () => {
    connect(pool.accessToken({ sub: 'alice' }));

    expect(await client.ask('whoami', { text: 'hello' })).toEqual(
      reply('alice', { text: 'hello' }),
    );
  });

  it.each(messageCases)(
    'answers %s message (%s): case %#',
    async (_kind, event, token, outcome) => {
      connect(token?.(pool));

      expect(await client.ask(event)).toEqual(
        'code' in outcome ? refusal(outcome.code) : reply(outcome.sub),
      );
    },
  );

  it('goes on with the next message after a refused one', async () => {
    connect(pool.accessToken({ sub: 'alice' }));

    expect(await client.ask('admin')).toEqual(refusal('ERR_COGNITO_GROUP_REQUIRED'));
    expect(await client.ask('admin')).toEqual(refusal('ERR_COGNITO_GROUP_REQUIRED'));
    expect(await client.ask('whoami')).toEqual(reply('alice'));
  });

  it('refuses the next message once the token has run out', async () => {
    const issuedAt = new Date(clock.nowMs);
    connect(pool.accessToken({ sub: 'alice', issuedAt, expiresInSeconds: 60 }));

    expect(await client.ask('whoami')).toEqual(reply('alice'));
    clock.advanceSeconds(59);
    expect(await client.ask('whoami')).toEqual(reply('alice'));
    clock.advanceSeconds(1);
    expect(await client.ask('whoami')).toEqual(refusal('ERR_COGNITO_TOKEN_EXPIRED'));
    expect(await client.ask('optional')).toEqual(refusal('ERR_COGNITO_TOKEN_EXPIRED'));
    expect(await client.ask('open')).toEqual(reply(null));
    clock.nowMs = Date.now();
  });

  it('reports a connection that is let in once, and every refusal', async () => {
    connect(pool.accessToken({ sub: 'alice' }));
    await client.ask('whoami');
    await client.ask('admin');
    await client.ask('whoami');

    expect(events).toEqual([
      expect.objectContaining({ type: 'accepted', sub: 'alice' }),
      { type: 'refused', code: 'ERR_COGNITO_GROUP_REQUIRED', sub: 'alice' },
    ]);
  });

  it.each(['whoami', 'optional', 'open'])('gives %s the payload as it was sent', async (event) => {
    const sent = { text: 'hello', nested: { list: [1, null, 'x'] } };
    const { bodies } = app.get(ChatGateway);
    bodies.length = 0;
    connect(pool.accessToken());
    await client.ask(event, sent);

    expect(bodies).toEqual([sent]);
    const [body] = bodies as [object];
    expect(Reflect.ownKeys(body)).toEqual(['text', 'nested']);
    expect(Object.getPrototypeOf(body)).toBe(Object.getPrototypeOf(JSON.parse('{}')));
  });

  it('sends nothing of a refused message back', async () => {
    connect();
    const { data } = await client.ask('whoami', { secret: 'hunter2' });

    expect(Object.keys(data as object).toSorted()).toEqual(['code', 'message', 'status']);
    expect(JSON.stringify(data)).not.toContain('hunter2');
  });
});

describe.each(socketPlatforms)('whom mapUser knows on a connection of $name', (platform) => {
  @WebSocketGateway()
  class AccountGateway extends ChatGateway {
    @SubscribeMessage('account')
    account(@CurrentUser<Account>('name') name: string): Frame {
      return reply(name);
    }
  }

  interface Account {
    readonly name: string;
  }

  let app: INestApplication;
  let client: SocketClient;
  let account: Account | null;
  let asked: number;

  beforeEach(async () => {
    const pool = await LocalUserPool.create();
    account = { name: 'Alice' };
    asked = 0;
    const mapUser = (): Account | null => {
      asked += 1;
      return account;
    };
    app = await startSocketApp(platform, {
      imports: [
        CognitoAuthModule.forRoot({
          ...pool.options,
          mapUser,
          transports: [webSocketTransport()],
        }),
      ],
      providers: [AccountGateway],
    });
    client = platform.connect(app, bearer(pool.accessToken({ sub: 'alice' })));
    await client.ask('account');
  });

  afterEach(async () => {
    client.close();
    await app.close();
  });

  it('is asked with every message', async () => {
    account = { name: 'Alice Cooper' };

    expect(await client.ask('account')).toEqual(reply('Alice Cooper'));
    expect(asked).toBe(2);
  });

  it('is refused from the next message on when mapUser answers null', async () => {
    account = null;

    expect(await client.ask('account')).toEqual(refusal('ERR_COGNITO_USER_REFUSED'));
    expect(await client.ask('optional')).toEqual(refusal('ERR_COGNITO_USER_REFUSED'));
    expect(await client.ask('open')).toEqual(reply(null));
    account = { name: 'Alice' };
    expect(await client.ask('account')).toEqual(reply('Alice'));
  });
});

describe.each(socketPlatforms)('a public handler on a connection of $name', (platform) => {
  const Caller = createParamDecorator(
    (_data: unknown, context: ExecutionContext) => currentUserOf(context)?.sub ?? null,
  );

  @WebSocketGateway()
  class CuriousGateway extends ChatGateway {
    @Public()
    @SubscribeMessage('curious')
    curious(@Caller() sub: string | null): Frame {
      return reply(sub);
    }
  }

  it('gets no user, whoever has sent guarded messages before', async () => {
    const pool = await LocalUserPool.create();
    const app = await startSocketApp(platform, {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] })],
      providers: [CuriousGateway],
    });
    const client = platform.connect(app, bearer(pool.accessToken({ sub: 'alice' })));

    expect(await client.ask('curious')).toEqual(reply(null));
    expect(await client.ask('whoami')).toEqual(reply('alice'));
    expect(await client.ask('curious')).toEqual(reply(null));
    client.close();
    await app.close();
  });
});

describe.each(socketPlatforms)('messages side by side on one connection of $name', (platform) => {
  /** Parameters are made after it: all messages have passed the guard before the first is handled. */
  class SlowInterceptor implements NestInterceptor {
    intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
      return from(setTimeout(20)).pipe(switchMap(() => next.handle()));
    }
  }

  @WebSocketGateway()
  @UseInterceptors(SlowInterceptor)
  class SlowGateway extends ChatGateway {}

  it('keep their user while others are refused', async () => {
    const pool = await LocalUserPool.create();
    const app = await startSocketApp(platform, {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] })],
      providers: [SlowGateway],
    });
    const client = platform.connect(app, bearer(pool.accessToken({ sub: 'alice' })));
    const outcomes = new Map<unknown, number>();
    for (let sent = 0; sent < 50; sent += 1) {
      client.send('whoami', { sent });
      client.send('admin', { sent });
    }
    for (let heard = 0; heard < 100; heard += 1) {
      const { data } = (await client.next()) as { data: { sub?: string; code?: string } };
      const outcome = data.sub ?? data.code;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }

    expect(Object.fromEntries(outcomes)).toEqual({ alice: 50, ERR_COGNITO_GROUP_REQUIRED: 50 });
    client.close();
    await app.close();
  });
});

describe('a native WebSocket', () => {
  const bench = SocketBench.forEachTest();

  /** As the filter of Nest 11 does: an event that on this kind of client stays inside the process. */
  @Catch(WsException)
  class EmittingFilter {
    catch(exception: WsException, host: ArgumentsHost): void {
      host.switchToWs().getClient<NodeJS.EventEmitter>().emit('exception', exception.getError());
    }
  }

  @WebSocketGateway()
  @UseFilters(EmittingFilter)
  class EmittingGateway extends ChatGateway {}

  const imports = () => [
    CognitoAuthModule.forRoot({ ...bench.pool.options, transports: [webSocketTransport()] }),
  ];

  it('is told of a refusal where the filter only emits it', async () => {
    await bench.start(nativeWs, { imports: imports(), providers: [EmittingGateway] });
    bench.connect(nativeWs);

    expect(await bench.client.ask('whoami')).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(await bench.client.ask('whoami')).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(await bench.client.ask('open')).toEqual(reply(null));
  });

  // Nest 11 says nothing to a native WebSocket of errors that are no WsException.
  if (NEST_MAJOR >= 12) {
    it('is refused where nothing has remembered its request', async () => {
      await bench.start(
        { createAdapter: (nest) => new WsAdapter(nest) },
        { imports: imports(), providers: [ChatGateway] },
      );
      bench.connect(nativeWs, bearer(bench.pool.accessToken()));

      expect(await bench.client.ask('whoami')).toMatchObject({
        event: 'exception',
        data: { status: 'error', message: 'Internal server error' },
      });
      expect(await bench.client.ask('open')).toEqual(reply(null));
    });
  }
});

// Nest 11 says nothing to a native WebSocket of errors that are no WsException.
describe.each(NEST_MAJOR < 12 ? [socketIo] : socketPlatforms)(
  'a gateway on $name without webSocketTransport()',
  (platform) => {
    /** The boot does not know what a guard that extends ours does. */
    class OwnGuard extends CognitoAuthGuard {}

    @WebSocketGateway()
    @UseGuards(OwnGuard)
    class OwnGateway {
      @SubscribeMessage('whoami')
      whoami(): Frame {
        return reply(null);
      }
    }

    it('refuses guarded messages', async () => {
      const pool = await LocalUserPool.create();
      const app = await startSocketApp(platform, {
        imports: [CognitoAuthModule.forRoot({ ...pool.options })],
        providers: [OwnGateway],
      });
      const client = platform.connect(app, bearer(pool.accessToken()));

      expect(await client.ask('whoami')).toMatchObject({ event: 'exception' });
      client.close();
      await app.close();
    });
  },
);

describe.each(socketPlatforms)('a gateway on $name beside a global guard', (platform) => {
  @WebSocketGateway()
  class PlainGateway {
    @SubscribeMessage('whoami')
    whoami(@CurrentUser('sub') sub: string): Frame {
      return reply(sub);
    }

    @Public()
    @SubscribeMessage('open')
    open(): Frame {
      return reply(null);
    }
  }

  @WebSocketGateway()
  class AdminGateway {
    @RequireAnyGroup('admin')
    @SubscribeMessage('admin')
    admin(): Frame {
      return reply(null);
    }
  }

  const start = async (
    ...providers: Type<unknown>[]
  ): Promise<[INestApplication, LocalUserPool]> => {
    const pool = await LocalUserPool.create();
    const transports = [webSocketTransport()];
    const app = await startSocketApp(platform, {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports, globalGuard: true })],
      providers,
    });
    return [app, pool];
  };

  if (NEST_MAJOR >= 12) {
    it('is closed, from Nest 12 on', async () => {
      const [app, pool] = await start(PlainGateway, AdminGateway);
      const user = platform.connect(app, bearer(pool.accessToken({ sub: 'a' })));
      const stranger = platform.connect(app);

      expect(await user.ask('whoami')).toEqual(reply('a'));
      expect(await user.ask('admin')).toEqual(refusal('ERR_COGNITO_GROUP_REQUIRED'));
      expect(await stranger.ask('whoami')).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
      expect(await stranger.ask('open')).toEqual(reply(null));
      user.close();
      stranger.close();
      await app.close();
    });
  } else {
    it('does not boot with a requirement, before Nest 12', async () => {
      await expect(start(AdminGateway)).rejects.toThrow(/AdminGateway\.admin.*before Nest 12/);
    });
  }
});
