import { createHash } from 'node:crypto';
import {
  asking,
  authorize,
  BOB,
  CALLBACK,
  getCode,
  HOSTED_POOL,
  SIGNED_OUT,
  signInByForm,
} from './hosted-pool.js';
import { EMAIL, passwordSignIn, PASSWORD, POOL } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { AnyStep, RequestStep, Scenario } from './step.interface.js';

const CHALLENGE = createHash('sha256').update('verifier').digest('base64url');
const STATE = 's t/ä';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Query = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

const pairsOf = (query: Query): readonly (readonly [string, string])[] =>
  Array.isArray(query) ? (query as readonly (readonly [string, string])[]) : Object.entries(query);

/** What is shown on a page of Cognito, and never sent to an address that the client may not have. */
const shown = (
  name: string,
  query: Query,
  error: string,
  source = guide('authorization-endpoint'),
): readonly RequestStep[] =>
  ['/oauth2/authorize', '/login'].map((path) => ({
    name: `shows the error itself at ${name}, for ${path}`,
    source,
    request: { path, query },
    response: { status: 302, location: '/error', parameters: { error } },
  }));

const sentBack = (name: string, query: Query, error: string): RequestStep =>
  authorize(`sends the client the error at ${name}`, [...pairsOf(query), ['state', STATE]], {
    location: CALLBACK,
    parameters: { error, state: STATE },
  });

const logout = (
  name: string,
  query: object,
  location: string,
  parameters: object,
): RequestStep => ({
  name,
  source: guide('logout-endpoint'),
  request: { path: '/logout', query: query as Record<string, string> },
  response: { status: 302, location, parameters },
});

const asksToSignIn = (name: string, more: Readonly<Record<string, string>> = {}): RequestStep =>
  authorize(name, asking(more), { location: '/login', parameters: asking(more) });

