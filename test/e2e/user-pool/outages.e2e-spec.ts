import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import {
  EMAIL,
  errorOf,
  PASSWORD,
  SECRET,
  seenOf,
  startUserPool,
  type UserPoolBench,
} from './support/start-user-pool.js';

const UNAVAILABLE = { code: 'ERR_COGNITO_USER_POOL_UNAVAILABLE', status: 503 };

let bench: UserPoolBench;
let servers: Server[] = [];

afterEach(async () => {
  await bench.close();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
});

const signIn = () => bench.users.signIn({ username: EMAIL, password: PASSWORD });

describe('a call whose answer is lost', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['SignUp', () => bench.users.signUp({ username: 'bob@example.com', password: PASSWORD })],
    ['InitiateAuth', signIn],
    ['RespondToAuthChallenge', signIn],
    ['ConfirmSignUp', () => bench.users.confirmSignUp({ username: EMAIL, code: '1' })],
    ['ForgotPassword', () => bench.users.forgotPassword(EMAIL)],
    [
      'ConfirmForgotPassword',
      () => bench.users.resetPassword({ username: EMAIL, code: '1', newPassword: PASSWORD }),
    ],
    ['GetTokensFromRefreshToken', () => bench.users.refresh({ refreshToken: 'token' })],
    ['RevokeToken', () => bench.users.revoke('token')],
    ['ChangePassword', () => bench.users.changePassword('token', PASSWORD, PASSWORD)],
    ['DeleteUser', () => bench.users.deleteUser('token')],
  ])('is not repeated: %s', async (operation, call) => {
    bench = await startUserPool();
    bench.local.faults.drop(operation);

    expect(await errorOf(call())).toMatchObject(UNAVAILABLE);
    expect(bench.local.calls.count(operation)).toBe(1);
  });

  it('is repeated once if it only reads', async () => {
    bench = await startUserPool();
    const result = await signIn();
    if (result.status !== 'signed-in') throw new Error('It did not sign in');
    bench.local.faults.drop('GetUser', { times: 1 });

    expect(await bench.users.getUser(result.tokens.accessToken)).toBeDefined();
    expect(bench.local.calls.count('GetUser')).toBe(2);
  });

  it('is repeated if it is a refresh that may be', async () => {
    bench = await startUserPool({}, { retryRefresh: true });
    const result = await signIn();
    if (result.status !== 'signed-in') throw new Error('It did not sign in');
    bench.local.faults.drop('GetTokensFromRefreshToken', { times: 1 });

    const { refreshToken = '' } = result.tokens;
    expect(await bench.users.refresh({ refreshToken })).toMatchObject({ refreshToken });
  });
});

it('does not take a refresh token for bad while Cognito is down, and says so once', async () => {
  bench = await startUserPool();
  const end = bench.local.faults.fail('*', { status: 503 });
  for (let tries = 0; tries < 3; tries += 1) {
    expect(await errorOf(bench.users.refresh({ refreshToken: 'token' }))).toMatchObject(
      UNAVAILABLE,
    );
  }
  end();
  await signIn();

  expect(bench.events.map(({ type }) => type)).toEqual([
    'api-failed',
    'api-recovered',
    'signed-in',
  ]);
});

