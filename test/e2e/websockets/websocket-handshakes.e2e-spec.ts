import { WebSocketGateway } from '@nestjs/websockets';
import {
  bearerToken,
  CognitoAuthModule,
  cookieToken,
  queryToken,
  type TokenSource,
} from 'nestjs-cognito-auth';
import { webSocketTransport, type WebSocketTransportOptions } from 'nestjs-cognito-auth/websockets';
import { ChatGateway } from '../../support/chat.gateway.js';
import { SocketBench } from '../../support/socket-bench.js';
import {
  bearer,
  type Frame,
  type Handshake,
  nativeWs,
  socketIo,
  socketPlatforms,
  type SocketPlatform,
} from '../../support/sockets.js';

const bench = SocketBench.forEachTest();

/** The `sub` that a reply names, or the code of a refusal. */
const outcome = ({ data }: Frame): unknown => {
  const { sub, code } = data as { sub?: unknown; code?: unknown };
  return sub ?? code;
};

const start = async (
  platform: SocketPlatform,
  tokenSources: readonly TokenSource[],
  options: WebSocketTransportOptions = {},
): Promise<void> => {
  await bench.start(platform, {
    imports: [
      CognitoAuthModule.forRoot({
        ...bench.pool.options,
        tokenSources,
        transports: [webSocketTransport(options)],
      }),
    ],
    providers: [ChatGateway],
  });
};

/** What a client of this handshake is answered. */
const askWith = async (platform: SocketPlatform, handshake: Handshake): Promise<unknown> => {
  bench.connect(platform, handshake);
  return outcome(await bench.client.ask('whoami'));
};

const APP = 'https://app.example';

describe.each(socketPlatforms)('a cookie in the handshake of $name', (platform) => {
  it.each<[string, Record<string, string>, string]>([
    ['no proof of its origin', {}, 'ERR_COGNITO_ORIGIN_REFUSED'],
    ['its own origin', { 'sec-fetch-site': 'same-origin' }, 'alice'],
    ['a listed origin', { origin: APP }, 'alice'],
    ['another origin', { origin: 'https://evil.example' }, 'ERR_COGNITO_ORIGIN_REFUSED'],
    [
      'another origin of the site',
      { 'sec-fetch-site': 'same-site', origin: 'https://blog.app.example' },
      'ERR_COGNITO_ORIGIN_REFUSED',
    ],
  ])('with %s', async (_case, headers, expected) => {
    await start(platform, [cookieToken('session', { allowedOrigins: [APP] })]);
    const cookie = `session=${bench.pool.accessToken({ sub: 'alice' })}`;

    expect(await askWith(platform, { headers: { cookie, ...headers } })).toBe(expected);
  });
});

describe('a cookie in the handshake of socket.io by polling', () => {
  it.each<[string, string]>([
    [APP, 'alice'],
    ['https://evil.example', 'ERR_COGNITO_ORIGIN_REFUSED'],
  ])('from %s', async (origin, expected) => {
    await start(socketIo, [cookieToken('session', { allowedOrigins: [APP] })]);
    const cookie = `session=${bench.pool.accessToken({ sub: 'alice' })}`;

    expect(await askWith(socketIo, { transports: ['polling'], headers: { cookie, origin } })).toBe(
      expected,
    );
  });
});

describe('the handshake of socket.io', () => {
  beforeEach(() => start(socketIo, [bearerToken()]));

  it('may carry the token in auth', async () => {
    const token = bench.pool.accessToken({ sub: 'alice' });

    expect(await askWith(socketIo, { auth: { token } })).toBe('alice');
  });

  it('may carry the same token in auth and in a header', async () => {
    const token = bench.pool.accessToken({ sub: 'alice' });

    expect(await askWith(socketIo, { auth: { token }, ...bearer(token) })).toBe('alice');
  });

  it('must not carry two different tokens', async () => {
    const [token, other] = [bench.pool.accessToken(), bench.pool.accessToken()];

    expect(await askWith(socketIo, { auth: { token }, ...bearer(other) })).toBe(
      'ERR_COGNITO_TOKEN_AMBIGUOUS',
    );
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'ERR_COGNITO_TOKEN_MISSING'],
    ['an empty text', '', 'ERR_COGNITO_TOKEN_MALFORMED'],
    ['an object', { toString: 'x' }, 'ERR_COGNITO_TOKEN_MALFORMED'],
    ['a list', ['a.b.c'], 'ERR_COGNITO_TOKEN_MALFORMED'],
  ])('is not read as a token where it is %s', async (_case, token, expected) => {
    expect(await askWith(socketIo, { auth: { token } })).toBe(expected);
  });
});

