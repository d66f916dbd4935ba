import { OptionReader } from '../option-reader/option-reader.js';
import { EXTRA_NAMES, readExtras } from './read-extras.js';

const readFrom = (given: object, mistakes: string[] = []) =>
  readExtras(new OptionReader(given, 'forRoot', mistakes));

describe('readExtras', () => {
  it.each<[object, boolean, boolean]>([
    [{}, true, false],
    [{ isGlobal: undefined, globalGuard: undefined }, true, false],
    [{ isGlobal: false, globalGuard: true }, false, true],
    [{ isGlobal: true, globalGuard: false }, true, false],
  ])('reads %j as isGlobal %p and globalGuard %p', (given, isGlobal, globalGuard) => {
    expect(readFrom(given)).toEqual({ isGlobal, globalGuard });
  });

  it('notes every one that is neither true nor false', () => {
    const mistakes: string[] = [];
    readFrom({ isGlobal: 1, globalGuard: 'true' }, mistakes);

    expect(mistakes).toEqual([
      expect.stringMatching(/^forRoot\.isGlobal: must be true or false/),
      expect.stringMatching(/^forRoot\.globalGuard: must be true or false/),
    ]);
  });

  it('reads what EXTRA_NAMES names', () => {
    expect(EXTRA_NAMES).toEqual(Object.keys(readFrom({})));
  });
});
