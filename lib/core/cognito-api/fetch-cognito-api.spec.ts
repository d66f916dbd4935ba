import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RequestFailure } from '../aws-request/request-failure.js';
import { fetchCognitoApi } from './fetch-cognito-api.js';
import type { ServiceException } from './service-exception.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
let requests: { headers: IncomingMessage['headers']; method: string | undefined; body: string }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, method } = request;
      requests.push({ headers, method, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  requests = [];
});

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

function call(input: object = { Username: 'ada' }): Promise<object> {
  const { port } = server.address() as AddressInfo;
  const api = fetchCognitoApi({
    service: 'AWSCognitoIdentityProviderService',
    endpoint: `http://127.0.0.1:${port}`,
    fetch: globalThis.fetch,
  });
  return api('SignUp', input, { signal: new AbortController().signal });
}

const failureOf = (pending: Promise<object>): Promise<ServiceException> =>
  pending.then(
    () => {
      throw new Error('It succeeded');
    },
    (error: ServiceException) => error,
  );

describe('fetchCognitoApi', () => {
  it('posts the input as AWS JSON 1.1 and gives the answer', async () => {
    answer = answering(200, '{"UserSub":"1"}');

    expect(await call({ Username: 'ädä' })).toEqual({ UserSub: '1' });
    expect(requests).toEqual([
      {
        method: 'POST',
        body: '{"Username":"ädä"}',
        headers: expect.objectContaining({
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
          'cache-control': 'no-store',
        }) as unknown,
      },
    ]);
  });

  it('takes an empty body for an empty answer', async () => {
    answer = answering(200, '');

    expect(await call()).toEqual({});
  });

  it.each([
    ['the header', {}, { 'x-amzn-errortype': 'CodeMismatchException:' }],
    ['__type', { __type: 'CodeMismatchException' }, {}],
    ['__type with a namespace', { __type: 'com.amazonaws.cognito#CodeMismatchException' }, {}],
    ['both', { __type: 'Other' }, { 'x-amzn-errortype': 'CodeMismatchException:http://aws/' }],
  ])('names the exception by %s', async (_case, body, headers) => {
    const ids = { 'x-amzn-requestid': 'id-1' };
    answer = answering(400, JSON.stringify({ ...body, message: 'Wrong.' }), { ...headers, ...ids });

    expect(await failureOf(call())).toMatchObject({
      name: 'CodeMismatchException',
      message: 'Wrong.',
      $metadata: { httpStatusCode: 400, requestId: 'id-1' },
    });
  });

  it.each([
    ['HTML beside 503', 503, '<html></html>', 'HTTP503', 503],
    ['nothing beside 400', 400, '', 'HTTP400', 400],
    ['a list beside 200', 200, '[]', 'HTTP200', 502],
    ['half of an object beside 200', 200, '{"UserSub', 'HTTP200', 502],
    ['a name that is none', 400, '{"__type":"<script>","message":7}', 'HTTP400', 400],
  ])('reads %s as a failure', async (_case, status, body, name, httpStatusCode) => {
    answer = answering(status, body);

    expect(await failureOf(call())).toMatchObject({
      name,
      message: '',
      $metadata: { httpStatusCode },
    });
  });

  it('follows no redirect', async () => {
    answer = answering(307, '', { location: '/elsewhere' });

    expect(await failureOf(call())).toMatchObject({
      name: 'HTTP307',
      $metadata: { httpStatusCode: 307 },
    });
    expect(requests).toHaveLength(1);
  });

  it('reads no answer beyond 1 MiB', async () => {
    answer = answering(200, `{"UserSub":"${'x'.repeat(1024 * 1024)}"}`);

    await expect(call()).rejects.toMatchObject({ reason: 'too-long' });
  });

  it('says what a lost connection is, without what was sent', async () => {
    answer = (request) => request.socket.destroy();

    const failure = await failureOf(call({ Password: 'hunter2' }));
    expect(failure).toBeInstanceOf(RequestFailure);
    expect(failure).toMatchObject({ reason: 'connection' });
    expect(failure.message).not.toContain('hunter2');
  });
});
