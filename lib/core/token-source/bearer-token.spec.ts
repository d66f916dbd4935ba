import { bearerToken, parseBearerCredentials } from './bearer-token.js';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bEARER   a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
    ['Basic abc', undefined],
    ['Bearerabc def', undefined],
    ['Bearer-x abc', undefined],
    ['xBearer abc', undefined],
    ['', undefined],
  ])('reads %j', (credentials, token) => {
    expect(parseBearerCredentials(credentials)).toBe(token);
    expect(bearerToken()({ headers: { authorization: credentials } })).toBe(token);
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer\tabc',
    'Bearer a b',
    'Bearer a=b',
    'Bearer a Bearer b',
    'Bearer ="',
    'Bearer,a',
  ])('refuses %j', (credentials) => {
    expect(() => parseBearerCredentials(credentials)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_TOKEN_MALFORMED',
        message: 'The Authorization header does not hold one bearer token',
      }),
    );
  });

  it.each([
    'Bearer a, Bearer b',
    'Bearer a,Bearer b',
    'Bearer a,   bEARER b',
    'Bearer a, Basic x, Bearer b',
    'Bearer , Bearer b',
  ])('refuses the list %j', (credentials) => {
    expect(() => parseBearerCredentials(credentials)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  it.each(['Bearer a, Bearer', 'Bearer a, Bearerb', 'Bearer a,\tBearer b', 'Bearer a, Basic b'])(
    'takes %j for no list of tokens',
    (credentials) => {
      expect(() => parseBearerCredentials(credentials)).toThrow(
        expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MALFORMED' }),
      );
    },
  );

  it('finds none where the header is absent', () => {
    expect(bearerToken()({ headers: {} })).toBeUndefined();
  });

  it('takes one header', () => {
    const rawHeaders = ['Host', 'a', 'Authorization', 'Bearer a'];

    expect(bearerToken()({ headers: { authorization: 'Bearer a' }, rawHeaders })).toBe('a');
  });

  it('takes none of a socket that its client has only said later', () => {
    const headers = { authorization: 'Bearer a' };
    const rawHeaders = ['Host', 'a', 'Upgrade', 'websocket'];

    expect(bearerToken()({ headers, raw: { rawHeaders } })).toBeUndefined();
    expect(bearerToken()({ headers, raw: { rawHeaders: rawHeaders.slice(0, 2) } })).toBe('a');
  });

  it('refuses more than one header, though Node shows the first only', () => {
    const rawHeaders = ['authorization', 'Bearer a', 'Authorization', 'Bearer b'];

    expect(() => bearerToken()({ headers: { authorization: 'Bearer a' }, rawHeaders })).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });
});
