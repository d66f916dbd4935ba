import {
  type ExampleTokens,
  exampleRequests,
} from '../../../sample/01-protect-an-api/src/example-requests.js';
import { readSettings } from '../../../sample/01-protect-an-api/src/read-settings.js';
import {
  type OrdersApi,
  startOrdersApi,
  welcome,
} from '../../../sample/01-protect-an-api/src/start-orders-api.js';
import { SampleUserPool } from '../../../sample/01-protect-an-api/src/user-pool/sample-user-pool.js';
import {
  type ExampleRequest,
  exportCommands,
  toCurl,
} from '../../../sample/shared/example-request.js';
import { StartupError } from '../../../sample/shared/startup.error.js';
import { type Answer, clients, sendWithFetch } from './send-example.js';

describe('the sample 01-protect-an-api', () => {
  let api: OrdersApi;
  let tokens: ExampleTokens;

  beforeAll(async () => {
    api = await startOrdersApi(0, { logger: false });
    tokens = tokensOf(api);
  });

  afterAll(() => api.app.close());

  describe.each(clients)('sent a request with %s', (_name, send) => {
    it.each(exampleRequests)('answers as it says. $description', async (request) => {
      expect(withoutText(await send(request, api.url, { ...tokens }))).toEqual(request.expected);
    });

    it('answers the same when the requests are sent once more', async () => {
      for (const request of [...exampleRequests, ...exampleRequests]) {
        expect(withoutText(await send(request, api.url, { ...tokens }))).toEqual(request.expected);
      }
    });
  });

  it('shows all that can become of a request', () => {
    expect(
      new Set(exampleRequests.map(({ expected }) => expected.code ?? expected.status)),
    ).toEqual(
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

  it('prints each token once, and each command under what it will answer', () => {
    const text = welcome(api);
    const lines = text.split('\n');

    expect(lines).toEqual(expect.arrayContaining([...exportCommands({ ...tokens })]));
    for (const token of Object.values(tokens)) expect(text.split(token)).toHaveLength(2);
    for (const request of exampleRequests) {
      const { description, expected } = request;
      const printedAt = lines.indexOf(toCurl(request, api.url));
      expect(lines[printedAt - 1]).toBe(
        `# ${[`${description}:`, ...Object.values(expected)].join(' ')}`,
      );
    }
  });

  it('shows users their own orders only', async () => {
    const { TOKEN: user, ADMIN_TOKEN: administrator } = tokens;

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
    const { TOKEN: user, ADMIN_TOKEN: administrator } = tokens;
    const order = await sendJson('POST', '/orders', user, { product: 'espresso', quantity: 1 });
    const { id } = order as { id: number };

    await sendJson('DELETE', `/orders/${id}`, administrator);

    expect(await sendJson('GET', '/orders', user)).not.toContainEqual(order);
  });

  it('sells at a discount to users who have signed in', async () => {
    const full = await sendJson('GET', '/catalogue');
    const reduced = await sendJson('GET', '/catalogue', tokens.TOKEN);

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
    const { TOKEN: user } = tokens;

    expect(await sendJson('POST', '/orders', user, body)).toMatchObject({ statusCode: 400 });
  });

  async function sendJson(
    method: ExampleRequest['method'],
    path: string,
    token?: string,
    body?: object,
  ): Promise<unknown> {
    const request = { description: '', expected: { status: 0 }, method, path };
    const { text } = await sendWithFetch(
      { ...request, ...(token === undefined ? {} : { token: 'TOKEN' }), ...(body ? { body } : {}) },
      api.url,
      token === undefined ? {} : { TOKEN: token },
    );
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
    ['a user pool without a client', { ...real, COGNITO_CLIENT_ID: '' }],
    ['a client without a user pool', { ...real, COGNITO_USER_POOL_ID: '' }],
  ])('cannot be %s', (_case, environment) => {
    expect(() => readSettings(environment)).toThrow(StartupError);
  });

  it('with a real user pool lead to commands with variables of the shell, and print no token', async () => {
    const userPool = { userPoolId: 'eu-west-1_Ab', clientId: 'c' };
    const opened = await SampleUserPool.open({ port: 0, userPool });
    const printed = welcome({ url: 'http://api', userPool: opened });

    expect(opened.options).toEqual({ ...userPool, tokenUse: 'access' });
    expect(printed).toContain('curl -i -H "Authorization: Bearer $TOKEN" http://api/catalogue\n');
    expect(printed).not.toContain('export ');
  });
});

function tokensOf({ userPool }: OrdersApi): ExampleTokens {
  if (userPool.tokens === undefined) throw new Error('The pool of the sample has no tokens');
  return userPool.tokens;
}

function withoutText({ text: _text, ...answer }: Answer): object {
  return answer;
}
