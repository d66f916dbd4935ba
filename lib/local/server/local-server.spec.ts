import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { LocalCalls } from '../faults/local-calls.js';
import { LocalFaults } from '../faults/local-faults.js';
import { JsonApi } from '../wire/json-api.js';
import { LocalServer } from './local-server.js';
import { PublishedDocuments } from './published-documents.js';

const LISTEN = { port: 0, host: '127.0.0.1', tls: undefined, allowRemote: false };
const KEYS = '/local_1/.well-known/jwks.json';

const faults = new LocalFaults();
const calls = new LocalCalls();
const failures: unknown[] = [];
let server: LocalServer;

beforeAll(async () => {
  server = await LocalServer.listen(LISTEN);
  const run = (): object => ({ Answer: 1 });
  const operations = new Map([['GetUser', { input: {}, isSigned: false, run: run as never }]]);
  server.serve({
    api: new JsonApi([{ target: 'Service', operations }], (error) => failures.push(error)),
    handlers: [
      new PublishedDocuments({
        [KEYS]: () => ({ keys: [] }),
        '/broken': () => {
          throw new Error('broken');
        },
      }),
    ],
    faults,
    calls,
    onFailure: (error) => failures.push(error),
  });
});
beforeEach(() => {
  faults.clear();
  calls.clear();
});
afterAll(() => server.close());

interface Sent {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** By `node:http`, since `fetch` sets the header `Host` itself. */
async function send(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Sent> {
  const sent = request(server.origin + path, { method, headers }).end();
  const [response] = (await once(sent, 'response')) as [
    { statusCode: number; headers: Sent['headers']; resume(): void },
  ];
  response.resume();
  return { status: response.statusCode, headers: response.headers };
}

const callGetUser = (): Promise<Response> =>
  fetch(server.origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Service.GetUser',
    },
    body: '{}',
  });

describe('LocalServer', () => {
  it('answers calls, documents, and 404', async () => {
    expect(await (await callGetUser()).json()).toEqual({ Answer: 1 });
    expect(await (await fetch(server.origin + KEYS)).json()).toEqual({ keys: [] });
    expect((await send('/nothing')).status).toBe(404);
    expect((await send(KEYS, {}, 'POST')).status).toBe(404);
    expect([...calls]).toEqual(['GetUser', 'jwks.json', 'GET /nothing', 'jwks.json']);
  });

  it.each(['evil.example', '127.0.0.1.evil.example:80', 'localhost.evil.example'])(
    'refuses requests to %s, as of DNS rebinding',
    async (host) => {
      expect((await send(KEYS, { host })).status).toBe(403);
      expect(calls.count()).toBe(0);
    },
  );

  it.each(['localhost:1', 'app.localhost', '[::1]:9229'])('answers to %s', async (host) => {
    expect((await send(KEYS, { host })).status).toBe(200);
  });

  it('lets pages of this machine read its answers, and no others', async () => {
    const allowed = 'access-control-allow-origin';
    const origin = 'http://localhost:4200';

    expect((await send(KEYS, { origin })).headers[allowed]).toBe(origin);
    for (const foreign of ['https://evil.example', 'null', 'http://localhost.evil.example']) {
      const { headers } = await send(KEYS, { origin: foreign });
      expect(headers).not.toHaveProperty([allowed]);
      expect(headers['vary']).toBe('origin');
    }
  });

  it('answers the question before a request only to pages of this machine', async () => {
    const asked = { 'access-control-request-headers': 'x-amz-target' };
    const [ours, foreign] = [
      await send('/', { origin: 'http://127.0.0.1:1', ...asked }, 'OPTIONS'),
      await send('/', { origin: 'https://evil.example', ...asked }, 'OPTIONS'),
    ];

    expect([ours.status, foreign.status]).toEqual([204, 204]);
    expect(ours.headers['access-control-allow-headers']).toBe('x-amz-target');
    expect(foreign.headers).not.toHaveProperty(['access-control-allow-headers']);
  });

  it('refuses targets that are no path', async () => {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    socket.write(`GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();

    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('fails as it is told to', async () => {
    faults.fail('jwks.json', { status: 503, times: 1 });
    faults.throttle('GetUser', { times: 1 });
    faults.throttle('GET /nothing', { times: 1 });
    faults.answer('jwks.json', { status: 418, headers: { 'x-made': 'up' }, body: 'tea' });
    const throttled = await callGetUser();

    expect((await send(KEYS)).status).toBe(503);
    expect(throttled.status).toBe(400);
    expect(throttled.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException:');
    expect((await send('/nothing')).status).toBe(429);
    expect(await send(KEYS)).toMatchObject({ status: 418, headers: { 'x-made': 'up' } });
    expect(calls.count('jwks.json')).toBe(2);
  });

  it('drops connections, and is slow', async () => {
    faults.drop('jwks.json', { times: 1 });
    faults.slow('jwks.json', { delayMs: 1 });

    await expect(send(KEYS)).rejects.toThrow('socket hang up');
    expect((await send(KEYS)).status).toBe(200);
  });

  it.each(['hang', 'slow'] as const)('closes while a call is made to %s', async (fault) => {
    const other = await LocalServer.listen(LISTEN);
    const late = new LocalFaults();
    late[fault]('*');
    const struck = new LocalCalls();
    other.serve({
      api: new JsonApi([], () => undefined),
      handlers: [],
      faults: late,
      calls: struck,
      onFailure: (error) => failures.push(error),
    });
    const pending = fetch(other.origin);
    pending.catch(() => undefined);
    while (struck.count() === 0) await new Promise((resolve) => setImmediate(resolve));
    await other.close();
    await other.close();

    await expect(pending).rejects.toThrow('fetch failed');
  });

  it('answers 500 and reports when a handler fails', async () => {
    expect((await send('/broken')).status).toBe(500);
    expect(failures).toEqual([new Error('broken')]);
  });

  it('says that it is not ready before it serves', async () => {
    const early = await LocalServer.listen(LISTEN);

    expect((await fetch(early.origin)).status).toBe(503);
    await early.close();
  });

  it('says which port is taken', async () => {
    const port = Number(new URL(server.origin).port);

    await expect(LocalServer.listen({ ...LISTEN, port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