describe('the deadline', () => {
  /** A server that does nothing with a connection but what it is told. */
  async function hanging(head: string): Promise<string> {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      if (head !== '') socket.write(head);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const close = server.close.bind(server);
    server.close = (callback) => {
      for (const socket of sockets) socket.destroy();
      return close(callback);
    };
    servers.push(server as unknown as Server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it.each([
    ['headers', ''],
    ['the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'],
  ])('ends a wait for %s', async (_what, head) => {
    const endpoint = await hanging(head);
    bench = await startUserPool({}, { endpoint, requestTimeoutMs: 500 });

    expect(await errorOf(signIn())).toMatchObject(UNAVAILABLE);
  });

  it('lets no more calls wait than the bound', async () => {
    const endpoint = await hanging('');
    bench = await startUserPool(
      {},
      { endpoint, requestTimeoutMs: 2000, flow: 'USER_PASSWORD_AUTH' },
    );
    const began = performance.now();
    const all = Array.from({ length: 1000 }, () => {
      return errorOf(signIn()).then((error) => [error, performance.now() - began] as const);
    });
    const results = await Promise.all(all);
    const atOnce = results.filter(([{ cause }]) => /100 calls are under way/.test(String(cause)));

    expect(results.every(([{ code }]) => code === UNAVAILABLE.code)).toBe(true);
    expect(atOnce).toHaveLength(900);
    expect(Math.max(...atOnce.map(([, ms]) => ms))).toBeLessThan(
      Math.min(...results.filter((one) => !atOnce.includes(one)).map(([, ms]) => ms)),
    );
  });

  it('leaves a call that the caller ends with his reason', async () => {
    bench = await startUserPool();
    bench.local.faults.hang('InitiateAuth');
    const controller = new AbortController();
    const { signal } = controller;
    const pending = bench.users.signIn({ username: EMAIL, password: PASSWORD }, { signal });
    controller.abort(new Error('gone'));

    await expect(pending).rejects.toBe(signal.reason);
  });
});

it.each<[string, object, string]>([
  ['500', { status: 500, body: '{}' }, 'ERR_COGNITO_USER_POOL_UNAVAILABLE'],
  ['HTML beside 503', { status: 503, body: '<html>' }, 'ERR_COGNITO_USER_POOL_UNAVAILABLE'],
  ['nothing beside 400', { status: 400 }, 'ERR_COGNITO_USER_POOL_FAILED'],
  [
    'a redirect',
    { status: 307, headers: { location: '/elsewhere' } },
    'ERR_COGNITO_USER_POOL_FAILED',
  ],
  ['too much', { body: `{"a":"${'x'.repeat(2 ** 20)}"}` }, 'ERR_COGNITO_USER_POOL_UNAVAILABLE'],
  [
    'a name with a prefix',
    { status: 400, body: '{"__type":"com.amazonaws#NotAuthorizedException"}' },
    'ERR_COGNITO_SIGN_IN_REFUSED',
  ],
  ['an answer without tokens', { body: '{}' }, 'ERR_COGNITO_USER_POOL_FAILED'],
  [
    'tokens without a token',
    { body: '{"AuthenticationResult":{}}' },
    'ERR_COGNITO_USER_POOL_FAILED',
  ],
  [
    'a proof that was not begun, without end',
    { body: '{"ChallengeName":"DEVICE_PASSWORD_VERIFIER","ChallengeParameters":{}}' },
    'ERR_COGNITO_REQUEST_INVALID',
  ],
  [
    'SRP with B = 0',
    {
      body: JSON.stringify({
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeParameters: { SALT: 'ab', SRP_B: '0', SECRET_BLOCK: 'AAAA' },
      }),
    },
    'ERR_COGNITO_USER_POOL_FAILED',
  ],
])('survives %s', async (_case, answer, code) => {
  bench = await startUserPool();
  bench.local.faults.answer('InitiateAuth', answer);

  expect((await errorOf(signIn())).code).toBe(code);
  expect(bench.local.calls.count(/Auth/)).toBe(1);
  expect(bench.local.calls.count(/elsewhere/)).toBe(0);
});

it('connects once more where nothing was sent, and then works', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const dead = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
  await new Promise((resolve) => closed.close(resolve));
  let sent = 0;
  bench = await startUserPool(
    {},
    {
      fetch: (input, init) => {
        sent += 1;
        return globalThis.fetch(sent === 1 ? dead : input, init);
      },
    },
  );

  expect(await signIn()).toMatchObject({ status: 'signed-in' });
  expect(sent).toBe(3);
});

describe('a secret of the app client', () => {
  it.each<[string, object, object, RegExp]>([
    ['is wrong', {}, { clientSecret: 'another0secret0than0that0of0it' }, /clientSecret/],
    ['is missing', { clients: [{ secret: SECRET }] }, {}, /clientSecret/],
  ])('that %s is no wrong password', async (_case, cognito, options, line) => {
    bench = await startUserPool(cognito, options);
    const error = await errorOf(signIn());
    await errorOf(signIn());

    expect(error).toMatchObject({ code: 'ERR_COGNITO_USER_POOL_MISCONFIGURED', status: 500 });
    expect(seenOf(error)).not.toMatchObject({ message: expect.stringMatching(line) as string });
    expect(bench.log.lines.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', text: expect.stringMatching(line) as string },
    ]);
  });

  it('may come from a function, which may fail', async () => {
    let secret: string | undefined = SECRET;
    bench = await startUserPool(
      {},
      {
        clientSecret: async () => {
          if (secret === undefined) throw new Error(`no vault for ${PASSWORD}`);
          return secret;
        },
      },
    );
    expect(await signIn()).toMatchObject({ status: 'signed-in' });
    secret = undefined;

    expect(await errorOf(signIn())).toMatchObject(UNAVAILABLE);
  });
});

it('lets no secret out, whatever goes wrong', async () => {
  const secrets = [PASSWORD, SECRET, 'Wrong1!pass', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'];
  bench = await startUserPool({
    mfa: 'OPTIONAL',
    users: [{ email: EMAIL, password: PASSWORD, totpSecret: secrets[3] as string }],
  });
  const { users, local } = bench;
  const seen: unknown[] = [];
  const note = async (pending: Promise<unknown>): Promise<void> => {
    seen.push(await pending.catch((error: unknown) => error));
  };
  const result = await signIn();
  if (result.status !== 'challenge' || result.challenge !== 'SOFTWARE_TOKEN_MFA') {
    throw new Error('It asked for no code');
  }
  secrets.push(result.session);
  await note(users.answer(result, { code: '000000' }));
  await note(users.signIn({ username: EMAIL, password: 'Wrong1!pass' }));
  for (const fault of ['drop', 'throttle'] as const) {
    const end = local.faults[fault]('*');
    await note(signIn());
    await note(users.answer(result, { code: '000000' }));
    await note(users.refresh({ refreshToken: result.session }));
    end();
  }
  local.faults.fail('*', { status: 400, type: 'StrangeException', message: secrets.join(' ') });
  await note(signIn());
  await note(users.resetPassword({ username: EMAIL, code: '1', newPassword: PASSWORD }));
  local.faults.clear();
  local.faults.fail('*', {
    status: 400,
    type: 'NotAuthorizedException',
    message: `Unable to verify secret hash ${secrets.join(' ')}`,
  });
  await note(signIn());

  const everything = inspect([seen, bench.events, bench.log.lines], {
    depth: 20,
    maxStringLength: null,
    maxArrayLength: null,
    showHidden: true,
  });
  expect(everything).toContain('ERR_COGNITO_USER_POOL_MISCONFIGURED');
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
});
