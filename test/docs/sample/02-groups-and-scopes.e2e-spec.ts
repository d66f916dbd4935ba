import {
  type ExampleRequest,
  exampleRequests,
} from '../../../sample/02-groups-and-scopes/src/example-requests.js';
import {
  type PaymentsApi,
  startPaymentsApi,
  welcome,
} from '../../../sample/02-groups-and-scopes/src/start-payments-api.js';
import {
  createUserPools,
  exampleTokens,
} from '../../../sample/02-groups-and-scopes/src/user-pools.js';

/** What the requests are called: a table of tests has to stand before there are tokens. */
const descriptions = exampleRequests(exampleTokens(await createUserPools())).map(
  ({ description }) => description,
);

describe('the sample 02-groups-and-scopes', () => {
  let api: PaymentsApi;

  beforeAll(async () => {
    api = await startPaymentsApi(0, { logger: false });
  });

  afterAll(() => api.app.close());

  const send = ({ method, path, token }: ExampleRequest): Promise<Response> =>
    fetch(`${api.url}${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });

  it.each(descriptions)('answers as it says: %s', async (description) => {
    const request = api.requests.find((candidate) => candidate.description === description);
    if (request === undefined) throw new Error(`no such request: ${description}`);
    const { status, code, scope } = request.expected;
    const response = await send(request);
    const body = await response.text();

    expect(response.status).toBe(status);
    if (code !== undefined) expect(JSON.parse(body)).toMatchObject({ code });
    const challenge = response.headers.get('www-authenticate');
    expect(/ scope="([^"]*)"/.exec(challenge ?? '')?.[1]).toBe(scope);
  });

  it('shows a customer the claims of the own pool', async () => {
    const profile = api.requests.find(({ path }) => path === '/profile') as ExampleRequest;

    expect(await (await send(profile)).json()).toEqual({
      name: 'carol',
      email: 'carol@example.com',
      plan: 'pro',
    });
  });

  it('prints every request as a command', () => {
    const text = welcome(api);

    for (const { description, path } of api.requests) {
      expect(text).toContain(`# ${description}`);
      expect(text).toContain(`${api.url}${path}\n`);
    }
  });
});
