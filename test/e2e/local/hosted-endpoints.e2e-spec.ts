import { LocalCognito } from 'nestjs-cognito-auth/local';
import { FormBrowser } from '../../support/form-browser.js';
import { PASSWORD } from '../../support/local-pool.js';

const CALLBACK = 'http://localhost:3000/callback';
const SIGNED_OUT = 'http://localhost:3000/';
const ALICE = 'alice@example.com';

type Form = Readonly<Record<string, string>>;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
  readonly headers: Headers;
}

let local: LocalCognito;
let browser: FormBrowser;

beforeAll(async () => {
  local = await LocalCognito.start({
    userPoolId: 'eu-west-1_LocalTest',
    clientRegistration: true,
    clients: [{ clientId: 'web', callbackUrls: [CALLBACK], logoutUrls: [SIGNED_OUT] }],
    users: [{ email: ALICE, password: PASSWORD }],
  });
});

beforeEach(() => {
  browser = new FormBrowser(local.origin);
});

afterAll(() => local.close());

function authorize(given: string): string {
  return `/oauth2/authorize?${given}`;
}

function query(clientId = 'web', more = ''): string {
  return `client_id=${clientId}&response_type=code&redirect_uri=${CALLBACK}&scope=openid${more}`;
}

/** Signs in with the form, and gives the code. */
async function codeFor(request = query()): Promise<string> {
  const page = await browser.get(`/login?${request}`);
  const done = await browser.submit(page, { username: ALICE, password: PASSWORD });
  return done.parameter('code') ?? '';
}

async function post(path: string, form: Form | string, headers: Form = {}): Promise<Answer> {
  const response = await fetch(`${local.origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, string>>,
    headers: response.headers,
  };
}

const token = (form: Form | string, headers?: Form) => post('/oauth2/token', form, headers);

function redeem(code: string, more: Form = {}): Promise<Answer> {
  return token({
    grant_type: 'authorization_code',
    client_id: 'web',
    redirect_uri: CALLBACK,
    code,
    ...more,
  });
}

describe('/oauth2/authorize', () => {
  it('sets cookies that scripts and other sites cannot use', async () => {
    const page = await browser.get(`/login?${query()}`);
    const done = await browser.submit(page, { username: ALICE, password: PASSWORD });

    expect(page.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^cognito-eu-west-1_LocalTest-csrf=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    expect(done.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^cognito-eu-west-1_LocalTest=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600$/,
      ),
    ]);
  });
});

describe('/login', () => {
  it.each([
    ['no token', {}],
    ['a made-up token', { _csrf: 'x' }],
  ])('takes no form with %s', async (_name, fields) => {
    const page = await browser.get(`/login?${query()}`);
    const form = { ...fields, username: ALICE, password: PASSWORD };
    const response = await fetch(`${local.origin}${page.action}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
      headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') },
    });

    expect(response.headers.get('location')).toBe('/error?error=invalid_request');
  });

  it('takes no form of more than 64 kB', async () => {
    const page = await browser.get(`/login?${query()}`);
    const { status, location } = await browser.submit(page, { username: 'x'.repeat(65_536) });

    expect({ status, location }).toEqual({ status: 302, location: '/error?error=invalid_request' });
  });
});

