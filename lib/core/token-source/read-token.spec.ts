import { findToken, readToken } from './read-token.js';

const request = { headers: {} };
const giving = (token: string | undefined) => () => token;

describe('readToken', () => {
  it.each([
    ['the only one', ['a'], 'a'],
    ['the first', ['a', undefined], 'a'],
    ['the last', [undefined, undefined, 'a'], 'a'],
    ['the one beside what is empty', ['', 'a', ''], 'a'],
    ['one that is there twice', ['a', undefined, 'a'], 'a'],
  ])('gives %s', (_case, tokens, token) => {
    expect(readToken(tokens.map(giving), request)).toBe(token);
  });

  it('refuses two different ones', () => {
    expect(() => readToken(['a', undefined, 'b'].map(giving), request)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  it('says where there is none', () => {
    expect(() => readToken([giving(undefined)], request)).toThrow(
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
  it.each([null, ''])('takes %j for none', (nothing) => {
    expect(findToken([() => nothing as string, giving('a')], request)).toBe('a');
    expect(findToken([() => nothing as string], request)).toBeUndefined();
  });

  it.each([
    [1, 'a value of type number'],
    [true, 'a value of type boolean'],
    [{ token: 'secret' }, 'a value of type object'],
    [['secret'], 'a list'],
    [() => 'secret', 'a value of type function'],
    [Promise.resolve('secret'), 'a promise'],
    [Promise.reject(new Error('secret')), 'a promise'],
  ])('fails where a source gives %p, and does not show it', (given, kind) => {
    expect(() => findToken([giving('a'), () => given as unknown as string], request)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [
          `tokenSources[1]: must give a string, or undefined where there is no token, and at once (it gave ${kind})`,
        ],
      }),
    );
  });

  it('gives the token, or undefined where there is none', () => {
    expect(findToken([giving(undefined), giving('a')], request)).toBe('a');
    expect(findToken([giving(undefined)], request)).toBeUndefined();
  });
});
