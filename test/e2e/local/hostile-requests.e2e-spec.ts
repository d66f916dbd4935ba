import { connect } from 'node:net';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { call } from './support/call.js';
import { hostileRequests } from '../../support/hostile-requests.mjs';

describe('requests that nobody should send', () => {
  let local: LocalCognito;

  beforeAll(async () => {
    local = await LocalCognito.start({
      users: [{ email: 'alice@example.com', password: 'Password1!' }],
    });
  });

  afterAll(() => local.close());

  it('are refused, none with 5xx, and then it works as before', async () => {
    const wrong: unknown[] = [];
    let count = 0;
    for (const { path, ...init } of hostileRequests(local)) {
      const { status } = await fetch(local.origin + path, { ...init, redirect: 'manual' });
      count += 1;
      if (status >= 500) wrong.push({ path, ...init, status });
    }

    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(300);
    expect((await fetch(local.jwksUri)).status).toBe(200);
  });

  it.each([
    ['USERNAME', { USERNAME: 'a'.repeat(129), SRP_A: 'abcdef' }],
    ['DEVICE_KEY', { USERNAME: 'ada@example.com', SRP_A: 'abcdef', DEVICE_KEY: 'a'.repeat(56) }],
  ])('begin no sign-in, which is kept, with a long %s', async (_name, AuthParameters) => {
    const begun = call(local.origin, 'InitiateAuth', {
      ClientId: local.clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters,
    });

    await expect(begun).rejects.toThrow(/^InvalidParameterException/);
  });

  it.each(['a\u0007b@example.com', '\u001b[2J@example.com', '\u202ea@example.com'])(
    'make no user of the address %j, which would be printed',
    async (Username) => {
      const signedUp = call(local.origin, 'SignUp', {
        ClientId: local.clientId,
        Username,
        Password: 'Password1!',
      });

      await expect(signedUp).rejects.toThrow(/^InvalidParameterException/);
    },
  );

  it.each([
    ['/', 'application/x-amz-json-1.1', 413],
    ['/oauth2/token', 'application/x-www-form-urlencoded', 413],
    ['/login', 'application/x-www-form-urlencoded', 302],
  ])('are answered where their body is too long, at %s', async (path, type, status) => {
    const answer = await fetch(local.origin + path, {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
      },
      body: 'a'.repeat(2_000_000),
      redirect: 'manual',
    });

    expect(answer.status).toBe(status);
    expect(answer.headers.get('connection')).toBe('close');
  });

  it.each([
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    'nonsense\r\n\r\n',
  ])('end with the connection where they are no HTTP: %j', async (text) => {
    const answer = await new Promise<string>((resolve) => {
      let received = '';
      const socket = connect(Number(new URL(local.origin).port), '127.0.0.1');
      socket.on('data', (chunk) => (received += String(chunk)));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(received));
      socket.end(text);
    });

    expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
    expect((await fetch(local.jwksUri)).status).toBe(200);
  });
});