describe('/oauth2/token', () => {
  it('takes nothing but a form', async () => {
    const answer = await token('', { 'content-type': 'application/json' });

    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('answers 413 and hangs up at a form of more than 64 kB', async () => {
    const answer = await token({ grant_type: 'x'.repeat(65_536) });

    expect(answer).toMatchObject({ status: 413, body: { error: 'invalid_request' } });
    expect(answer.headers.get('connection')).toBe('close');
  });

  it('gives the tokens of a code to one of two who ask at the same time', async () => {
    const code = await codeFor();

    const answers = await Promise.all([redeem(code), redeem(code)]);

    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([
      200, 400,
    ]);
  });
});

describe('/logout', () => {
  it('ends the session for whoever has copied the cookie', async () => {
    await codeFor();
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');

    await browser.get(`/logout?client_id=web&logout_uri=${SIGNED_OUT}`);

    const { headers } = await fetch(`${local.origin}${authorize(query())}`, {
      headers: { cookie },
      redirect: 'manual',
    });
    expect(headers.get('location')).toMatch(/^\/login\?/);
  });
});

describe('/error', () => {
  it('shows the error, escaped, with no form', async () => {
    const page = await browser.get('/error?error=%3Cscript%3E');

    expect(page.status).toBe(400);
    expect(page.text).toContain('&#60;script&#62;');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'none'");
  });
});

describe('/oauth2/register', () => {
  const register = async (metadata: unknown): Promise<Answer> => {
    const response = await fetch(`${local.origin}/oauth2/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
    });
    const body = (await response.json()) as Readonly<Record<string, string>>;
    return { status: response.status, body, headers: response.headers };
  };

  it('registers a public client, which can sign in', async () => {
    const { status, body } = await register({
      client_name: 'Inspector',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'openid email',
    });

    expect(status).toBe(201);
    expect(body).toEqual({
      client_id: expect.stringMatching(/^[a-z\d]{26}$/),
      client_id_issued_at: expect.any(Number),
      client_name: 'Inspector',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'openid email',
    });
    const clientId = body['client_id'] ?? '';
    const answer = await redeem(await codeFor(query(clientId)), { client_id: clientId });
    expect(answer.status).toBe(200);
  });

  it('gives a client a secret unless it wants none', async () => {
    const { body } = await register({ redirect_uris: [CALLBACK] });

    expect(body).toMatchObject({
      client_secret: expect.stringMatching(/^[a-z\d]{51}$/),
      client_secret_expires_at: 0,
      token_endpoint_auth_method: 'client_secret_basic',
    });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'invalid_client_metadata'],
    ['no object', 'null', 'invalid_client_metadata'],
    ['no addresses', {}, 'invalid_redirect_uri'],
    ['http elsewhere', { redirect_uris: ['http://evil.example'] }, 'invalid_redirect_uri'],
    ['an address that is no text', { redirect_uris: [1] }, 'invalid_redirect_uri'],
    [
      'another grant',
      { redirect_uris: [CALLBACK], grant_types: ['password'] },
      'invalid_client_metadata',
    ],
    [
      'the implicit grant',
      { redirect_uris: [CALLBACK], response_types: ['token'] },
      'invalid_client_metadata',
    ],
    [
      'another method',
      { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'private_key_jwt' },
      'invalid_client_metadata',
    ],
    [
      'a name that is no text',
      { redirect_uris: [CALLBACK], client_name: 1 },
      'invalid_client_metadata',
    ],
  ])('refuses %s', async (_name, metadata, error) => {
    expect(await register(metadata)).toMatchObject({ status: 400, body: { error } });
  });

  it('is not there unless the options say so', async () => {
    const closed = await LocalCognito.start();
    const { status } = await fetch(`${closed.origin}/oauth2/register`, { method: 'POST' });

    expect(status).toBe(404);
    await closed.close();
  });

  it.each([true, false])('is found by discovery where it is there: %s', async (isThere) => {
    const discovered = await LocalCognito.start({ issuer: 'local', clientRegistration: isThere });
    const answer = await fetch(`${discovered.issuer}/.well-known/openid-configuration`);
    const document = (await answer.json()) as Readonly<Record<string, unknown>>;

    expect(document['registration_endpoint']).toBe(
      isThere ? `${discovered.origin}/oauth2/register` : undefined,
    );
    await discovered.close();
  });
});

it('leaves other paths and methods to others', async () => {
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/oauth2/token'],
    ['POST', '/oauth2/authorize'],
    ['POST', '/logout'],
    ['PUT', '/login'],
  ]) {
    const { status } = await fetch(
      `${local.origin}${path}`,
      method === undefined ? {} : { method },
    );
    expect(status).toBe(404);
  }
});

it.each([['COGNITO'], ['My_IdP'], ['My IdP'], ['x'.repeat(33)]])(
  'has no identity provider with the name %s',
  async (name) => {
    await expect(LocalCognito.start({ identityProviders: [name] })).rejects.toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^identityProviders: /) }),
    );
  },
);
