import type { AddressInfo } from 'node:net';
import { WsAdapter } from '@nestjs/platform-ws';
import { type OnGatewayConnection, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthSettings,
  type CognitoUser,
  RequireTokenUse,
} from 'nestjs-cognito-auth';
import {
  WebSocketAuthenticator,
  webSocketTransport,
  type WebSocketTransportOptions,
} from 'nestjs-cognito-auth/websockets';
import { Manager, type Socket } from 'socket.io-client';
import { ChatGateway } from '../../support/chat.gateway.js';
import { FakeClock } from '../../support/fake-clock.js';
import { SocketBench } from '../../support/socket-bench.js';
import {
  bearer,
  nativeWs,
  type SocketClient,
  socketIo,
  socketPlatforms,
  type SocketPlatform,
  startSocketApp,
} from '../../support/sockets.js';
import { TOKEN_ENDS } from '../../support/token-ends.js';

const bench = SocketBench.forEachTest();

/** Tells a client that is let in who it is. */
@WebSocketGateway()
class GreetingGateway extends ChatGateway implements OnGatewayConnection {
  readonly connected: Promise<unknown>[] = [];
  readonly sockets: object[] = [];

  constructor(protected readonly authenticator: WebSocketAuthenticator) {
    super();
  }

  handleConnection(socket: object): void {
    this.sockets.push(socket);
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

@WebSocketGateway()
class IdTokenGateway extends GreetingGateway {
  @RequireTokenUse('id')
  @SubscribeMessage('idOnly')
  idOnly(): unknown {
    return { event: 'reply', data: 'ID token' };
  }
}

const start = async (
  platform: Pick<SocketPlatform, 'createAdapter'>,
  gateway: typeof ChatGateway | typeof GreetingGateway = GreetingGateway,
  options: WebSocketTransportOptions = {},
): Promise<void> => {
  await bench.start(platform, {
    imports: [
      CognitoAuthModule.forRoot({
        ...bench.pool.options,
        transports: [webSocketTransport(options)],
      }),
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
    bench.connect(platform, bearer(bench.pool.accessToken({ sub: 'alice' })));

    expect(await bench.client.next()).toEqual({ event: 'reply', data: 'hello alice' });
    expect(await bench.client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
    expect(await bench.client.ask('admin')).toEqual(refusal('ERR_COGNITO_GROUP_REQUIRED'));
  });

  it.each<[string, (() => string) | undefined]>([
    ['ERR_COGNITO_TOKEN_MISSING', undefined],
    ['ERR_COGNITO_TOKEN_MALFORMED', () => 'a.b.c'],
    ['ERR_COGNITO_TOKEN_EXPIRED', () => bench.pool.accessToken({ expiresInSeconds: -1 })],
  ])('is closed with %s, and nothing is left to reject', async (code, token) => {
    await start(platform);
    bench.connect(platform, token === undefined ? {} : bearer(token()));

    expect(await bench.client.next()).toEqual(refusal(code));
    expect(await bench.client.ended).toBe(endedFor(code));
    const { connected } = bench.app.get(GreetingGateway);
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
    bench.connect(platform);

    expect(await bench.client.ask('whoami')).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    letGo();
    expect(await bench.client.next()).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_TOKEN_MISSING'));
  });

  it('ends when the token runs out', async () => {
    await start(platform);
    bench.connect(platform, bearer(bench.pool.accessToken({ sub: 'alice', expiresInSeconds: 2 })));

    expect(await bench.client.next()).toEqual({ event: 'reply', data: 'hello alice' });
    expect(await bench.client.next()).toEqual(refusal('ERR_COGNITO_TOKEN_EXPIRED'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_TOKEN_EXPIRED'));
  });

  it('goes on when there is a newer token by then', async () => {
    let token = bench.pool.accessToken({ sub: 'alice', expiresInSeconds: 2 });
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
    bench.connect(platform);
    expect(await bench.client.next()).toEqual({ event: 'reply', data: 'hello alice' });

    token = bench.pool.accessToken({ sub: 'alice' });
    await wasReadAgain;

    expect(await bench.client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
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
    bench.connect(platform, bearer(bench.pool.accessToken()));
    await bench.client.ask('open');
    bench.client.close();

    const { connected } = bench.app.get(LateGateway);
    expect(await Promise.all(connected)).toEqual([undefined]);
  });

  it('is let in by a guard that a test puts in its place', async () => {
    await bench.start(
      platform,
      {
        imports: [
          CognitoAuthModule.forRoot({ ...bench.pool.options, transports: [webSocketTransport()] }),
        ],
        providers: [GreetingGateway, WebSocketAuthenticator],
      },
      {
        prepare: (builder) =>
          builder.overrideProvider(CognitoAuthGuard).useValue({ canActivate: () => true }),
      },
    );
    bench.connect(platform);

    expect(await bench.client.next()).toEqual({ event: 'reply', data: 'hello undefined' });
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
    bench.connect(nativeWs, bearer(bench.pool.accessToken({ sub: 'alice' })));

    expect(await bench.client.next()).toEqual({ event: 'reply', data: 'hello alice' });
    expect(await bench.client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
  });

  it('is closed where it is not given', async () => {
    await start({ createAdapter: (nest) => new WsAdapter(nest) });
    bench.connect(nativeWs, bearer(bench.pool.accessToken()));

    expect(await bench.client.next()).toEqual({
      event: 'exception',
      data: { status: 'error', message: 'Internal server error' },
    });
    expect(await bench.client.ended).toBe('1008 ');
  });
});

describe('a namespace of socket.io', () => {
  @WebSocketGateway({ namespace: 'staff' })
  class StaffGateway extends GreetingGateway {}

  it('is closed to a client without a token', async () => {
    await start(socketIo, StaffGateway);
    bench.connect(socketIo, { namespace: 'staff' });

    expect(await bench.client.next()).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(await bench.client.ended).toBe('io server disconnect');
  });
});

describe('WebSocketAuthenticator without CognitoAuthModule', () => {
  it('stops the boot', async () => {
    await expect(
      startSocketApp(socketIo, { providers: [WebSocketAuthenticator] }),
    ).rejects.toMatchObject({ code: 'ERR_COGNITO_SETUP' });
  });
});

describe.each(socketPlatforms)('a connection of $name, once it is open,', (platform) => {
  const endedFor = (code: string): unknown => ENDED_BY_SERVER[platform.name]?.(code);
  const hello = { event: 'reply', data: 'hello alice' };
  /** Stands still shortly before the tokens of the tests end. */
  let clock: FakeClock;
  let isValid: boolean;

  beforeEach(() => {
    clock = new FakeClock(Math.floor(Date.now() / 1000) * 1000);
    isValid = true;
  });

  const open = async (
    settings: CognitoAuthSettings,
    token: string,
    { recheckSeconds = 3600, readToken }: WebSocketTransportOptions = {},
    gateway: typeof GreetingGateway = GreetingGateway,
  ): Promise<void> => {
    const options = readToken === undefined ? { recheckSeconds } : { recheckSeconds, readToken };
    await bench.start(
      platform,
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...bench.pool.options,
            validateClaims: () => isValid,
            transports: [webSocketTransport(options)],
            ...settings,
          }),
        ],
        providers: [gateway, WebSocketAuthenticator],
      },
      { prepare: clock.install },
    );
    bench.connect(platform, bearer(token));
    expect(await bench.client.next()).toEqual(hello);
  };

  const tokenFor = (expiresInSeconds: number, sub = 'alice'): string =>
    bench.pool.accessToken({ sub, issuedAt: new Date(clock.nowMs), expiresInSeconds });

  it.each(TOKEN_ENDS)(
    'ends at %s, though its client sends nothing',
    async (_case, settings, seconds, code) => {
      const token = tokenFor(seconds);
      clock.nowMs += 59_980;
      await open(settings, token);
      expect(await bench.client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });

      clock.nowMs += 21;
      expect(await bench.client.next()).toEqual(refusal(code));
      expect(await bench.client.ended).toBe(endedFor(code));
    },
  );

  it('ends when validateClaims begins to refuse a client that sends nothing', async () => {
    await open({}, tokenFor(3600), { recheckSeconds: 1 });
    isValid = false;

    expect(await bench.client.next()).toEqual(refusal('ERR_COGNITO_CLAIMS_REFUSED'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_CLAIMS_REFUSED'));
  });

  it('ends when mapUser begins to refuse the user of a client that sends nothing', async () => {
    const mapUser = (user: CognitoUser): unknown => (isValid ? user : null);
    await open({ validateClaims: () => true, mapUser }, tokenFor(3600), { recheckSeconds: 1 });
    isValid = false;

    expect(await bench.client.next()).toEqual(refusal('ERR_COGNITO_USER_REFUSED'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_USER_REFUSED'));
  });

  it('ends with a message of a user whom mapUser refuses', async () => {
    const mapUser = (user: CognitoUser): unknown => (isValid ? user : null);
    await open({ validateClaims: () => true, mapUser }, tokenFor(3600));
    isValid = false;

    expect(await bench.client.ask('whoami')).toEqual(refusal('ERR_COGNITO_USER_REFUSED'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_USER_REFUSED'));
    expect(bench.client.unread).toEqual([]);
  });

  it('ends with a message that validateClaims refuses, of which its client is told once', async () => {
    await open({}, tokenFor(3600));
    isValid = false;

    expect(await bench.client.ask('whoami')).toEqual(refusal('ERR_COGNITO_CLAIMS_REFUSED'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_CLAIMS_REFUSED'));
    expect(bench.client.unread).toEqual([]);
  });

  it('ends when authenticate() is called again and its client is refused by then', async () => {
    await open({}, tokenFor(3600));
    const [socket] = bench.app.get(GreetingGateway).sockets;
    const authenticator = bench.app.get(WebSocketAuthenticator);
    expect(await authenticator.authenticate(socket as object)).toMatchObject({ sub: 'alice' });
    isValid = false;

    expect(await authenticator.authenticate(socket as object)).toBeUndefined();
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_CLAIMS_REFUSED'));
  });

  it('ends with a message that comes with a token of somebody else', async () => {
    let token = tokenFor(3600);
    await open({}, token, { readToken: () => token });
    token = tokenFor(3600, 'mallory');

    expect(await bench.client.ask('whoami')).toEqual(refusal('ERR_COGNITO_TOKEN_AMBIGUOUS'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_TOKEN_AMBIGUOUS'));
  });

  it('goes by a newer token that ends earlier, from the next message on', async () => {
    let token = tokenFor(3600);
    await open({}, token, { readToken: () => token });
    token = tokenFor(60);
    clock.nowMs += 59_980;
    expect(await bench.client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
    clock.nowMs += 20;

    expect(await bench.client.next()).toEqual(refusal('ERR_COGNITO_TOKEN_EXPIRED'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_TOKEN_EXPIRED'));
  });

  it('goes on after a message that requires more than its user has', async () => {
    const settings = { tokenUse: ['access', 'id'] } as CognitoAuthSettings;
    await open(settings, tokenFor(3600), {}, IdTokenGateway);

    expect(await bench.client.ask('admin')).toEqual(refusal('ERR_COGNITO_GROUP_REQUIRED'));
    expect(await bench.client.ask('idOnly')).toEqual(refusal('ERR_COGNITO_TOKEN_USE_REFUSED'));
    expect(await bench.client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
  });

  it('goes on while keys cannot be fetched', async () => {
    await bench.pool.listen();
    await bench.start(
      platform,
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...bench.pool.options,
            signingKeys: { maxAgeSeconds: 10, staleIfErrorSeconds: 10, cooldownSeconds: 1 },
            transports: [webSocketTransport()],
          }),
        ],
        providers: [GreetingGateway, WebSocketAuthenticator],
      },
      { prepare: clock.install },
    );
    bench.connect(platform, bearer(tokenFor(3600)));
    expect(await bench.client.next()).toEqual(hello);
    bench.pool.keyEndpoint.become('failing');
    clock.advanceSeconds(30);
    expect(await bench.client.ask('whoami')).toEqual(
      refusal('ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE'),
    );
    bench.pool.keyEndpoint.become('up');
    clock.advanceSeconds(30);

    expect(await bench.client.ask('whoami')).toMatchObject({ data: { sub: 'alice' } });
    await bench.pool.close();
  });

  it('is never opened with an exp that no date can show', async () => {
    const token = bench.pool.accessToken({ claims: { exp: 1e14 } });
    await start(platform);
    bench.connect(platform, bearer(token));

    expect(await bench.client.next()).toEqual(refusal('ERR_COGNITO_CLAIM_MALFORMED'));
    expect(await bench.client.ended).toBe(endedFor('ERR_COGNITO_CLAIM_MALFORMED'));
  });
});

describe('the namespaces of one transport of socket.io', () => {
  @WebSocketGateway({ namespace: 'staff' })
  class StaffGateway extends GreetingGateway {}

  @WebSocketGateway({ namespace: 'guests' })
  class GuestsGateway extends GreetingGateway {}

  const heard = (socket: Socket, event: string): Promise<unknown> =>
    new Promise((resolve) => {
      socket.once(event, resolve);
    });

  it('end each with its own token, and a client may come back with another', async () => {
    const clock = new FakeClock(Math.floor(Date.now() / 1000) * 1000);
    const tokenFor = (expiresInSeconds: number): string =>
      bench.pool.accessToken({ sub: 'alice', issuedAt: new Date(clock.nowMs), expiresInSeconds });
    await bench.start(
      socketIo,
      {
        imports: [
          CognitoAuthModule.forRoot({ ...bench.pool.options, transports: [webSocketTransport()] }),
        ],
        providers: [StaffGateway, GuestsGateway, WebSocketAuthenticator],
      },
      { prepare: clock.install },
    );
    const [shorter, longer] = [tokenFor(60), tokenFor(3600)];
    clock.nowMs += 59_980;
    const { port } = bench.app.getHttpServer().address() as AddressInfo;
    const manager = new Manager(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
    const staff = manager.socket('/staff', { auth: { token: shorter } });
    const guests = manager.socket('/guests', { auth: { token: longer } });
    bench.client = { close: () => manager._close() } as unknown as SocketClient;
    await Promise.all([heard(staff, 'reply'), heard(guests, 'reply')]);

    const refused = heard(staff, 'exception');
    const ended = heard(staff, 'disconnect');
    clock.nowMs += 20;
    expect(await refused).toMatchObject({ code: 'ERR_COGNITO_TOKEN_EXPIRED' });
    expect(await ended).toBe('io server disconnect');
    expect(guests.connected).toBe(true);

    staff.auth = { token: longer };
    const greeted = heard(staff, 'reply');
    staff.connect();
    expect(await greeted).toBe('hello alice');
  });
});