describe('the URL of a native WebSocket', () => {
  it('may carry the token where queryToken() reads it', async () => {
    await start(nativeWs, [queryToken('access_token')]);
    const token = bench.pool.accessToken({ sub: 'alice' });

    expect(await askWith(nativeWs, { query: `?access_token=${token}` })).toBe('alice');
  });
});

describe.each(socketPlatforms)('a connection of $name', (platform) => {
  let token: string | undefined;

  beforeEach(() => start(platform, [bearerToken()], { readToken: () => token }));

  it('has the token that readToken gives for it', async () => {
    token = bench.pool.accessToken({ sub: 'alice' });

    expect(await askWith(platform, {})).toBe('alice');
    token = undefined;
    expect(outcome(await bench.client.ask('whoami'))).toBe('ERR_COGNITO_TOKEN_MISSING');
  });

  it('takes a newer token of its user', async () => {
    token = bench.pool.accessToken({ sub: 'alice' });
    expect(await askWith(platform, {})).toBe('alice');

    token = bench.pool.accessToken({ sub: 'alice', groups: ['admin'] });
    expect(outcome(await bench.client.ask('admin'))).toBe('alice');
  });

  it('refuses a token of another user, and stays with its own', async () => {
    const first = bench.pool.accessToken({ sub: 'alice' });
    token = first;
    expect(await askWith(platform, {})).toBe('alice');

    token = bench.pool.accessToken({ sub: 'mallory', groups: ['admin'] });
    expect(outcome(await bench.client.ask('whoami'))).toBe('ERR_COGNITO_TOKEN_AMBIGUOUS');
    expect(outcome(await bench.client.ask('admin'))).toBe('ERR_COGNITO_TOKEN_AMBIGUOUS');
    token = first;
    expect(outcome(await bench.client.ask('whoami'))).toBe('alice');
  });

  it('does not share its user with another connection', async () => {
    token = bench.pool.accessToken({ sub: 'alice' });
    expect(await askWith(platform, {})).toBe('alice');
    token = bench.pool.accessToken({ sub: 'bob' });
    const other = platform.connect(bench.app);

    expect(outcome(await other.ask('whoami'))).toBe('bob');
    other.close();
  });
});

describe('a namespace of socket.io', () => {
  @WebSocketGateway({ namespace: 'staff' })
  class StaffGateway extends ChatGateway {}

  it('has a user of its own', async () => {
    await bench.start(socketIo, {
      imports: [
        CognitoAuthModule.forRoot({ ...bench.pool.options, transports: [webSocketTransport()] }),
      ],
      providers: [ChatGateway, StaffGateway],
    });
    bench.connect(socketIo, { auth: { token: bench.pool.accessToken({ sub: 'alice' }) } });
    const staff = socketIo.connect(bench.app, {
      namespace: 'staff',
      auth: { token: bench.pool.accessToken({ sub: 'bob' }) },
    });
    const nobody = socketIo.connect(bench.app, { namespace: 'staff' });

    expect(outcome(await bench.client.ask('whoami'))).toBe('alice');
    expect(outcome(await staff.ask('whoami'))).toBe('bob');
    expect(outcome(await staff.ask('admin'))).toBe('ERR_COGNITO_GROUP_REQUIRED');
    expect(outcome(await nobody.ask('whoami'))).toBe('ERR_COGNITO_TOKEN_MISSING');
    staff.close();
    nobody.close();
  });
});
