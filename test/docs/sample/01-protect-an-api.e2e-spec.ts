import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import {
  type ExampleRequest,
  exampleRequests,
  toCurl,
} from '../../../sample/01-protect-an-api/src/example-requests.js';
import { readSettings } from '../../../sample/01-protect-an-api/src/read-settings.js';
import {
  type OrdersApi,
  startOrdersApi,
  welcome,
} from '../../../sample/01-protect-an-api/src/start-orders-api.js';
import { StartupError } from '../../../sample/01-protect-an-api/src/startup.error.js';
import { cognitoUserPool } from '../../../sample/01-protect-an-api/src/user-pools.js';

interface Answer {
  readonly status: number;
  readonly code?: string;
}

type Client = (request: ExampleRequest, url: string) => Promise<Answer>;

const execFileAsync = promisify(execFile);

async function sendWithFetch(request: ExampleRequest, url: string): Promise<Answer> {
  const response = await fetchExample(request, url);
  return answerOf(response.status, await response.text());
}

/** Runs the command as it is printed; the options added at its end make it quiet. */
async function sendWithCurl(request: ExampleRequest, url: string): Promise<Answer> {
  const command = `${toCurl(request, url)} --silent --show-error --noproxy '*'`;
  const { stdout } = await execFileAsync('sh', ['-c', command]);
  const [head = '', body = ''] = stdout.split('\r\n\r\n');
  return answerOf(Number(head.split(' ')[1]), body);
}

/** curl is no dependency of the project; where there is none, fetch is left. */
const clients: readonly (readonly [string, Client])[] = [
  ['fetch', sendWithFetch],
  ...(spawnSync('sh', ['-c', 'command -v curl']).status === 0
    ? [['curl, as printed', sendWithCurl] as const]
    : []),
];

/** What the requests are called: a table of tests has to stand before there are tokens. */
const descriptions = exampleRequests({ user: '', administrator: '', expired: '' }).map(
  ({ description }) => description,
);

