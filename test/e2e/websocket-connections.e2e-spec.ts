import type { INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { CognitoAuthGuard, CognitoAuthModule, type CognitoUser } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import {
  WebSocketAuthenticator,
  webSocketTransport,
  type WebSocketTransportOptions,
} from 'nestjs-cognito-auth/websockets';
import { ChatGateway } from '../support/chat.gateway.js';
import {
  bearer,
  nativeWs,
  type SocketClient,
  socketIo,
  socketPlatforms,
  type SocketPlatform,
  startSocketApp,
} from '../support/sockets.js';

let pool: LocalUserPool;
let app: INestApplication;
let client: SocketClient;

beforeAll(async () => {
  pool = await LocalUserPool.create();
});

afterEach(async () => {
  client.close();
  await app.close();
});

/** Tells a client that is let in who it is. */
@WebSocketGateway()
class GreetingGateway extends ChatGateway implements OnGatewayConnection {
  readonly connected: Promise<unknown>[] = [];

  constructor(protected readonly authenticator: WebSocketAuthenticator) {
    super();
  }

  handleConnection(socket: object): void {
    this.connected.push(this.greet(socket, this.authenticator.authenticate(socket)));
  }

  protected async greet(
    socket: object,
    admitted: Promise<CognitoUser | undefined>,
  ): Promise<unknown> {
    const sub = (await admitted)?.sub;
    const greeting = { event: 'reply', data: `hello ${sub}` };
    if ('handshake' in socket)
      (socket as unknown as NodeJS.EventEmitter).emit('reply', greeting.data);
    else (socket as { send(frame: string): void }).send(JSON.stringify(greeting));
    return sub;
  }
}

const start = async (
  platform: Pick<SocketPlatform, 'createAdapter'>,
  gateway: typeof ChatGateway | typeof GreetingGateway = GreetingGateway,
  options: WebSocketTransportOptions = {},
): Promise<void> => {
  app = await startSocketApp(platform, {
    imports: [
      CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport(options)] }),
    ],
    providers: [gateway, WebSocketAuthenticator],
  });
};

const refusal = (code: string): unknown => ({
  event: 'exception',
  data: { status: 'error', code, message: expect.any(String) },
});

const ENDED_BY_SERVER: Readonly<Record<string, (code: string) => string>> = {
  'socket.io': () => 'io server disconnect',
  ws: (code) => `1008 ${code}`,
};

