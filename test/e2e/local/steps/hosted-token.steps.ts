import { createHash } from 'node:crypto';
import {
  BOB,
  CALLBACK,
  getCode,
  HOSTED_POOL,
  OTHER_CALLBACK,
  signInByForm,
} from './hosted-pool.js';
import { EMAIL, PASSWORD, POOL, SECRET } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Known, RequestStep, Scenario, StepRequest } from './step.interface.js';

const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
const MINUTE_MS = 60_000;
/** Of five parts, as Cognito's. */
const REFRESH_TOKEN = expect.stringMatching(/^(?:[\w-]+\.){4}[\w-]+$/) as string;
const TOKENS = {
  access_token: expect.any(String) as string,
  expires_in: 3600,
  token_type: 'Bearer',
};

type Fields = Readonly<Record<string, string>>;

const post = (
  name: string,
  request: Omit<StepRequest, 'path'> | ((known: Known) => Omit<StepRequest, 'path'>),
  response: RequestStep['response'],
  more: Partial<RequestStep> = {},
): RequestStep => ({
  name,
  source: guide('token-endpoint'),
  request: (known) => ({
    path: '/oauth2/token',
    ...(typeof request === 'function' ? request(known) : request),
  }),
  response,
  ...more,
});

const refused = (name: string, request: Omit<StepRequest, 'path'>, error: string): RequestStep =>
  post(`refuses ${name}`, request, {
    status: 400,
    check: ({ body, headers }) => {
      expect(body).toEqual({ error });
      expect(headers['cache-control']).toMatch(/no-store/);
    },
  });

const redeem = (
  name: string,
  form: Fields,
  response: RequestStep['response'],
  more: Partial<RequestStep> = {},
): RequestStep =>
  post(
    name,
    (known) => ({
      form: {
        grant_type: 'authorization_code',
        client_id: 'web',
        redirect_uri: CALLBACK,
        code: known.value('code'),
        ...form,
      },
    }),
    response,
    more,
  );

const INVALID_GRANT = { status: 400, body: { error: 'invalid_grant' } };
const KEEPS = {
  accessToken: 'body.access_token',
  refreshToken: 'body.refresh_token',
};
const getTokens = redeem('gets tokens', {}, { status: 200, body: TOKENS }, { keeps: KEEPS });

const refresh = (name: string, clientId: string, response: RequestStep['response']): RequestStep =>
  post(
    name,
    (known) => ({
      form: {
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: known.value('refreshToken'),
      },
    }),
    response,
  );

const userInfo = (
  name: string,
  response: RequestStep['response'],
  {
    token = 'accessToken',
    method = 'GET',
    ...more
  }: Partial<RequestStep> & {
    readonly token?: string;
    readonly method?: string;
  } = {},
): RequestStep => ({
  name,
  source: guide('userinfo-endpoint'),
  request: (known) => ({
    path: '/oauth2/userInfo',
    method,
    headers: { authorization: `Bearer ${known.value(token)}` },
  }),
  response,
  ...more,
});

const INVALID_TOKEN = {
  status: 401,
  headers: {
    'www-authenticate':
      'error="invalid_token", error_description="Access token is expired, disabled, or deleted, or the user has globally signed out."',
  },
};

const revoke = (
  name: string,
  request: Omit<StepRequest, 'path'> | ((known: Known) => Omit<StepRequest, 'path'>),
  response: RequestStep['response'],
): RequestStep => ({
  name,
  source: guide('revocation-endpoint'),
  request: (known) => ({
    path: '/oauth2/revoke',
    ...(typeof request === 'function' ? request(known) : request),
  }),
  response,
});

const MACHINE = ['machine', SECRET] as const;
const CONFIDENTIAL = ['confidential', SECRET] as const;