describe('the sample 01-protect-an-api', () => {
  let api: OrdersApi;

  beforeAll(async () => {
    api = await startOrdersApi({ port: 0 }, { logger: false });
  });

  afterAll(() => api.app.close());

  describe.each(clients)('sent a request with %s', (_name, send) => {
    it.each(descriptions)('answers as it says. %s', async (description) => {
      const request = requestFor(description);

      expect(await send(request, api.url)).toEqual(request.expected);
    });

    it('answers the same when the requests are sent once more', async () => {
      for (const request of [...api.requests, ...api.requests]) {
        expect(await send(request, api.url)).toEqual(request.expected);
      }
    });
  });

  it('shows all that can become of a request', () => {
    expect(new Set(api.requests.map(({ expected }) => expected.code ?? expected.status))).toEqual(
      new Set([
        200,
        201,
        204,
        'ERR_COGNITO_TOKEN_MISSING',
        'ERR_COGNITO_TOKEN_EXPIRED',
        'ERR_COGNITO_GROUP_REQUIRED',
      ]),
    );
  });

  it('prints each command under what it will answer', () => {
    const lines = welcome(api).split('\n');

    for (const request of api.requests) {
      const { description, expected } = request;
      const printedAt = lines.indexOf(toCurl(request, api.url));
      expect(lines[printedAt - 1]).toBe(
        `# ${[`${description}:`, ...Object.values(expected)].join(' ')}`,
      );
    }
  });

  it('listens on loopback', () => {
    expect(api.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('shows users their own orders only', async () => {
    const { user, administrator } = tokensOf(api);

    const order = await sendJson('POST', '/orders', user, {
      product: 'espresso',
      quantity: 3,
      owner: 'somebody else',
      totalCents: 0,
    });

    expect(order).toMatchObject({ quantity: 3, totalCents: 675, owner: await subOf(user) });
    expect(await sendJson('GET', '/orders', user)).toContainEqual(order);
    expect(await sendJson('GET', '/orders', administrator)).toEqual([]);
  });

  it('lets an administrator delete the order of another user', async () => {
    const { user, administrator } = tokensOf(api);
    const order = await sendJson('POST', '/orders', user, { product: 'espresso', quantity: 1 });
    const { id } = order as { id: number };

    await sendJson('DELETE', `/orders/${id}`, administrator);

    expect(await sendJson('GET', '/orders', user)).not.toContainEqual(order);
  });

  it('sells at a discount to users who have signed in', async () => {
    const full = await sendJson('GET', '/catalogue');
    const reduced = await sendJson('GET', '/catalogue', tokensOf(api).user);

    expect(full).toContainEqual({ product: 'espresso', priceCents: 250 });
    expect(reduced).toContainEqual({ product: 'espresso', priceCents: 225 });
  });

  it.each([
    ['nothing', undefined],
    ['an unknown product', { product: 'beer', quantity: 1 }],
    ['no quantity', { product: 'espresso' }],
    ['a quantity of none', { product: 'espresso', quantity: 0 }],
    ['half a piece', { product: 'espresso', quantity: 0.5 }],
  ])('refuses an order of %s', async (_case, body) => {
    const { user } = tokensOf(api);

    expect(await sendJson('POST', '/orders', user, body)).toMatchObject({ statusCode: 400 });
  });

  it('says so when its port is in use', async () => {
    const port = Number(new URL(api.url).port);

    const second = startOrdersApi({ port }, { logger: false });

    await expect(second).rejects.toThrow(StartupError);
    await expect(second).rejects.toThrow(`Port ${port} is in use`);
  });

  function requestFor(description: string): ExampleRequest {
    const request = api.requests.find((candidate) => candidate.description === description);
    if (request === undefined) throw new Error(`There is no request "${description}"`);
    return request;
  }

  async function sendJson(
    method: ExampleRequest['method'],
    path: string,
    token?: string,
    body?: object,
  ): Promise<unknown> {
    const request = { description: '', expected: { status: 0 }, method, path };
    const response = await fetchExample(
      { ...request, ...(token === undefined ? {} : { token }), ...(body ? { body } : {}) },
      api.url,
    );
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }

  async function subOf(token: string): Promise<unknown> {
    return ((await sendJson('GET', '/me', token)) as { sub?: unknown }).sub;
  }
});

describe('the settings of the sample 01-protect-an-api', () => {
  const real = { COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEf123', COGNITO_CLIENT_ID: 'client-1' };

  it.each([
    ['nothing', {}, { port: 3000 }],
    [
      'empty variables',
      { PORT: '', COGNITO_USER_POOL_ID: '', COGNITO_CLIENT_ID: '' },
      { port: 3000 },
    ],
    ['a port', { PORT: '8080' }, { port: 8080 }],
    [
      'a user pool',
      real,
      { port: 3000, userPool: { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client-1' } },
    ],
  ])('are read from %s', (_case, environment, settings) => {
    expect(readSettings(environment)).toEqual(settings);
  });

  it.each([
    ['a port that is no number', { PORT: 'http' }],
    ['a port that does not exist', { PORT: '65536' }],
    ['a negative port', { PORT: '-1' }],
    ['a user pool without a client', { ...real, COGNITO_CLIENT_ID: '' }],
    ['a client without a user pool', { ...real, COGNITO_USER_POOL_ID: '' }],
  ])('cannot be %s', (_case, environment) => {
    expect(() => readSettings(environment)).toThrow(StartupError);
  });

  it('with a real user pool lead to commands with variables of the shell', () => {
    const { options, tokens } = cognitoUserPool({ userPoolId: 'eu-west-1_Ab', clientId: 'c' });
    const commands = exampleRequests(tokens).map((request) => toCurl(request, 'http://api'));

    expect(options).toEqual({ userPoolId: 'eu-west-1_Ab', clientId: 'c', tokenUse: 'access' });
    expect(commands).toContain('curl -i -H "Authorization: Bearer $TOKEN" http://api/catalogue');
  });
});

function fetchExample(
  { method, path, token, body }: ExampleRequest,
  url: string,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function answerOf(status: number, body: string): Answer {
  const { code } = (body === '' ? {} : JSON.parse(body)) as { code?: string };
  return code === undefined ? { status } : { status, code };
}

/** The tokens that the requests of an API carry. */
function tokensOf({ requests }: OrdersApi): { user: string; administrator: string } {
  const tokenOf = (path: string, status: number): string =>
    requests.find((request) => request.path === path && request.expected.status === status)
      ?.token ?? '';
  return { user: tokenOf('/orders', 200), administrator: tokenOf('/me', 200) };
}
