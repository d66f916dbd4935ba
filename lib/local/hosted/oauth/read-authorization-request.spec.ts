import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import { Clients } from '../../pool/clients.js';
import type { AuthorizationRequest } from './authorization-request.interface.js';
import { OAuthParameters } from './oauth-parameters.js';
import { readAuthorizationRequest, readRedirectTarget } from './read-authorization-request.js';

const CALLBACK = 'http://localhost:3000/callback';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const CLIENT = {
  clientId: 'web',
  callbackUrls: [CALLBACK],
  scopes: ['openid', 'email', 'orders/read'],
  grants: ['code'],
} as unknown as LocalClient;
const TWO_CALLBACKS = { ...CLIENT, clientId: 'two', callbackUrls: [CALLBACK, 'myapp://callback'] };
const IMPLICIT = { ...CLIENT, clientId: 'implicit', grants: ['implicit'] } as LocalClient;
const CLIENTS = new Clients([CLIENT, TWO_CALLBACKS, IMPLICIT]);

function read(query: Record<string, string> | string): AuthorizationRequest {
  const parameters = new OAuthParameters(new URLSearchParams(query));
  return readAuthorizationRequest(parameters, readRedirectTarget(parameters, CLIENTS));
}

describe('readRedirectTarget', () => {
  const readTarget = (query: string) =>
    readRedirectTarget(new OAuthParameters(new URLSearchParams(query)), CLIENTS);

  it('takes the only address of the client when none is sent', () => {
    expect(readTarget('client_id=web&state=s')).toEqual({
      client: CLIENT,
      redirectUri: CALLBACK,
      state: 's',
    });
  });

  it('does not send a repeated state back', () => {
    expect(readTarget('client_id=web&state=s&state=s').state).toBeUndefined();
  });

  it.each([
    ['no client', '', 'unauthorized_client'],
    ['an unknown client', 'client_id=other', 'unauthorized_client'],
    ['two clients', 'client_id=web&client_id=web', 'invalid_request'],
    ['no address where there are two', 'client_id=two', 'redirect_mismatch'],
    ['another address', `client_id=web&redirect_uri=${CALLBACK}2`, 'redirect_mismatch'],
    ['a longer address', `client_id=web&redirect_uri=${CALLBACK}/..`, 'redirect_mismatch'],
    ['another case', `client_id=web&redirect_uri=${CALLBACK.toUpperCase()}`, 'redirect_mismatch'],
    [
      'two addresses',
      `client_id=web&redirect_uri=${CALLBACK}&redirect_uri=${CALLBACK}`,
      'invalid_request',
    ],
  ])('refuses %s', (_name, query, error) => {
    expect(() => readTarget(query)).toThrow(expect.objectContaining({ error }));
  });
});

describe('readAuthorizationRequest', () => {
  it('reads all that may be sent', () => {
    expect(
      read({
        client_id: 'web',
        redirect_uri: CALLBACK,
        response_type: 'code',
        scope: 'openid orders/read',
        state: 's',
        nonce: 'n',
        code_challenge: CHALLENGE,
        code_challenge_method: 'S256',
        resource: 'https://orders.example.com',
        prompt: 'login select_account',
        max_age: '60',
        login_hint: 'ada@example.com',
        identity_provider: 'Google',
      }),
    ).toEqual({
      client: CLIENT,
      redirectUri: CALLBACK,
      responseType: 'code',
      scope: 'openid orders/read',
      state: 's',
      nonce: 'n',
      codeChallenge: CHALLENGE,
      resource: 'https://orders.example.com',
      prompts: ['login', 'select_account'],
      maxAgeSeconds: 60,
      loginHint: 'ada@example.com',
      identityProvider: 'Google',
    });
  });

  it('takes all scopes of the client when none is sent', () => {
    expect(read('client_id=web&response_type=code').scope).toBe('openid email orders/read');
  });

  it('lets a client have tokens at once if it may', () => {
    expect(read('client_id=implicit&response_type=token').responseType).toBe('token');
  });

  it.each([
    'https://orders.example.com/v1?a=1',
    'http://localhost',
    'http://localhost:3000/orders',
    'orders://api',
  ])('binds the token to %s', (resource) => {
    expect(read({ client_id: 'web', response_type: 'code', resource }).resource).toBe(resource);
  });

  it.each([
    'orders',
    'http://orders.example.com',
    'http://localhost.example.com',
    'https://',
    'https://orders.example.com#part',
    'javascript:alert(1)',
  ])('does not bind the token to %s', (resource) => {
    expect(() => read({ client_id: 'web', response_type: 'code', resource })).toThrow(
      expect.objectContaining({ error: 'invalid_request', description: 'resource' }),
    );
  });

  it.each([
    ['no type', 'client_id=web', 'invalid_request'],
    ['an unknown type', 'client_id=web&response_type=id_token', 'invalid_request'],
    ['two types', 'client_id=web&response_type=code token', 'invalid_request'],
    [
      'a type that the client may not use',
      'client_id=web&response_type=token',
      'unauthorized_client',
    ],
    ['the other', 'client_id=implicit&response_type=code', 'unauthorized_client'],
    ['an unknown scope', 'client_id=web&response_type=code&scope=openid+other', 'invalid_scope'],
    ['an unknown prompt', 'client_id=web&response_type=code&prompt=other', 'invalid_request'],
    ['none with another', 'client_id=web&response_type=code&prompt=none login', 'invalid_request'],
    ['an age that is no number', 'client_id=web&response_type=code&max_age=1s', 'invalid_request'],
    ['a negative age', 'client_id=web&response_type=code&max_age=-1', 'invalid_request'],
    ['a repeated parameter', 'client_id=web&response_type=code&nonce=1&nonce=2', 'invalid_request'],
    ['a repeated unknown one', 'client_id=web&response_type=code&x=1&x=1', 'invalid_request'],
    [
      'a challenge without its method',
      `client_id=web&response_type=code&code_challenge=${CHALLENGE}`,
      'invalid_request',
    ],
    [
      'the plain method',
      `client_id=web&response_type=code&code_challenge=${CHALLENGE}&code_challenge_method=plain`,
      'invalid_request',
    ],
  ])('refuses %s', (_name, query, error) => {
    expect(() => read(query)).toThrow(expect.objectContaining({ error }));
  });
});
