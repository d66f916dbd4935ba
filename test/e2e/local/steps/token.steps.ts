import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL, SECRET } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REVOKED = { error: 'NotAuthorizedException', message: 'Access Token has been revoked' };

const getUser = (name: string, expected: Step['expected'], afterMs = 0): Step => ({
  name,
  source: api('GetUser'),
  afterMs,
  operation: 'GetUser',
  input: (known: Known) => ({ AccessToken: known.value('accessToken') }),
  expected,
});

const signIn: Step = {
  name: 'signs in',
  source: api('InitiateAuth'),
  operation: 'InitiateAuth',
  input: passwordSignIn(EMAIL, PASSWORD),
  expected: { answer: { AuthenticationResult: {} } },
  keeps: {
    accessToken: 'AuthenticationResult.AccessToken',
    idToken: 'AuthenticationResult.IdToken',
    refreshToken: 'AuthenticationResult.RefreshToken',
  },
};

const refresh = (
  name: string,
  expected: Step['expected'],
  {
    token = 'refreshToken',
    secret,
    ...more
  }: Partial<Step> & { readonly token?: string; readonly secret?: string } = {},
): Step => ({
  name,
  source: api('GetTokensFromRefreshToken'),
  operation: 'GetTokensFromRefreshToken',
  input: (known: Known) => ({
    ...CLIENT,
    RefreshToken: known.value(token),
    ...(secret === undefined ? {} : { ClientSecret: secret }),
  }),
  expected,
  ...more,
});

