import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { FormBrowser } from '../../support/form-browser.js';
import { type HostedLoginUnderTest, startHostedLogin } from '../../support/hosted-login.js';
import { PASSWORD } from '../../support/local-pool.js';

const CALLBACK = 'http://localhost:3000/callback';
const OTHER_CALLBACK = 'http://localhost:3000/other';
const SIGNED_OUT = 'http://localhost:3000/';
const ALICE = 'alice@example.com';
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const PKCE = `&code_challenge=${CHALLENGE}&code_challenge_method=S256`;

type Form = Readonly<Record<string, string>>;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
  readonly headers: Headers;
}

let local: HostedLoginUnderTest;
let browser: FormBrowser;

beforeAll(async () => {
  local = await startHostedLogin({
    clientRegistration: true,
    clients: [
      { clientId: 'web', callbackUrls: [CALLBACK, OTHER_CALLBACK], logoutUrls: [SIGNED_OUT] },
      { clientId: 'other', callbackUrls: [CALLBACK] },
      { clientId: 'secret', secret: 's3cret', callbackUrls: [CALLBACK] },
      { clientId: 'implicit', callbackUrls: [CALLBACK], grants: ['implicit'] },
      { clientId: 'native', callbackUrls: ['myapp://callback'] },
      { clientId: 'forever', callbackUrls: [CALLBACK], tokenRevocation: false },
      {
        clientId: 'machine',
        secret: 's3cret',
        scopes: ['openid', 'orders/read', 'orders/write'],
        grants: ['client_credentials'],
      },
    ],
    users: [
      { email: ALICE, password: PASSWORD },
      { email: 'bob@example.com', password: PASSWORD },
    ],
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
async function codeFor(request = query(), username = ALICE): Promise<string> {
  const page = await browser.get(`/login?${request}`);
  const done = await browser.submit(page, { username, password: PASSWORD });
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

function basic(text: string): Form {
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

describe('/oauth2/authorize', () => {
  it.each([
    ['no client', '', 'unauthorized_client'],
    ['an unknown client', query('nobody'), 'unauthorized_client'],
    ['an address of nobody', `client_id=web&redirect_uri=http://evil.example`, 'redirect_mismatch'],
    [
      'an address that begins alike',
      `client_id=web&redirect_uri=${CALLBACK}/x`,
      'redirect_mismatch',
    ],
    ['no address where there are two', 'client_id=web&response_type=code', 'redirect_mismatch'],
    ['two clients', `${query()}&client_id=web`, 'invalid_request'],
    ['two addresses', `${query()}&redirect_uri=${CALLBACK}`, 'invalid_request'],
  ])('shows the error itself at %s', async (_name, given, error) => {
    for (const path of [authorize(given), `/login?${given}`]) {
      const { status, location } = await browser.get(path);
      expect({ status, location }).toEqual({ status: 302, location: `/error?error=${error}` });
    }
  });

  it.each([
    ['no response type', `client_id=web&redirect_uri=${CALLBACK}`, 'invalid_request'],
    ['another response type', query().replace('=code', '=id_token'), 'invalid_request'],
    [
      'tokens at once, which the client may not have',
      query().replace('=code', '=token'),
      'unauthorized_client',
    ],
    ['a code, which the client may not have', query('implicit'), 'unauthorized_client'],
    ['an unknown scope', query('web', ' orders/read'), 'invalid_scope'],
    [
      'a challenge without its method',
      query('web', `&code_challenge=${CHALLENGE}`),
      'invalid_request',
    ],
    ['the plain method', query('web', PKCE.replace('S256', 'plain')), 'invalid_request'],
    [
      'a method without a challenge',
      query('web', '&code_challenge_method=S256'),
      'invalid_request',
    ],
    ['a repeated nonce', query('web', '&nonce=1&nonce=1'), 'invalid_request'],
    ['nobody signed in with prompt=none', query('web', '&prompt=none'), 'login_required'],
    ['prompt=none and another', query('web', '&prompt=none login'), 'invalid_request'],
  ])('sends the client the error at %s', async (_name, given, error) => {
    const { status, location } = await browser.get(authorize(`${given}&state=s%20t`));

    expect(status).toBe(302);
    expect(location).toBe(`${CALLBACK}?error=${error}&state=s+t`);
  });

  it('says which resource it does not take', async () => {
    const { location } = await browser.get(authorize(query('web', '&resource=http://a.example')));

    expect(location).toBe(`${CALLBACK}?error=invalid_request&error_description=resource`);
  });

  it('sends a browser to the login page with the same query', async () => {
    const given = query('web', `&state=a%2Fb&login_hint=x${PKCE}`);

    expect((await browser.get(authorize(given))).location).toBe(`/login?${given}`);
  });

  it('sends a browser that is signed in straight back, for another client too', async () => {
    await codeFor();

    const back = await browser.get(authorize(query('other', '&state=s')));

    expect(back.location).toMatch(/^http:\/\/localhost:3000\/callback\?code=[\da-f-]{36}&state=s$/);
    expect(
      (await browser.get(authorize(query('web', '&prompt=none')))).parameter('code'),
    ).not.toBeNull();
  });

  it.each(['&prompt=login', '&prompt=select_account', '&max_age=0'])(
    'shows the login page again with %s',
    async (more) => {
      await codeFor();

      expect((await browser.get(authorize(query('web', more)))).location).toMatch(/^\/login\?/);
    },
  );

  it('knows a browser for an hour', async () => {
    await codeFor();

    local.clock.advance(3_590_000);
    expect(
      (await browser.get(authorize(query('web', '&max_age=3599')))).parameter('code'),
    ).not.toBeNull();
    local.clock.advance(10_000);
    expect((await browser.get(authorize(query()))).location).toMatch(/^\/login\?/);
  });

  it('keeps the session of somebody who signed out everywhere, but not of a disabled user', async () => {
    await codeFor(query(), 'bob@example.com');
    const bob = local.pool.users.find('bob@example.com');
    if (bob === undefined) throw new Error('There is no Bob');

    local.pool.tokens.signOut(bob);
    expect((await browser.get(authorize(query()))).parameter('code')).not.toBeNull();
    bob.isEnabled = false;
    expect((await browser.get(authorize(query()))).location).toMatch(/^\/login\?/);
    bob.isEnabled = true;
  });

  it('sends a code to an app', async () => {
    const page = await browser.get('/login?client_id=native&response_type=code');
    const { location } = await browser.submit(page, { username: ALICE, password: PASSWORD });

    expect(location).toMatch(/^myapp:\/\/callback\?code=[\da-f-]{36}$/);
  });

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
  it.each<[string, Form | string, Form, string]>([
    ['no grant type', { client_id: 'web' }, {}, 'invalid_request'],
    [
      'an unknown grant type',
      { client_id: 'web', grant_type: 'password' },
      {},
      'unsupported_grant_type',
    ],
    [
      'a repeated field',
      'grant_type=refresh_token&client_id=web&client_id=web',
      {},
      'invalid_request',
    ],
    ['no client', { grant_type: 'refresh_token' }, {}, 'invalid_client'],
    [
      'an unknown client',
      { grant_type: 'refresh_token', client_id: 'nobody' },
      {},
      'invalid_client',
    ],
    ['no secret', { grant_type: 'refresh_token', client_id: 'secret' }, {}, 'invalid_client'],
    ['a wrong secret', { grant_type: 'refresh_token' }, basic('secret:wrong'), 'invalid_client'],
    [
      'a secret of a public client',
      { grant_type: 'refresh_token' },
      basic('web:s3cret'),
      'invalid_client',
    ],
    [
      'a header that cannot be read',
      { grant_type: 'refresh_token' },
      { authorization: 'Basic ?' },
      'invalid_client',
    ],
    [
      'two clients',
      { grant_type: 'refresh_token', client_id: 'web' },
      basic('secret:s3cret'),
      'invalid_request',
    ],
    [
      'no code',
      { grant_type: 'authorization_code', client_id: 'web', redirect_uri: CALLBACK },
      {},
      'invalid_request',
    ],
    [
      'no address',
      { grant_type: 'authorization_code', client_id: 'web', code: 'x' },
      {},
      'invalid_request',
    ],
    [
      'an unknown code',
      { grant_type: 'authorization_code', client_id: 'web', code: 'x', redirect_uri: CALLBACK },
      {},
      'invalid_grant',
    ],
    [
      'a code of a client that may have none',
      {
        grant_type: 'authorization_code',
        client_id: 'implicit',
        code: 'x',
        redirect_uri: CALLBACK,
      },
      {},
      'unauthorized_client',
    ],
    ['no refresh token', { grant_type: 'refresh_token', client_id: 'web' }, {}, 'invalid_request'],
    [
      'client credentials without a secret',
      { grant_type: 'client_credentials', client_id: 'web' },
      {},
      'unauthorized_client',
    ],
    [
      'client credentials without the grant',
      { grant_type: 'client_credentials' },
      basic('secret:s3cret'),
      'unauthorized_client',
    ],
    [
      'client credentials for scopes of users',
      { grant_type: 'client_credentials', scope: 'openid orders/admin' },
      basic('machine:s3cret'),
      'invalid_grant',
    ],
  ])('answers 400 at %s', async (_name, form, headers, error) => {
    const answer = await token(form, headers);

    expect({ status: answer.status, body: answer.body }).toEqual({ status: 400, body: { error } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('takes nothing but a form', async () => {
    const answer = await token('', { 'content-type': 'application/json' });

    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('answers 413 and hangs up at a form of more than 64 kB', async () => {
    const answer = await token({ grant_type: 'x'.repeat(65_536) });

    expect(answer).toMatchObject({ status: 413, body: { error: 'invalid_request' } });
    expect(answer.headers.get('connection')).toBe('close');
  });

  it('gives the tokens of a code', async () => {
    const { status, body, headers } = await redeem(await codeFor());

    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      id_token: expect.any(String),
      access_token: expect.any(String),
      refresh_token: expect.stringMatching(/^(?:[\w-]+\.){4}[\w-]+$/),
      expires_in: 3600,
      token_type: 'Bearer',
    });
  });

  it('gives no ID token without the scope openid', async () => {
    const { body } = await redeem(await codeFor(query().replace('openid', 'profile')));

    expect(Object.keys(body)).not.toContain('id_token');
    expect(decodeJwt(body['access_token'] ?? '')['scope']).toBe('profile');
  });

  it('refuses a code for another address, by another client, or after five minutes', async () => {
    const code = await codeFor();

    expect(await redeem(code, { redirect_uri: OTHER_CALLBACK })).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client', error_description: 'invalid_redirect' },
    });
    expect(await redeem(code, { client_id: 'other' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    local.clock.advance(5 * 60_000);
    expect(await redeem(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each<[string, string, Form]>([
    ['no verifier', PKCE, {}],
    ['another verifier', PKCE, { code_verifier: VERIFIER.replace('d', 'e') }],
    ['a verifier that is too short', PKCE, { code_verifier: 'x' }],
    ['the challenge in place of the verifier', PKCE, { code_verifier: CHALLENGE }],
    ['a verifier that nobody asked for', '', { code_verifier: VERIFIER }],
  ])('refuses a code with %s', async (_name, more, form) => {
    const answer = await redeem(await codeFor(query('web', more)), form);

    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('takes a code back for the tokens when it comes twice', async () => {
    const code = await codeFor(query('web', PKCE));
    const first = await redeem(code, { code_verifier: VERIFIER });
    const refreshToken = first.body['refresh_token'] ?? '';

    const second = await redeem(code, { code_verifier: VERIFIER });

    expect(second).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(
      await token({ grant_type: 'refresh_token', client_id: 'web', refresh_token: refreshToken }),
    ).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await userInfo(first.body['access_token'] ?? '')).status).toBe(401);
  });

  it('gives the tokens of a code to one of two who ask at the same time', async () => {
    const code = await codeFor();

    const answers = await Promise.all([redeem(code), redeem(code)]);

    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([
      200, 400,
    ]);
  });

  it('refuses the code of a user who was disabled in between', async () => {
    const code = await codeFor(query(), 'bob@example.com');
    const bob = local.pool.users.find('bob@example.com');
    if (bob === undefined) throw new Error('There is no Bob');
    bob.isEnabled = false;

    expect(await redeem(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    bob.isEnabled = true;
  });

  it('refuses the refresh token of another client', async () => {
    const { body } = await redeem(await codeFor());
    const form = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] ?? '' };

    expect(await token({ ...form, client_id: 'other' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect((await token({ ...form, client_id: 'web' })).status).toBe(200);
  });

  it('gives a client all scopes of its own when it asks for none', async () => {
    const { body } = await token({ grant_type: 'client_credentials' }, basic('machine:s3cret'));

    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(decodeJwt(body['access_token'] ?? '')['scope']).toBe('orders/read orders/write');
  });
});

describe('a pre token generation trigger that refuses', () => {
  it('is told to the client', async () => {
    const refusing = await startHostedLogin({
      clients: [{ clientId: 'web', callbackUrls: [CALLBACK], grants: ['code', 'implicit'] }],
      users: [{ email: ALICE, password: PASSWORD }],
      preTokenGeneration() {
        throw new Error('not today');
      },
    });
    const visitor = new FormBrowser(refusing.origin);
    const answer = { username: ALICE, password: PASSWORD };
    const back = await visitor.submit(await visitor.get(`/login?${query()}`), answer);
    const response = await fetch(`${refusing.origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'web',
        redirect_uri: CALLBACK,
        code: back.parameter('code') ?? '',
      }),
    });
    const implicit = await visitor.get(authorize(query().replace('=code', '=token')));

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringContaining('not today'),
    });
    expect(implicit.parameter('error')).toBe('server_error');
    expect(implicit.parameter('error_description')).toContain('not today');
    await refusing.close();
  });
});

function userInfo(accessToken: string | undefined, method = 'GET'): Promise<Response> {
  return fetch(`${local.origin}/oauth2/userInfo`, {
    method,
    headers: accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` },
  });
}

describe('/oauth2/userInfo', () => {
  it.each(['GET', 'POST'])('says by %s who the user is, in text', async (method) => {
    const { body } = await redeem(await codeFor(query('web', ' email')));

    const response = await userInfo(body['access_token'], method);

    const sub = decodeJwt(body['access_token'] ?? '').sub;
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      sub,
      email: ALICE,
      email_verified: 'true',
      username: sub,
    });
  });

  it('answers 400 without a token', async () => {
    const { status, headers } = await userInfo(undefined);

    expect(status).toBe(400);
    expect(headers.get('www-authenticate')).toBe(
      'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"',
    );
  });

  it('answers 401 to what is no token, to an ID token, and without the scope openid', async () => {
    const { body } = await redeem(await codeFor());
    const profile = await redeem(await codeFor(query().replace('openid', 'profile')));

    for (const given of ['x', body['id_token'], profile.body['access_token']]) {
      const { status, headers } = await userInfo(given);
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe(
        'error="invalid_token", error_description="Access token is expired, disabled, or deleted, or the user has globally signed out."',
      );
    }
  });

  it('answers 401 to an expired token', async () => {
    const { body } = await redeem(await codeFor());

    local.clock.advance(3_600_000);
    expect((await userInfo(body['access_token'])).status).toBe(401);
  });
});

describe('/oauth2/revoke', () => {
  const revoke = (form: Form, headers?: Form) => post('/oauth2/revoke', form, headers);

  it('ends the refresh token and what it has issued, twice as well', async () => {
    const { body } = await redeem(await codeFor());
    const form = { client_id: 'web', token: body['refresh_token'] ?? '' };

    expect(await revoke(form)).toMatchObject({ status: 200, body: {} });
    expect(await revoke(form)).toMatchObject({ status: 200, body: {} });
    expect((await userInfo(body['access_token'])).status).toBe(401);
  });

  it('does nothing for the refresh token of another client', async () => {
    const { body } = await redeem(await codeFor());

    expect((await revoke({ client_id: 'other', token: body['refresh_token'] ?? '' })).status).toBe(
      200,
    );
    expect((await userInfo(body['access_token'])).status).toBe(200);
  });

  it.each<[string, Form, Form, number, string]>([
    ['no client', { token: 'x' }, {}, 401, 'invalid_client'],
    ['a wrong secret', { token: 'x' }, basic('secret:wrong'), 401, 'invalid_client'],
    ['no token', { client_id: 'web' }, {}, 400, 'invalid_request'],
    ['a JWT', { client_id: 'web', token: 'a.b.c' }, {}, 400, 'unsupported_token_type'],
    [
      'a client whose tokens cannot be revoked',
      { client_id: 'forever', token: 'x' },
      {},
      400,
      'invalid_request',
    ],
  ])('refuses %s', async (_name, form, headers, status, error) => {
    expect(await revoke(form, headers)).toMatchObject({ status, body: { error } });
  });

  it('does not say that it does not know a token', async () => {
    expect(await revoke({ client_id: 'web', token: 'x' })).toMatchObject({ status: 200, body: {} });
  });
});

describe('/logout', () => {
  it.each([
    ['to a registered address', `client_id=web&logout_uri=${SIGNED_OUT}`, SIGNED_OUT],
    ['to sign in again', query(), `/login?${query()}`],
    ['nowhere for an unknown client', 'client_id=nobody', '/error?error=unauthorized_client'],
    ['nowhere for no client', '', '/error?error=unauthorized_client'],
    [
      'not to another address',
      'client_id=web&logout_uri=http://evil.example',
      '/error?error=redirect_mismatch',
    ],
    ['nowhere without an address', 'client_id=web', '/error?error=invalid_request'],
  ])('signs out and leads %s', async (_name, given, location) => {
    await codeFor();

    const left = await browser.get(`/logout?${given}`);

    expect(left.status).toBe(302);
    expect(left.location).toBe(location);
    expect(browser.cookies.has('cognito-eu-west-1_LocalTest')).toBe(false);
    expect((await browser.get(authorize(query()))).location).toMatch(/^\/login\?/);
  });

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
    const closed = await startHostedLogin();
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
    await expect(startHostedLogin({ identityProviders: [name] })).rejects.toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^identityProviders: /) }),
    );
  },
);
