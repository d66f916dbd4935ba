import type { IncomingMessage } from 'node:http';
import { OAuthParameters } from './oauth-parameters.js';
import { readClientCredentials } from './read-client-credentials.js';

function read(authorization: string | undefined, form = ''): object {
  return readClientCredentials(
    { headers: { authorization } } as IncomingMessage,
    new OAuthParameters(new URLSearchParams(form)),
  );
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

describe('readClientCredentials', () => {
  it.each([
    ['nothing', undefined, '', { clientId: undefined, secret: undefined }],
    ['a form', undefined, 'client_id=a&client_secret=b', { clientId: 'a', secret: 'b' }],
    ['a form without a secret', undefined, 'client_id=a', { clientId: 'a', secret: undefined }],
    ['a header', basic('a:b'), '', { clientId: 'a', secret: 'b' }],
    [
      'a header in another case',
      basic('a:b').replace('B', 'b'),
      '',
      { clientId: 'a', secret: 'b' },
    ],
    ['a header without a secret', basic('a:'), '', { clientId: 'a', secret: undefined }],
    [
      'a header with an encoded secret',
      basic('a:b%2B+%3A:'),
      '',
      { clientId: 'a', secret: 'b+ ::' },
    ],
    ['both, of one client', basic('a:b'), 'client_id=a', { clientId: 'a', secret: 'b' }],
  ])('reads %s', (_name, authorization, form, credentials) => {
    expect(read(authorization, form)).toEqual(credentials);
  });

  it.each([
    ['two secrets', basic('a:b'), 'client_secret=b', 'invalid_request'],
    ['two clients', basic('a:b'), 'client_id=c', 'invalid_request'],
    ['another scheme', 'Bearer a', '', 'invalid_client'],
    ['no colon', basic('a'), '', 'invalid_client'],
    ['no base64', 'Basic %', '', 'invalid_client'],
    ['a broken escape', basic('a:%'), '', 'invalid_client'],
  ])('refuses %s', (_name, authorization, form, error) => {
    expect(() => read(authorization, form)).toThrow(expect.objectContaining({ error }));
  });
});