export const tokenScenarios: readonly Scenario[] = [
  {
    name: 'the tokens of a sign-in',
    options: {
      clients: [{ clientId: 'client' }, { clientId: 'other' }],
      groups: [
        { name: 'late', precedence: 9, roleArn: 'arn:aws:iam::000000000000:role/late' },
        { name: 'early', precedence: 1, roleArn: 'arn:aws:iam::000000000000:role/early' },
      ],
      users: [{ email: EMAIL, password: PASSWORD, groups: ['none', 'late', 'early'] }],
    },
    steps: [
      {
        ...signIn,
        name: 'have the claims of the API',
        source: guide('amazon-cognito-user-pools-using-the-access-token'),
        expected: {
          check: ({ AuthenticationResult: result }, known) => {
            const { AccessToken: access, IdToken: id } = result as Record<string, string>;
            const claims = known.claimsOf(access);
            expect(claims).toEqual({
              sub: claims['username'],
              'cognito:groups': ['early', 'late', 'none'],
              iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_LocalTest',
              client_id: 'client',
              origin_jti: expect.any(String),
              event_id: expect.any(String),
              token_use: 'access',
              scope: 'aws.cognito.signin.user.admin',
              auth_time: claims['iat'],
              exp: Number(claims['iat']) + 3600,
              iat: expect.any(Number),
              jti: expect.any(String),
              username: expect.any(String),
              acr: 'urn:cognito:loa:1',
              amr: ['pwd'],
            });
            expect(known.claimsOf(id)).toMatchObject({
              aud: 'client',
              email: EMAIL,
              email_verified: true,
              origin_jti: claims['origin_jti'],
              'cognito:roles': [
                'arn:aws:iam::000000000000:role/early',
                'arn:aws:iam::000000000000:role/late',
              ],
              'cognito:preferred_role': 'arn:aws:iam::000000000000:role/early',
              'cognito:username': claims['username'],
            });
            expect(known.claimsOf(id)).not.toHaveProperty('at_hash');
          },
        },
      },
      getUser('let the user see the account', { answer: { UserAttributes: expect.any(Array) } }),
      {
        name: 'are not swapped',
        source: UNSOURCED,
        operation: 'GetUser',
        input: (known) => ({ AccessToken: known.value('idToken') }),
        expected: { error: 'NotAuthorizedException', message: 'Invalid Access Token' },
      },
      {
        name: 'are not changed',
        source: UNSOURCED,
        operation: 'GetUser',
        input: (known) => ({ AccessToken: `${known.value('accessToken').slice(0, -8)}AAAAAAAA` }),
        expected: { error: 'NotAuthorizedException', message: 'Invalid Access Token' },
      },
      {
        name: 'are needed',
        source: UNSOURCED,
        operation: 'GetUser',
        input: {},
        expected: { error: 'InvalidParameterException' },
      },
      getUser(
        'expire',
        { error: 'NotAuthorizedException', message: 'Access Token has expired' },
        HOUR_MS,
      ),
      refresh(
        'are refreshed, without another refresh token, and keep the time of the sign-in',
        {
          check: ({ AuthenticationResult: result }, known) => {
            const { AccessToken: access, RefreshToken: next } = result as Record<string, string>;
            const before = known.claimsOf(known.value('accessToken'));
            const after = known.claimsOf(access);
            expect(next).toBeUndefined();
            for (const name of ['auth_time', 'origin_jti', 'amr', 'scope', 'sub']) {
              expect(after[name]).toEqual(before[name]);
            }
            expect(after['jti']).not.toBe(before['jti']);
            expect(after['iat']).toBeGreaterThan(Number(before['iat']));
          },
        },
        { keeps: { accessToken: 'AuthenticationResult.AccessToken' } },
      ),
      {
        name: 'are not refreshed for another client',
        source: UNSOURCED,
        operation: 'GetTokensFromRefreshToken',
        input: (known) => ({ ClientId: 'other', RefreshToken: known.value('refreshToken') }),
        expected: { error: 'NotAuthorizedException', message: 'Invalid Refresh Token' },
      },
      {
        name: 'are not revoked by another client',
        source: api('RevokeToken'),
        operation: 'RevokeToken',
        input: (known) => ({ ClientId: 'other', Token: known.value('refreshToken') }),
        expected: { answer: {} },
      },
      getUser('are still good', { answer: {} }),
      {
        name: 'are not revoked by an access token',
        source: api('RevokeToken'),
        operation: 'RevokeToken',
        input: (known) => ({ ...CLIENT, Token: known.value('accessToken') }),
        expected: { error: 'UnsupportedTokenTypeException' },
      },
      ...['once', 'twice'].map((often): Step => ({
        name: `are revoked ${often}`,
        source: guide('token-revocation'),
        operation: 'RevokeToken',
        input: (known) => ({ ...CLIENT, Token: known.value('refreshToken') }),
        expected: { answer: {} },
      })),
      getUser('are revoked with the access token', REVOKED),
      refresh('are not refreshed any more', {
        error: 'NotAuthorizedException',
        message: 'Refresh Token has been revoked',
      }),
      signIn,
      refresh(
        'end with the refresh token',
        { error: 'NotAuthorizedException', message: 'Refresh Token has expired' },
        { afterMs: 30 * DAY_MS },
      ),
      signIn,
      {
        name: 'end with the sign-out',
        source: api('GlobalSignOut'),
        operation: 'GlobalSignOut',
        input: (known) => ({ AccessToken: known.value('accessToken') }),
        expected: { answer: {} },
      },
      getUser('are revoked then', REVOKED),
      signIn,
      {
        name: 'end with the sign-out by an administrator',
        source: api('AdminUserGlobalSignOut'),
        operation: 'AdminUserGlobalSignOut',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: {} },
      },
      getUser('are revoked by that too', REVOKED),
      signIn,
      {
        name: 'end when the user is disabled',
        source: api('AdminDisableUser'),
        operation: 'AdminDisableUser',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: {} },
      },
      getUser('are revoked by that as well', REVOKED),
      {
        name: 'do not come back when the user is enabled',
        source: api('AdminEnableUser'),
        operation: 'AdminEnableUser',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: {} },
      },
      getUser('stay revoked', REVOKED),
    ],
  },
  {
    name: 'a client whose refresh tokens rotate',
    options: {
      clients: [{ clientId: 'client', secret: SECRET, refreshTokenRotation: { graceSeconds: 60 } }],
      users: [{ email: EMAIL, password: PASSWORD }],
    },
    steps: [
      {
        ...signIn,
        operation: 'AdminInitiateAuth',
        input: (known) => ({
          ...POOL,
          ...CLIENT,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: {
            USERNAME: EMAIL,
            PASSWORD,
            SECRET_HASH: known.secretHash('client', EMAIL),
          },
        }),
      },
      {
        name: 'has to refresh another way',
        source: guide('amazon-cognito-user-pools-using-the-refresh-token'),
        operation: 'InitiateAuth',
        input: (known) => ({
          ...CLIENT,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: known.value('refreshToken') },
        }),
        expected: {
          error: 'InvalidParameterException',
          message: 'REFRESH_TOKEN_AUTH flow not enabled for this client',
        },
      },
      refresh('needs the secret', { error: 'NotAuthorizedException' }),
      refresh(
        'gets the next refresh token',
        { answer: { AuthenticationResult: { RefreshToken: expect.any(String) } } },
        {
          secret: SECRET,
          keeps: { next: 'AuthenticationResult.RefreshToken' },
        },
      ),
      refresh(
        'may use the old one a little longer',
        { answer: {} },
        {
          afterMs: 30_000,
          secret: SECRET,
        },
      ),
      refresh(
        'may not use it after the grace period',
        { error: 'RefreshTokenReuseException' },
        {
          afterMs: 31_000,
          secret: SECRET,
        },
      ),
      refresh(
        'goes on with the next, which that has not revoked',
        { answer: {} },
        {
          source: UNSOURCED,
          afterMs: 29 * DAY_MS,
          secret: SECRET,
          token: 'next',
          keeps: { last: 'AuthenticationResult.RefreshToken' },
        },
      ),
      refresh(
        'gets no more than the rest of the life of the first',
        { error: 'NotAuthorizedException', message: 'Refresh Token has expired' },
        {
          source: guide('amazon-cognito-user-pools-using-the-refresh-token'),
          afterMs: DAY_MS,
          secret: SECRET,
          token: 'last',
        },
      ),
      {
        name: 'says another thing than usual about a wrong secret',
        source: api('RevokeToken'),
        operation: 'RevokeToken',
        input: (known) => ({ ...CLIENT, ClientSecret: 'wrong', Token: known.value('last') }),
        expected: { error: 'UnauthorizedException' },
      },
    ],
  },
  {
    name: 'a client for itself',
    options: {
      clients: [
        {
          clientId: 'client',
          secret: SECRET,
          authFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
          scopes: ['orders/read', 'orders/write', 'openid'],
        },
        { clientId: 'other', secret: SECRET, tokenRevocation: false },
      ],
    },
    steps: [
      {
        name: 'gets all its scopes',
        source: guide('cognito-user-pools-define-resource-servers'),
        operation: 'GetClientToken',
        input: { ...CLIENT, Secret: SECRET },
        expected: {
          check: ({ ClientAuthenticationResult: result }, known) => {
            const { AccessToken: access } = result as Record<string, string>;
            expect(result).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
            const claims = known.claimsOf(access);
            expect(claims).toMatchObject({
              sub: 'client',
              client_id: 'client',
              scope: 'orders/read orders/write',
            });
            expect(claims).not.toHaveProperty('username');
            expect(claims).not.toHaveProperty('origin_jti');
          },
        },
        keeps: { accessToken: 'ClientAuthenticationResult.AccessToken' },
      },
      {
        name: 'gets those that it asks for',
        source: guide('cognito-user-pools-define-resource-servers'),
        operation: 'GetClientToken',
        input: { ...CLIENT, Secret: SECRET, Scopes: ['orders/read'] },
        expected: { answer: { ClientAuthenticationResult: {} } },
      },
      {
        name: 'does not get the scopes of users',
        source: UNSOURCED,
        operation: 'GetClientToken',
        input: { ...CLIENT, Secret: SECRET, Scopes: ['openid'] },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'needs its secret',
        source: UNSOURCED,
        operation: 'GetClientToken',
        input: { ...CLIENT, Secret: 'wrong' },
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'needs the flow',
        source: UNSOURCED,
        operation: 'GetClientToken',
        input: { ClientId: 'other', Secret: SECRET },
        expected: { error: 'NotAuthorizedException' },
      },
      getUser('is no user', { error: 'NotAuthorizedException', message: 'Invalid Access Token' }),
      {
        name: 'cannot revoke where that is off',
        source: api('RevokeToken'),
        operation: 'RevokeToken',
        input: { ClientId: 'other', ClientSecret: SECRET, Token: 'any' },
        expected: { error: 'UnsupportedOperationException' },
      },
      {
        name: 'cannot revoke where there is no such client',
        source: UNSOURCED,
        operation: 'RevokeToken',
        input: { ClientId: 'nobody', Token: 'any' },
        expected: { error: 'InvalidParameterException' },
      },
    ],
  },
];
