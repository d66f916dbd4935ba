import { findToken, readToken } from './read-token.js';

const carrier = { headers: {} };
const giving = (token: string | undefined) => () => token;

describe('readToken', () => {
  it.each([
    ['the only one', ['a'], 'a'],
    ['the first', ['a', undefined], 'a'],
    ['the last', [undefined, undefined, 'a'], 'a'],
    ['one that is there twice', ['a', undefined, 'a'], 'a'],
  ])('gives %s', (_case, tokens, token) => {
    expect(readToken(tokens.map(giving), carrier)).toBe(token);
  });

  it('refuses two different ones', () => {
    expect(() => readToken(['a', undefined, 'b'].map(giving), carrier)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  it('says where there is none', () => {
    expect(() => readToken([giving(undefined)], carrier)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_MISSING' }),
    );
  });

  it('asks the sources about the request', () => {
    expect(
      readToken([({ headers }) => headers['x-token'] as string], { headers: { 'x-token': 'a' } }),
    ).toBe('a');
  });
});

describe('findToken', () => {
  it('gives the token, or undefined where there is none', () => {
    expect(findToken([giving(undefined), giving('a')], carrier)).toBe('a');
    expect(findToken([giving(undefined)], carrier)).toBeUndefined();
  });
});
