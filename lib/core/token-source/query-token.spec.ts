import { queryToken } from './query-token.js';

const read = (url: string | undefined): string | undefined =>
  queryToken('access_token')({ url, headers: {} });

describe('queryToken', () => {
  it.each([
    ['/a?access_token=b', 'b'],
    ['?access_token=b', 'b'],
    ['a?access_token=b', 'b'],
    ['access_token=b', undefined],
    ['/a?x=1&access_token=b&y=2', 'b'],
    ['/a?access_token=b&access_token=b', 'b'],
    ['/a?access_token=a%2Bb', 'a+b'],
    ['/a?access_token=', undefined],
    ['/a?Access_token=b', undefined],
    ['/a?x=access_token=b', undefined],
    ['/access_token=b', undefined],
    ['/a', undefined],
    ['/a?', undefined],
    [undefined, undefined],
  ])('reads of %j the token %j', (url, token) => {
    expect(read(url)).toBe(token);
  });

  it('refuses two different ones', () => {
    expect(() => read('/a?access_token=a&access_token=b')).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  it.each([undefined, null, '', ' ', 1, {}, ['a']])('refuses the name %p', (name) => {
    expect(() => queryToken(name as string)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringMatching(/^queryToken: the name must/)],
      }),
    );
  });

  it('warns, and keeps answers out of caches', () => {
    const { warning, forbidsCaching } = queryToken('access_token');

    expect(warning).toBe(
      "queryToken('access_token') reads tokens from URLs, which logs and histories keep; prefer bearerToken()",
    );
    expect(forbidsCaching).toBe(true);
  });
});
