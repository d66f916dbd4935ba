import { openOptions, toEnumerableOptions } from './open-options.js';

describe('openOptions', () => {
  it('reads from an object', () => {
    const mistakes: string[] = [];

    expect(openOptions({ realm: 'orders' }, mistakes).raw('realm')).toBe('orders');
    expect(mistakes).toEqual([]);
  });

  it('notes later mistakes by the bare name of the option', () => {
    const mistakes: string[] = [];
    openOptions({ realm: 1 }, mistakes).mistake('realm', 'must be a text');

    expect(mistakes).toEqual(['realm: must be a text (given: 1)']);
  });

  it.each([undefined, null, 'eu-west-1_AbCdEf123', [{}], new (class Config {})()])(
    'stops at once where there is nothing to read from: %p',
    (given) => {
      expect(() => openOptions(given, [])).toThrow(
        expect.objectContaining({
          code: 'ERR_COGNITO_SETUP',
          mistakes: [expect.stringMatching(/^options: must be /)],
        }),
      );
    },
  );
});

describe('toEnumerableOptions', () => {
  it('shows what an object keeps from being copied, symbols by their text', () => {
    const given = Object.defineProperty({ realm: 'orders', [Symbol('mapUser')]: 1 }, 'jwks', {
      value: 2,
      enumerable: false,
    });

    expect({ ...toEnumerableOptions(given) }).toEqual({
      realm: 'orders',
      jwks: 2,
      'Symbol(mapUser)': 1,
    });
  });

  it('leaves behind what an object inherits', () => {
    expect(toEnumerableOptions(Object.create({ realm: 'orders' }) as object)).toEqual({});
  });
});