export const hostedAuthorizeScenarios: readonly Scenario[] = [
  {
    name: 'requests to the authorization endpoint',
    options: HOSTED_POOL,
    steps: [
      ...shown('no client', {}, 'unauthorized_client', UNSOURCED),
      ...shown(
        'an unknown client',
        asking({ client_id: 'nobody' }),
        'unauthorized_client',
        UNSOURCED,
      ),
      ...shown(
        'an address of nobody',
        asking({ redirect_uri: 'http://evil.example' }),
        'redirect_mismatch',
      ),
      ...shown(
        'an address that begins alike',
        asking({ redirect_uri: `${CALLBACK}/x` }),
        'redirect_mismatch',
      ),
      ...shown(
        'no address where there are two',
        { client_id: 'web', response_type: 'code' },
        'redirect_mismatch',
      ),
      ...shown(
        'two clients',
        [...Object.entries(asking()), ['client_id', 'web']],
        'invalid_request',
        'https://www.rfc-editor.org/rfc/rfc6749#section-3.1',
      ),
      ...shown(
        'two addresses',
        [...Object.entries(asking()), ['redirect_uri', CALLBACK]],
        'invalid_request',
        'https://www.rfc-editor.org/rfc/rfc6749#section-3.1',
      ),
      sentBack(
        'no response type',
        { client_id: 'web', redirect_uri: CALLBACK, scope: 'openid' },
        'invalid_request',
      ),
      sentBack('another response type', asking({ response_type: 'id_token' }), 'invalid_request'),
      sentBack(
        'tokens at once, which the client may not have',
        asking({ response_type: 'token' }),
        'unauthorized_client',
      ),
      sentBack(
        'a code, which the client may not have',
        asking({ client_id: 'implicit' }),
        'unauthorized_client',
      ),
      sentBack('an unknown scope', asking({ scope: 'openid orders/read' }), 'invalid_scope'),
      sentBack(
        'a challenge without its method',
        asking({ code_challenge: CHALLENGE }),
        'invalid_request',
      ),
      sentBack(
        'the plain method',
        asking({ code_challenge: CHALLENGE, code_challenge_method: 'plain' }),
        'invalid_request',
      ),
      sentBack(
        'a method without a challenge',
        asking({ code_challenge_method: 'S256' }),
        'invalid_request',
      ),
      sentBack(
        'a repeated nonce',
        [...Object.entries(asking()), ['nonce', '1'], ['nonce', '1']],
        'invalid_request',
      ),
      sentBack('nobody signed in with prompt=none', asking({ prompt: 'none' }), 'login_required'),
      sentBack('prompt=none and another', asking({ prompt: 'none login' }), 'invalid_request'),
      {
        ...sentBack(
          'a resource that is none',
          asking({ resource: 'http://a.example' }),
          'invalid_request',
        ),
        source: guide('cognito-user-pools-define-resource-servers'),
      },
      asksToSignIn('sends a browser to the login page with the same query', {
        state: 'a/b',
        login_hint: 'x',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
      }),
    ],
  },
  {
    name: 'a browser that has signed in',
    options: HOSTED_POOL,
    steps: [
      {
        name: 'shows a form with the hint filled in, and escaped',
        source: guide('login-endpoint'),
        request: { path: '/login', query: asking({ login_hint: '"><script>' }) },
        response: {
          status: 200,
          check: ({ text }) => expect(text).not.toContain('"><script>'),
        },
      },
      {
        name: 'is told the error of the API',
        source: UNSOURCED,
        request: { submit: { username: EMAIL, password: 'wrong' } },
        response: { status: 400, text: 'Incorrect username or password.' },
      },
      ...signInByForm(EMAIL),
      authorize(
        'is sent straight back, for another client too',
        asking({ client_id: 'other', state: STATE }),
        {
          location: CALLBACK,
          parameters: { code: expect.any(String), state: STATE },
        },
      ),
      authorize('is sent back with prompt=none', asking({ prompt: 'none' }), {
        location: CALLBACK,
        parameters: { code: expect.any(String) },
      }),
      authorize(
        'is sent back to an app',
        { client_id: 'native', response_type: 'code', redirect_uri: 'myapp://callback' },
        { location: 'myapp://callback', parameters: { code: expect.any(String) } },
      ),
      authorize(
        'gets tokens at once in the fragment, and no refresh token',
        asking({ client_id: 'implicit', response_type: 'token', state: STATE, nonce: 'n' }),
        {
          location: CALLBACK,
          parameters: {
            token_type: expect.stringMatching(/^bearer$/i),
            expires_in: '3600',
            state: STATE,
          },
          check: ({ parameters }, known) => {
            expect(parameters).not.toHaveProperty('refresh_token');
            expect(known.claimsOf(parameters['access_token'])).toMatchObject({ version: 2 });
            expect(known.claimsOf(parameters['id_token'])).toMatchObject({
              aud: 'implicit',
              nonce: 'n',
            });
          },
        },
      ),
      authorize(
        'gets no ID token at once without the scope openid',
        asking({ client_id: 'implicit', response_type: 'token', scope: 'profile' }),
        {
          location: CALLBACK,
          check: ({ parameters }) => expect(parameters).not.toHaveProperty('id_token'),
        },
      ),
      asksToSignIn('is asked again with prompt=login', { prompt: 'login' }),
      asksToSignIn('is asked again with prompt=select_account', { prompt: 'select_account' }),
      asksToSignIn('is asked again when the sign-in is too old', { max_age: '0' }),
      {
        name: 'signs in in another way too',
        source: api('InitiateAuth'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD, { ClientId: 'other' }),
        expected: { answer: {} },
        keeps: { accessToken: 'AuthenticationResult.AccessToken' },
      },
      {
        name: 'signs out everywhere',
        source: guide('token-revocation'),
        operation: 'GlobalSignOut',
        input: (known) => ({ AccessToken: known.value('accessToken') }),
        expected: { answer: {} },
      },
      { ...getCode(), name: 'is still known after that' },
      authorize(
        'is known for an hour',
        asking({ max_age: '3599' }),
        { location: CALLBACK },
        { afterMs: HOUR_MS - MINUTE_MS },
      ),
      { ...asksToSignIn('is not known any longer'), afterMs: MINUTE_MS },
    ],
  },
  {
    name: 'a sign-out in the browser',
    options: HOSTED_POOL,
    steps: [
      ...(
        [
          [
            'leads to a registered address',
            { client_id: 'web', logout_uri: SIGNED_OUT },
            SIGNED_OUT,
            {},
          ],
          ['leads to the next sign-in', asking(), '/login', asking()],
          [
            'leads nowhere for an unknown client',
            { client_id: 'nobody' },
            '/error',
            { error: 'unauthorized_client' },
          ],
          ['leads nowhere for no client', {}, '/error', { error: 'unauthorized_client' }],
          [
            'does not lead to another address',
            { client_id: 'web', logout_uri: 'http://evil.example' },
            '/error',
            { error: 'redirect_mismatch' },
          ],
          [
            'leads nowhere without an address',
            { client_id: 'web' },
            '/error',
            { error: 'invalid_request' },
          ],
        ] as const
      ).flatMap(([name, query, location, parameters]): AnyStep[] => [
        ...signInByForm(EMAIL),
        logout(name, query, location, parameters),
        asksToSignIn('has signed out'),
      ]),
      ...signInByForm(BOB),
      {
        name: 'comes with the end of the account',
        source: api('AdminDisableUser'),
        operation: 'AdminDisableUser',
        input: { ...POOL, Username: BOB },
        expected: { answer: {} },
      },
      { ...asksToSignIn('is asked to sign in'), source: UNSOURCED },
    ],
  },
];
