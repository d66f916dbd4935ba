import { readVerifyOptions } from './verify-options.js';

describe('readVerifyOptions', () => {
  it.each([
    [undefined, undefined],
    [{}, undefined],
    [{ tokenUse: undefined }, undefined],
    [{ tokenUse: 'access' }, 'access'],
    [{ tokenUse: 'id' }, 'id'],
  ])('reads of %j the token use %p', (given, tokenUse) => {
    expect(readVerifyOptions(given).tokenUse).toBe(tokenUse);
  });

  it.each<[unknown, RegExp]>([
    [null, /^verify: must be an object/],
    ['access', /^verify: must be an object/],
    [{ tokenUse: 'refresh' }, /^verify\.tokenUse: must be 'access' or 'id' \(given: "refresh"\)/],
    [{ tokenUse: null }, /^verify\.tokenUse: must be 'access' or 'id'/],
    [{ tokenUse: ['access'] }, /^verify\.tokenUse: must be 'access' or 'id'/],
    [{ tokenuse: 'access' }, /^verify\.tokenuse: there is no such option; did you mean tokenUse\?/],
  ])('refuses %j', (given, mistake) => {
    expect(() => readVerifyOptions(given)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringMatching(mistake)],
      }),
    );
  });
});