export const hostedTokenScenarios: readonly Scenario[] = [
  {
    name: 'requests to the token endpoint',
    options: HOSTED_POOL,
    steps: [
      refused('no grant type', { form: { client_id: 'web' } }, 'invalid_request'),
      refused(
        'an unknown grant type',
        { form: { client_id: 'web', grant_type: 'password' } },
        'unsupported_grant_type',
      ),
      refused(
        'a repeated field',
        {
          form: [
            ['grant_type', 'refresh_token'],
            ['client_id', 'web'],
            ['client_id', 'web'],
          ],
        },
        'invalid_request',
      ),
      refused('no client', { form: { grant_type: 'refresh_token' } }, 'invalid_client'),
      refused(
        'an unknown client',
        { form: { grant_type: 'refresh_token', client_id: 'nobody' } },
        'invalid_client',
      ),
      refused(
        'no secret',
        { form: { grant_type: 'refresh_token', client_id: 'confidential' } },
        'invalid_client',
      ),
      refused(
        'a wrong secret',
        { form: { grant_type: 'refresh_token' }, basic: ['confidential', 'wrong'] },
        'invalid_client',
      ),
      refused(
        'a secret of a public client',
        { form: { grant_type: 'refresh_token' }, basic: ['web', SECRET] },
        'invalid_client',
      ),
      refused(
        'a header that cannot be read',
        { form: { grant_type: 'refresh_token' }, headers: { authorization: 'Basic ?' } },
        'invalid_client',
      ),
      refused(
        'two clients',
        { form: { grant_type: 'refresh_token', client_id: 'web' }, basic: CONFIDENTIAL },
        'invalid_request',
      ),
      refused(
        'no code',
        { form: { grant_type: 'authorization_code', client_id: 'web', redirect_uri: CALLBACK } },
        'invalid_request',
      ),
      refused(
        'no address',
        { form: { grant_type: 'authorization_code', client_id: 'web', code: 'x' } },
        'invalid_request',
      ),
      refused(
        'an unknown code',
        {
          form: {
            grant_type: 'authorization_code',
            client_id: 'web',
            code: 'x',
            redirect_uri: CALLBACK,
          },
        },
        'invalid_grant',
      ),
      refused(
        'a code of a client that may have none',
        {
          form: {
            grant_type: 'authorization_code',
            client_id: 'implicit',
            code: 'x',
            redirect_uri: CALLBACK,
          },
        },
        'unauthorized_client',
      ),
      refused(
        'no refresh token',
        { form: { grant_type: 'refresh_token', client_id: 'web' } },
        'invalid_request',
      ),
      refused(
        'client credentials without a secret',
        { form: { grant_type: 'client_credentials', client_id: 'web' } },
        'unauthorized_client',
      ),
      refused(
        'client credentials without the grant',
        { form: { grant_type: 'client_credentials' }, basic: CONFIDENTIAL },
        'unauthorized_client',
      ),
      refused(
        'client credentials for scopes of users',
        {
          form: { grant_type: 'client_credentials', scope: 'openid orders/admin' },
          basic: MACHINE,
        },
        'invalid_grant',
      ),
      post(
        'gives a client all scopes of its own when it asks for none',
        { form: { grant_type: 'client_credentials' }, basic: MACHINE },
        {
          status: 200,
          check: ({ body }, known) => {
            expect(body).toEqual(TOKENS);
            const claims = known.claimsOf(body['access_token']);
            expect(claims).toMatchObject({
              sub: 'machine',
              client_id: 'machine',
              token_use: 'access',
              version: 2,
            });
            expect(String(claims['scope']).split(' ').toSorted()).toEqual([
              'orders/read',
              'orders/write',
            ]);
          },
        },
      ),
      post(
        'drops the scopes that a client may not have, without a word',
        {
          form: {
            grant_type: 'client_credentials',
            client_id: 'machine',
            client_secret: SECRET,
            scope: 'orders/read orders/admin',
          },
        },
        {
          status: 200,
          check: ({ body }, known) =>
            expect(known.claimsOf(body['access_token'])['scope']).toBe('orders/read'),
        },
      ),
    ],
  },
  {
    name: 'the tokens of a code',
    options: HOSTED_POOL,
    steps: [
      ...signInByForm(EMAIL),
      redeem(
        'are not for another address',
        { redirect_uri: OTHER_CALLBACK },
        {
          status: 400,
          body: { error: 'unauthorized_client', error_description: 'invalid_redirect' },
        },
      ),
      getCode(),
      redeem('are not for another client', { client_id: 'other' }, INVALID_GRANT),
      getCode(),
      redeem('are not there after five minutes', {}, INVALID_GRANT, { afterMs: 5 * MINUTE_MS }),
      ...(
        [
          ['no verifier', PKCE, {}],
          ['another verifier', PKCE, { code_verifier: VERIFIER.replace('d', 'e') }],
          ['a verifier that is too short', PKCE, { code_verifier: 'x' }],
          ['the challenge in place of the verifier', PKCE, { code_verifier: CHALLENGE }],
          ['a verifier that nobody asked for', {}, { code_verifier: VERIFIER }],
        ] as const
      ).flatMap(([name, request, form]) => [
        getCode(request),
        redeem(`are not for ${name}`, form, INVALID_GRANT),
      ]),
      getCode({ ...PKCE, nonce: 'n', scope: 'openid email' }),
      redeem(
        'come with the verifier',
        { code_verifier: VERIFIER },
        {
          status: 200,
          headers: { 'cache-control': expect.stringContaining('no-store') },
          check: ({ body }, known) => {
            const { id_token: id, access_token: access } = body;
            expect(body).toEqual({
              ...TOKENS,
              id_token: expect.any(String),
              refresh_token: REFRESH_TOKEN,
            });
            expect(known.claimsOf(id)).toMatchObject({
              aud: 'web',
              nonce: 'n',
              at_hash: expect.any(String),
              email: EMAIL,
              email_verified: true,
            });
            const { scope, ...claims } = known.claimsOf(access);
            expect(String(scope).split(' ').toSorted()).toEqual(['email', 'openid']);
            expect(claims).toMatchObject({ version: 2, client_id: 'web' });
            expect(claims).not.toHaveProperty('aud');
          },
        },
        { keeps: { ...KEEPS, idToken: 'body.id_token' } },
      ),
      ...['GET', 'POST'].map((method) =>
        userInfo(
          `say by ${method} who the user is, in text`,
          {
            status: 200,
            check: ({ body }) =>
              expect(body).toEqual({
                sub: expect.any(String),
                email: EMAIL,
                email_verified: 'true',
                username: body['sub'],
              }),
          },
          { method },
        ),
      ),
      {
        name: 'are needed to know that',
        source: guide('userinfo-endpoint'),
        request: { path: '/oauth2/userInfo' },
        response: {
          status: 400,
          headers: {
            'www-authenticate':
              'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"',
          },
        },
      },
      userInfo('are not swapped', INVALID_TOKEN, { token: 'idToken' }),
      {
        ...userInfo('are not made up', INVALID_TOKEN),
        request: { path: '/oauth2/userInfo', headers: { authorization: 'Bearer x' } },
      },
      refresh('are refreshed', 'web', {
        status: 200,
        check: ({ body }) => expect(body).toEqual({ ...TOKENS, id_token: expect.any(String) }),
      }),
      {
        name: 'are refreshed by the API too',
        source: guide('amazon-cognito-user-pools-using-the-refresh-token'),
        operation: 'GetTokensFromRefreshToken',
        input: (known) => ({ ClientId: 'web', RefreshToken: known.value('refreshToken') }),
        expected: { answer: { AuthenticationResult: {} } },
      },
      refresh('are not refreshed for another client', 'other', INVALID_GRANT),
      redeem('are not given twice', { code_verifier: VERIFIER }, INVALID_GRANT),
      refresh('are taken back when the code comes twice', 'web', INVALID_GRANT),
      userInfo('open nothing then', INVALID_TOKEN),
      getCode({ scope: 'profile' }),
      redeem(
        'hold no ID token without the scope openid',
        {},
        { status: 200, check: ({ body }) => expect(body).not.toHaveProperty('id_token') },
        { keeps: KEEPS },
      ),
      userInfo('do not say who the user is without it', INVALID_TOKEN),
      getCode({ resource: 'https://orders.example.com' }),
      redeem(
        'are bound to a resource',
        {},
        {
          status: 200,
          check: ({ body }, known) =>
            expect(known.claimsOf(body['access_token'])['aud']).toBe('https://orders.example.com'),
        },
        { source: guide('cognito-user-pools-define-resource-servers'), keeps: KEEPS },
      ),
      refresh('are bound to it after a refresh too', 'web', {
        status: 200,
        check: ({ body }, known) =>
          expect(known.claimsOf(body['access_token'])['aud']).toBe('https://orders.example.com'),
      }),
      getCode(),
      getTokens,
      userInfo('expire', INVALID_TOKEN, { afterMs: 60 * MINUTE_MS }),
    ],
  },
  {
    name: 'the end of the tokens of a code',
    options: HOSTED_POOL,
    steps: [
      ...signInByForm(EMAIL),
      getTokens,
      revoke(
        'does not come from another client',
        (known) => ({ form: { client_id: 'other', token: known.value('refreshToken') } }),
        { status: 200 },
      ),
      userInfo('are still good', { status: 200 }),
      ...['once', 'twice'].map((often) =>
        revoke(
          `comes ${often}`,
          (known) => ({ form: { client_id: 'web', token: known.value('refreshToken') } }),
          { status: 200, check: ({ text }) => expect(text).toBe('') },
        ),
      ),
      userInfo('is the end of the access token too', INVALID_TOKEN),
      refresh('is the end of refreshing', 'web', INVALID_GRANT),
      revoke(
        'wants a client',
        { form: { token: 'x' } },
        { status: 401, body: { error: 'invalid_client' } },
      ),
      revoke(
        'wants the right secret',
        { form: { token: 'x' }, basic: ['confidential', 'wrong'] },
        { status: 401, body: { error: 'invalid_client' } },
      ),
      revoke(
        'wants a token',
        { form: { client_id: 'web' } },
        { status: 400, body: { error: 'invalid_request' } },
      ),
      revoke(
        'wants no access token',
        { form: { client_id: 'web', token: 'a.b.c' } },
        { status: 400, body: { error: 'unsupported_token_type' } },
      ),
      revoke(
        'does not come for a client whose tokens cannot be revoked',
        { form: { client_id: 'forever', token: 'x' } },
        { status: 400, body: { error: 'invalid_request' } },
      ),
      revoke(
        'does not say that it does not know a token',
        { form: { client_id: 'web', token: 'x' } },
        { status: 200 },
      ),
      ...signInByForm(BOB),
      {
        name: 'comes with the end of the account',
        source: api('AdminDisableUser'),
        operation: 'AdminDisableUser',
        input: { ...POOL, Username: BOB },
        expected: { answer: {} },
      },
      redeem('comes before they are given', {}, INVALID_GRANT, { source: UNSOURCED }),
    ],
  },
  {
    name: 'a pre token generation trigger that refuses a browser',
    options: {
      clients: [{ clientId: 'web', callbackUrls: [CALLBACK], grants: ['code', 'implicit'] }],
      users: [{ email: EMAIL, password: PASSWORD }],
      preTokenGeneration() {
        throw new Error('not today');
      },
    },
    steps: [
      ...signInByForm(EMAIL),
      redeem(
        'is told to the client',
        {},
        {
          status: 400,
          body: {
            error: 'invalid_grant',
            error_description: expect.stringContaining('not today'),
          },
        },
        { source: UNSOURCED },
      ),
      {
        name: 'is told in the redirect',
        source: UNSOURCED,
        request: {
          path: '/oauth2/authorize',
          query: {
            client_id: 'web',
            response_type: 'token',
            redirect_uri: CALLBACK,
            scope: 'openid',
          },
        },
        response: {
          status: 302,
          location: CALLBACK,
          parameters: {
            error: 'server_error',
            error_description: expect.stringContaining('not today'),
          },
        },
      },
    ],
  },
];
