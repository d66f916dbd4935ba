import type { LocalCognitoOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';
import { EMAIL, PASSWORD, SECRET } from './names.js';
import { guide } from './sources.js';
import type { RequestStep } from './step.interface.js';

export const CALLBACK = 'http://localhost:3000/callback';
export const OTHER_CALLBACK = 'http://localhost:3000/other';
export const SIGNED_OUT = 'http://localhost:3000/';
export const BOB = 'bob@example.com';

/** A pool with clients of every kind. */
export const HOSTED_POOL: LocalCognitoOptions = {
  clients: [
    { clientId: 'web', callbackUrls: [CALLBACK, OTHER_CALLBACK], logoutUrls: [SIGNED_OUT] },
    { clientId: 'other', callbackUrls: [CALLBACK] },
    { clientId: 'confidential', secret: SECRET, callbackUrls: [CALLBACK] },
    { clientId: 'implicit', callbackUrls: [CALLBACK], grants: ['implicit'] },
    { clientId: 'native', callbackUrls: ['myapp://callback'] },
    { clientId: 'forever', callbackUrls: [CALLBACK], tokenRevocation: false },
    {
      clientId: 'machine',
      secret: SECRET,
      // The scopes of users are not for a client that acts for itself.
      scopes: ['openid', 'orders/read', 'orders/write'],
      grants: ['client_credentials'],
    },
  ],
  users: [
    { email: EMAIL, password: PASSWORD },
    { email: BOB, password: PASSWORD },
  ],
};

type Query = Readonly<Record<string, string>>;

/** An authorization request of the client `web`. */
export function asking(more: Query = {}): Query {
  return {
    client_id: 'web',
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid',
    ...more,
  };
}

export function authorize(
  name: string,
  query: Query | readonly (readonly [string, string])[],
  response: Omit<RequestStep['response'], 'status'>,
  more: Partial<RequestStep> = {},
): RequestStep {
  return {
    name,
    source: guide('authorization-endpoint'),
    request: { path: '/oauth2/authorize', query },
    response: { status: 302, ...response },
    ...more,
  };
}

/** A browser that has signed in gets a code without a page. */
export function getCode(more: Query = {}, keeps = 'code'): RequestStep {
  return authorize('gets a code', asking(more), {}, { keeps: { [keeps]: 'parameters.code' } });
}

/** Signs a browser in with the form. */
export function signInByForm(username: string, query: Query = asking()): readonly RequestStep[] {
  return [
    {
      name: `shows a form to ${username}`,
      source: guide('login-endpoint'),
      request: { path: '/login', query },
      response: { status: 200, headers: { 'content-type': expect.stringMatching(/^text\/html/) } },
    },
    {
      name: `sends ${username} back with a code`,
      source: guide('authorization-endpoint'),
      request: { submit: { username, password: PASSWORD } },
      response: {
        status: 302,
        parameters: { code: expect.any(String) },
        check: ({ parameters }) => expect(parameters).not.toHaveProperty('iss'),
      },
      keeps: { code: 'parameters.code' },
    },
  ];
}
