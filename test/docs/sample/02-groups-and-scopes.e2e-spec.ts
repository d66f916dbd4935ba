import { exampleRequests } from '../../../sample/02-groups-and-scopes/src/example-requests.js';
import {
  type PaymentsApi,
  startPaymentsApi,
  welcome,
} from '../../../sample/02-groups-and-scopes/src/start-payments-api.js';
import { exportCommands, toCurl } from '../../../sample/shared/example-request.js';
import { clients, sendWithFetch } from './send-example.js';

describe.each(clients)('the sample 02-groups-and-scopes, asked with %s', (_name, send) => {
  let api: PaymentsApi;

  beforeAll(async () => {
    api = await startPaymentsApi(0, { logger: false });
  });

  afterAll(() => api.app.close());

  it.each(exampleRequests)('answers as it says: $description', async (request) => {
    const { status, code, scope } = await send(request, api.url, { ...api.tokens });

    expect({ status, code, scope }).toEqual({
      code: undefined,
      scope: undefined,
      ...request.expected,
    });
  });
});

describe('the sample 02-groups-and-scopes', () => {
  let api: PaymentsApi;

  beforeAll(async () => {
    api = await startPaymentsApi(0, { logger: false });
  });

  afterAll(() => api.app.close());

  it('shows a customer the claims of the own pool', async () => {
    const [profile] = exampleRequests.filter(({ path }) => path === '/profile');
    if (profile === undefined) throw new Error('There is no request for a profile');
    const { text } = await sendWithFetch(profile, api.url, { ...api.tokens });

    expect(JSON.parse(text)).toEqual({ name: 'carol', email: 'carol@example.com', plan: 'pro' });
  });

  it('prints each token once, and every request as a command', () => {
    const text = welcome(api);
    const lines = text.split('\n');

    expect(lines).toEqual(expect.arrayContaining([...exportCommands({ ...api.tokens })]));
    for (const token of Object.values(api.tokens)) expect(text.split(token)).toHaveLength(2);
    for (const request of exampleRequests) {
      expect(text).toContain(`# ${request.description}`);
      expect(lines).toContain(toCurl(request, api.url));
    }
  });
});
