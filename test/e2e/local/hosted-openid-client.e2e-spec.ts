import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { FormBrowser } from '../../support/form-browser.js';
import { PASSWORD } from '../../support/local-pool.js';

const CALLBACK = 'http://localhost:3000/callback';
const SIGNED_OUT = 'http://localhost:3000/';
const ALICE = 'alice@example.com';
const RESOURCE = 'https://orders.example.com';

describe('openid-client at the hosted login', () => {
  let local: LocalCognito;
  let browser: FormBrowser;

  beforeEach(async () => {
    local = await LocalCognito.start({
      clients: [
        { clientId: 'public', callbackUrls: [CALLBACK], logoutUrls: [SIGNED_OUT] },
        {
          clientId: 'rotating',
          callbackUrls: [CALLBACK],
          refreshTokenRotation: { graceSeconds: 0 },
        },
        { clientId: 'secret', secret: 's3cret+/ %', callbackUrls: [CALLBACK] },
        { clientId: 'implicit', callbackUrls: [CALLBACK], grants: ['implicit'] },
        {
          clientId: 'machine',
          secret: 'machine',
          scopes: ['orders/read', 'orders/write'],
          grants: ['client_credentials'],
        },
      ],
      users: [{ email: ALICE, password: PASSWORD, groups: ['admin'] }],
    });
    browser = new FormBrowser(local.origin);
  });

  afterEach(() => local.close());

  function configure(clientId: string, authentication?: client.ClientAuth): client.Configuration {
    const { origin, issuer } = local;
    const config = new client.Configuration(
      {
        issuer,
        authorization_endpoint: `${origin}/oauth2/authorize`,
        token_endpoint: `${origin}/oauth2/token`,
        userinfo_endpoint: `${origin}/oauth2/userInfo`,
        revocation_endpoint: `${origin}/oauth2/revoke`,
        end_session_endpoint: `${origin}/logout`,
      },
      clientId,
      undefined,
      authentication ?? client.None(),
    );
    client.allowInsecureRequests(config);
    return config;
  }

  /** Signs in with the form, and gives the address that the browser ends at. */
  async function signIn(url: URL): Promise<URL> {
    const toLogin = await browser.get(`${url.pathname}${url.search}`);
    const page = await browser.get(toLogin.location);
    const back = await browser.submit(page, { username: ALICE, password: PASSWORD });
    return new URL(back.location);
  }

  async function codeFlow(
    config: client.Configuration,
    more: Record<string, string> = {},
  ): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers> {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const expectedNonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid email',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      ...more,
    });
    return client.authorizationCodeGrant(config, await signIn(url), {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      idTokenExpected: true,
    });
  }

  it('signs in by code with PKCE, state and nonce', async () => {
    const tokens = await codeFlow(configure('public'));

    expect(tokens.expires_in).toBe(3600);
    expect(tokens.claims()).toMatchObject({
      iss: local.issuer,
      aud: 'public',
      token_use: 'id',
      email: ALICE,
      email_verified: true,
      'cognito:groups': ['admin'],
      amr: ['pwd'],
      at_hash: expect.any(String),
    });
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      client_id: 'public',
      token_use: 'access',
      scope: 'openid email',
      version: 2,
    });
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('aud');
  });

  it.each([
    ['client_secret_basic', client.ClientSecretBasic],
    ['client_secret_post', client.ClientSecretPost],
  ])('authenticates by %s', async (_name, authentication) => {
    const tokens = await codeFlow(configure('secret', authentication('s3cret+/ %')));

    expect(tokens.claims()).toMatchObject({ aud: 'secret' });
  });

  it('is refused with a wrong secret', async () => {
    await expect(
      codeFlow(configure('secret', client.ClientSecretPost('wrong'))),
    ).rejects.toMatchObject({ error: 'invalid_client', status: 400 });
  });

  it('refreshes, without a new refresh token and with the time of the sign-in', async () => {
    const config = configure('public');
    const tokens = await codeFlow(config);
    local.clock.advance(600_000);

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');

    expect(refreshed.refresh_token).toBeUndefined();
    const [first, second] = [tokens, refreshed].map(({ access_token }) => decodeJwt(access_token));
    expect(second).toMatchObject({
      auth_time: first?.['auth_time'],
      origin_jti: first?.['origin_jti'],
      scope: first?.['scope'],
    });
    expect(second?.iat).toBeGreaterThan(first?.iat ?? Infinity);
    expect(refreshed.claims()).not.toHaveProperty('nonce');
  });

  it('gets a new refresh token where the client rotates, and the old one ends', async () => {
    const config = configure('rotating');
    const tokens = await codeFlow(config);

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');

    await expect(
      client.refreshTokenGrant(config, tokens.refresh_token ?? ''),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(
      client.refreshTokenGrant(config, refreshed.refresh_token ?? ''),
    ).resolves.toHaveProperty('refresh_token');
  });

  it('reads who the user is, until it revokes the refresh token', async () => {
    const config = configure('public');
    const tokens = await codeFlow(config);
    const { sub } = tokens.claims() ?? { sub: '' };
    const userInfo = () => client.fetchUserInfo(config, tokens.access_token, sub);

    await expect(userInfo()).resolves.toEqual({
      sub,
      email: ALICE,
      email_verified: 'true',
      username: sub,
    });
    await client.tokenRevocation(config, tokens.refresh_token ?? '');

    await expect(userInfo()).rejects.toThrow();
    await expect(
      client.refreshTokenGrant(config, tokens.refresh_token ?? ''),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('signs out', async () => {
    const config = configure('public');
    await codeFlow(config);
    const url = client.buildEndSessionUrl(config, { client_id: 'public', logout_uri: SIGNED_OUT });

    const left = await browser.get(`${url.pathname}${url.search}`);

    expect(left.location).toBe(SIGNED_OUT);
    const again = client.buildAuthorizationUrl(config, { redirect_uri: CALLBACK, scope: 'openid' });
    const page = await browser.get(`${again.pathname}${again.search}`);
    expect(page.location).toBe(`/login${again.search}`);
  });

  it('gets tokens at once by the implicit grant', async () => {
    const config = configure('implicit');
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      response_type: 'token',
      scope: 'openid email',
      state: 's',
      nonce,
    });

    const { hash, search } = await signIn(url);

    const answer = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    expect(search).toBe('');
    expect(Object.keys(answer).toSorted()).toEqual([
      'access_token',
      'expires_in',
      'id_token',
      'state',
      'token_type',
    ]);
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: '3600', state: 's' });
    expect(decodeJwt(answer['id_token'] ?? '')).toMatchObject({ nonce, aud: 'implicit' });
  });

  it('binds the access token to a resource, after a refresh too', async () => {
    const config = configure('public');
    const tokens = await codeFlow(config, { resource: RESOURCE });

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');

    expect(decodeJwt(tokens.access_token).aud).toBe(RESOURCE);
    expect(decodeJwt(refreshed.access_token).aud).toBe(RESOURCE);
    expect(tokens.claims()?.aud).toBe('public');
  });

  it('gets a token for itself, with the scopes that it may have', async () => {
    const config = configure('machine', client.ClientSecretBasic('machine'));

    const all = await client.clientCredentialsGrant(config);
    const some = await client.clientCredentialsGrant(config, { scope: 'orders/read orders/admin' });

    expect(decodeJwt(all.access_token)).toMatchObject({
      sub: 'machine',
      client_id: 'machine',
      scope: 'orders/read orders/write',
    });
    expect(decodeJwt(some.access_token)['scope']).toBe('orders/read');
    expect(decodeJwt(all.access_token)).not.toHaveProperty('username');
    expect(all.id_token).toBeUndefined();
    expect(all.refresh_token).toBeUndefined();
  });
});
