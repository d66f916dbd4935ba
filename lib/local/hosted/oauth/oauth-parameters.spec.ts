import { OAuthParameters, wordsOf } from './oauth-parameters.js';

const INVALID = expect.objectContaining({ error: 'invalid_request', status: 400 });

describe('OAuthParameters', () => {
  const parameters = new OAuthParameters(new URLSearchParams('a=1&empty=&twice=1&twice=1'));

  it('gives what was sent once', () => {
    expect(parameters.get('a')).toBe('1');
    expect(parameters.getUnlessRepeated('a')).toBe('1');
    expect(parameters.required('a')).toBe('1');
  });

  it.each(['absent', 'empty'])('takes a parameter that is %s for none', (name) => {
    expect(parameters.get(name)).toBeUndefined();
    expect(() => parameters.required(name)).toThrow(INVALID);
  });

  it('refuses a parameter that is repeated', () => {
    expect(() => parameters.get('twice')).toThrow(INVALID);
    expect(parameters.getUnlessRepeated('twice')).toBeUndefined();
    expect(() => parameters.refuseRepetition()).toThrow(INVALID);
  });

  it('accepts parameters of which none is repeated', () => {
    expect(() =>
      new OAuthParameters(new URLSearchParams('a=1&b=1')).refuseRepetition(),
    ).not.toThrow();
  });
});

describe('wordsOf', () => {
  it.each([
    [undefined, undefined],
    ['openid', ['openid']],
    [' openid  email ', ['openid', 'email']],
  ])('reads %j', (list, words) => {
    expect(wordsOf(list)).toEqual(words);
  });
});