describe.each(socketPlatforms)('a connection of $name', (platform) => {
  const endedFor = (code: string): unknown => ENDED_BY_SERVER[platform.name]?.(code);

  it('is opened to a client with a good token', async () => {
    await start(platform);
    client = platform.connect(app, bearer(pool.accessToken({ sub: 'alice' })));

    expect(await client.next()).toEqual({ event: 'reply', data: 'hello alice' });
    expect(await client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
    expect(await client.ask('admin')).toEqual(refusal('ERR_COGNITO_GROUP_REQUIRED'));
  });

  it.each<[string, (() => string) | undefined]>([
    ['ERR_COGNITO_TOKEN_MISSING', undefined],
    ['ERR_COGNITO_TOKEN_MALFORMED', () => 'a.b.c'],
    ['ERR_COGNITO_TOKEN_EXPIRED', () => pool.accessToken({ expiresInSeconds: -1 })],
  ])('is closed with %s, and nothing is left to reject', async (code, token) => {
    await start(platform);
    client = platform.connect(app, token === undefined ? {} : bearer(token()));

    expect(await client.next()).toEqual(refusal(code));
    expect(await client.ended).toBe(endedFor(code));
    const { connected } = app.get(GreetingGateway);
    expect(await Promise.allSettled(connected)).toEqual([
      { status: 'fulfilled', value: undefined },
    ]);
  });

  it('guards messages that arrive before it is decided on', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });

    @WebSocketGateway()
    class SlowGateway extends GreetingGateway {
      override handleConnection(socket: object): void {
        this.connected.push(held.then(() => this.authenticator.authenticate(socket)));
      }
    }

    await start(platform, SlowGateway);
    client = platform.connect(app);

    expect(await client.ask('whoami')).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    letGo();
    expect(await client.next()).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(await client.ended).toBe(endedFor('ERR_COGNITO_TOKEN_MISSING'));
  });

  it('ends when the token runs out', async () => {
    await start(platform);
    client = platform.connect(app, bearer(pool.accessToken({ sub: 'alice', expiresInSeconds: 2 })));

    expect(await client.next()).toEqual({ event: 'reply', data: 'hello alice' });
    expect(await client.next()).toEqual(refusal('ERR_COGNITO_TOKEN_EXPIRED'));
    expect(await client.ended).toBe(endedFor('ERR_COGNITO_TOKEN_EXPIRED'));
  });

  it('goes on when there is a newer token by then', async () => {
    let token = pool.accessToken({ sub: 'alice', expiresInSeconds: 2 });
    let reads = 0;
    let readAgain: () => void = () => undefined;
    const wasReadAgain = new Promise<void>((resolve) => {
      readAgain = resolve;
    });
    await start(platform, GreetingGateway, {
      readToken: () => {
        reads += 1;
        if (reads === 2) readAgain();
        return token;
      },
    });
    client = platform.connect(app);
    expect(await client.next()).toEqual({ event: 'reply', data: 'hello alice' });

    token = pool.accessToken({ sub: 'alice' });
    await wasReadAgain;

    expect(await client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
  });

  it('is given up without a sound when the client has gone meanwhile', async () => {
    @WebSocketGateway()
    class LateGateway extends GreetingGateway {
      override handleConnection(socket: NodeJS.EventEmitter): void {
        const gone = new Promise((resolve) => {
          socket.once('disconnect', resolve).once('close', resolve);
        });
        this.connected.push(gone.then(() => this.authenticator.authenticate(socket)));
      }
    }

    await start(platform, LateGateway);
    client = platform.connect(app, bearer(pool.accessToken()));
    await client.ask('open');
    client.close();

    const { connected } = app.get(LateGateway);
    expect(await Promise.all(connected)).toEqual([undefined]);
  });

  it('is let in by a guard that a test puts in its place', async () => {
    app = await startSocketApp(
      platform,
      {
        imports: [
          CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] }),
        ],
        providers: [GreetingGateway, WebSocketAuthenticator],
      },
      (builder) => builder.overrideProvider(CognitoAuthGuard).useValue({ canActivate: () => true }),
    );
    client = platform.connect(app);

    expect(await client.next()).toEqual({ event: 'reply', data: 'hello undefined' });
  });
});

describe('a native WebSocket whose request nothing has remembered', () => {
  it('is let in by the request that handleConnection is given, and so are its messages', async () => {
    @WebSocketGateway()
    class RequestGateway extends GreetingGateway {
      override handleConnection(socket: object, request?: { headers: object }): void {
        const admitted = this.authenticator.authenticate(socket, request as never);
        this.connected.push(this.greet(socket, admitted));
      }
    }

    await start({ createAdapter: (nest) => new WsAdapter(nest) }, RequestGateway);
    client = nativeWs.connect(app, bearer(pool.accessToken({ sub: 'alice' })));

    expect(await client.next()).toEqual({ event: 'reply', data: 'hello alice' });
    expect(await client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
  });

  it('is closed where it is not given', async () => {
    await start({ createAdapter: (nest) => new WsAdapter(nest) });
    client = nativeWs.connect(app, bearer(pool.accessToken()));

    expect(await client.next()).toEqual({
      event: 'exception',
      data: { status: 'error', message: 'Internal server error' },
    });
    expect(await client.ended).toBe('1008 ');
  });
});

describe('a namespace of socket.io', () => {
  @WebSocketGateway({ namespace: 'staff' })
  class StaffGateway extends GreetingGateway {}

  it('is closed to a client without a token', async () => {
    await start(socketIo, StaffGateway);
    client = socketIo.connect(app, { namespace: 'staff' });

    expect(await client.next()).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(await client.ended).toBe('io server disconnect');
  });
});

describe('WebSocketAuthenticator without CognitoAuthModule', () => {
  it('stops the boot', async () => {
    await expect(
      startSocketApp(socketIo, { providers: [WebSocketAuthenticator] }),
    ).rejects.toMatchObject({ code: 'ERR_COGNITO_OPTIONS' });
  });
});
