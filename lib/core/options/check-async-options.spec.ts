import { checkAsyncOptions } from './check-async-options.js';

const useFactory = (): object => ({});

describe('checkAsyncOptions', () => {
  it.each([
    [{ useFactory }],
    [{ useFactory, inject: [], imports: [], isGlobal: false, globalGuard: true }],
    [{ useFactory, inject: undefined, isGlobal: undefined }],
    [{ useClass: class {} }],
    [{ useExisting: class {} }],
    [{ useExisting: Symbol('factory') }],
    [{ useExisting: 'factory' }],
  ])('takes %p', (options) => {
    expect(() => checkAsyncOptions(options)).not.toThrow();
  });

  it('names every mistake', () => {
    const options = { useFactory: 1, inject: {}, globalGuard: 'true', isglobal: true };

    expect(() => checkAsyncOptions(options)).toThrow(
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
});
