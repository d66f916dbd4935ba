import { checkAsyncOptions } from './check-async-options.js';
import { EXTRA_NAMES, readExtras } from './read-extras.js';

const EXTRAS = { names: EXTRA_NAMES, read: readExtras };

const useFactory = (): object => ({});

describe('checkAsyncOptions', () => {
  it.each([
    [{ useFactory }],
    [{ useFactory, inject: [], imports: [], isGlobal: false, globalGuard: true }],
    [{ useFactory, inject: undefined, isGlobal: undefined }],
    [{ useFactory, provideInjectionTokensFrom: [] }],
    [{ useClass: class {} }],
    [{ useExisting: class {} }],
    [{ useExisting: Symbol('factory') }],
    [{ useExisting: 'factory' }],
  ])('takes %p', (options) => {
    expect(() => checkAsyncOptions(options, EXTRAS)).not.toThrow();
  });

  it('names every mistake', () => {
    const options = { useFactory: 1, inject: {}, globalGuard: 'true', isglobal: true };

    expect(() => checkAsyncOptions(options, EXTRAS)).toThrow(
      expect.objectContaining({
        mistakes: [
          expect.stringMatching(/^forRootAsync\.isglobal: .*did you mean isGlobal\?/),
          expect.stringMatching(/^forRootAsync\.globalGuard: must be true or false/),
          expect.stringMatching(/^forRootAsync\.inject: must be a list/),
          expect.stringMatching(/^forRootAsync\.useFactory: must be a function/),
        ],
      }),
    );
  });

  it.each<[string, object, RegExp]>([
    ['no factory', {}, /^forRootAsync\.useFactory: give exactly one of useFactory, useClass and/],
    ['two', { useFactory, useClass: class {} }, /^forRootAsync\.useFactory: give exactly one of/],
    ['a class that is none', { useClass: 'Options' }, /^forRootAsync\.useClass: must be a class/],
    [
      'a provider that is none',
      { useExisting: {} },
      /^forRootAsync\.useExisting: must be the class or the token of a provider/,
    ],
    ['null for it', { useExisting: null }, /^forRootAsync\.useExisting: must be the class or/],
    ['a module alone', { useFactory, imports: class {} }, /^forRootAsync\.imports: must be a list/],
    [
      'tokens that are no list',
      { useFactory, provideInjectionTokensFrom: null },
      /^forRootAsync\.provideInjectionTokensFrom: must be a list/,
    ],
    ['a flag that is none', { useFactory, isGlobal: 1 }, /^forRootAsync\.isGlobal: must be true/],
  ])('refuses %s', (_case, options, mistake) => {
    expect(() => checkAsyncOptions(options, EXTRAS)).toThrow(
      expect.objectContaining({ mistakes: [expect.stringMatching(mistake)] }),
    );
  });
});
