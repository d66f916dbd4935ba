import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JsonApi } from './json-api.js';
import type { Operation, Service } from './operation.interface.js';
import { notAuthorized } from './service-exception.js';
import { TEXT } from './shape.js';

const echo: Operation = {
  input: { Text: TEXT },
  isSigned: false,
  run: ({ Text }) => ({ Text, Missing: undefined }),
};
const OPERATIONS: Readonly<Record<string, Operation>> = {
  Echo: echo,
  AdminEcho: { ...echo, isSigned: true },
  Refuse: {
    ...echo,
    run: () => {
      throw notAuthorized('Größe\nwrong');
    },
  },
  Break: { ...echo, run: () => Promise.reject(new Error('a secret')) },
};
const SERVICE: Service = {
  target: 'LocalService',
  operations: new Map(Object.entries(OPERATIONS)),
};

const failures: unknown[] = [];
const api = new JsonApi([SERVICE], (error) => failures.push(error));
let server: Server;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    const asked = api.callOf(incoming, incoming.url ?? '');
    if (asked === undefined) response.writeHead(404).end('no call');
    else void api.handle(asked, incoming, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const originOf = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function call(
  target: string,
  body: string = '{}',
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(originOf(), {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers },
    body,
  });
}

describe('JsonApi', () => {
  it('answers with what the operation gives, and an id of the request', async () => {
    const response = await call('LocalService.Echo', '{"Text":"hello","Other":1}');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
    expect(await response.text()).toBe('{"Text":"hello"}');
  });

  it('takes an empty body for an input without members', async () => {
    expect(await (await call('LocalService.Echo', '')).json()).toEqual({});
  });

  it('names an error in the body and in the header, there with a colon', async () => {
    const response = await call('LocalService.Refuse');

    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('NotAuthorizedException:');
    expect(response.headers.get('x-amzn-errormessage')).toBe('Gr  e wrong');
    expect(await response.json()).toEqual({
      __type: 'NotAuthorizedException',
      message: 'Größe\nwrong',
    });
  });

  it('hides a failure of its own, and reports it once', async () => {
    const response = await call('LocalService.Break');

    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(response.headers.get('x-amzn-errortype')).toBe('InternalErrorException:');
    expect(failures).toEqual([new Error('a secret')]);
  });

  it.each([
    ['an operation that it does not know', 'LocalService.CreateUserPool', 'CreateUserPool'],
    ['a service that it does not know', 'OtherService.Echo', 'Echo'],
    ['a name from a prototype', 'LocalService.constructor', 'constructor'],
    ['no name', 'LocalService', 'X-Amz-Target'],
  ])('refuses %s by name', async (_case, target, name) => {
    const response = await call(target);
    const { __type, message } = (await response.json()) as { __type: string; message: string };

    expect([response.status, __type]).toEqual([400, 'UnknownOperationException']);
    expect(message).toContain(name);
  });

  it('refuses another content type', async () => {
    const response = await call('LocalService.Echo', '{}', { 'content-type': 'text/plain' });

    expect(response.status).toBe(404);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException:');
  });

  it.each([
    [{}, 400],
    [{ authorization: 'Bearer abc' }, 400],
    [{ authorization: 'AWS4-HMAC-SHA256 Credential=local/x' }, 200],
  ])('wants a signature where AWS wants one: %j gives %d', async (headers, status) => {
    const response = await call('LocalService.AdminEcho', '{}', headers);

    expect(response.status).toBe(status);
    expect(response.headers.get('x-amzn-errortype')).toBe(
      status === 200 ? null : 'MissingAuthenticationTokenException:',
    );
  });

  it.each(['{', '[]', '1', '"text"', 'null', '{"Text":1}', '{"Text":["a"]}'])(
    'refuses the body %s',
    async (body) => {
      const response = await call('LocalService.Echo', body);

      expect(response.status).toBe(400);
      expect(response.headers.get('x-amzn-errortype')).toBe('SerializationException:');
    },
  );

  it('refuses a body that is too long, and closes the connection', async () => {
    const response = await call('LocalService.Echo', JSON.stringify({ Text: 'a'.repeat(300_000) }));

    expect(response.status).toBe(413);
    expect(response.headers.get('connection')).toBe('close');
    expect((await call('LocalService.Echo')).status).toBe(200);
  });

  it('reports nothing of its own when a client goes before the end', async () => {
    failures.length = 0;
    const going = request(originOf(), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'LocalService.Echo',
        'content-length': '100',
      },
    });
    going.on('error', () => undefined);
    const arrived = once(server, 'request') as Promise<
      [{ once(name: string, f: () => void): void }]
    >;
    going.write('{');
    const [incoming] = await arrived;
    const closed = new Promise<void>((resolve) => incoming.once('close', resolve));
    going.destroy();
    await closed;

    expect((await call('LocalService.Echo')).status).toBe(200);
    expect(failures).toEqual([]);
  });

  it.each([
    ['GET', '/'],
    ['POST', '/oauth2/token'],
  ])('leaves %s %s to others', async (method, path) => {
    const headers = { 'x-amz-target': 'LocalService.Echo' };

    expect(await (await fetch(originOf() + path, { method, headers })).text()).toBe('no call');
  });
});
