import { OptionReader } from '../option-reader/option-reader.js';
import { bearerToken } from '../token-source/bearer-token.js';
import { cookieToken } from '../token-source/cookie-token.js';
import { headerToken } from '../token-source/header-token.js';
import { queryToken } from '../token-source/query-token.js';
import { readTokenSources } from './read-token-sources.js';

const source = (members: object = {}): object => Object.assign(() => 'token', members);

/** What is read where `tokenSources` is this, with what is noted. */
function read(tokenSources: unknown) {
  const [mistakes, warnings]: [string[], string[]] = [[], []];
  const sources = readTokenSources(new OptionReader({ tokenSources }, '', mistakes), warnings);
  return { sources, mistakes, warnings };
}

describe('readTokenSources', () => {
  it('reads the Authorization header where nothing is said', () => {
    const { sources, mistakes } = read(undefined);

    expect(sources.map((each) => each.name)).toEqual([bearerToken().name]);
    expect(sources[0]?.({ headers: { authorization: 'Bearer token' } })).toBe('token');
    expect(Object.isFrozen(sources)).toBe(true);
    expect(mistakes).toEqual([]);
  });

  it('keeps the sources in their order, and no list that could change', () => {
    const given = [source(), source({ forbidsCaching: true })];
    const { sources, mistakes } = read(given);

    expect(sources).toEqual(given);
    expect(sources).not.toBe(given);
    expect(Object.isFrozen(sources)).toBe(true);
    expect(mistakes).toEqual([]);
  });

  it('collects the warnings of all sources', () => {
    expect(read([source({ warning: 'one' }), source(), source({ warning: 'two' })])).toMatchObject({
      warnings: ['one', 'two'],
      mistakes: [],
    });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a source alone', source()],
    ['a list of nothing', []],
    ['a list with a hole', Object.assign([], { length: 1 })],
    ['a list with a text among sources', [source(), 'authorization']],
  ])('asks for a list of sources instead of %s', (_case, tokenSources) => {
    const { sources, mistakes } = read(tokenSources);

    expect(mistakes).toEqual([
      expect.stringMatching(/^tokenSources: must be a list of token sources.*\[bearerToken\(\)\]/),
    ]);
    expect(sources).toEqual([]);
  });

  it.each([bearerToken, cookieToken, headerToken, queryToken])(
    'says that %p is to be called',
    (maker) => {
      expect(read([source(), maker]).mistakes).toEqual([
        `tokenSources[1]: must be what ${maker.name}(…) returns; call it (given: a function)`,
      ]);
    },
  );

  it.each<[string, object, RegExp]>([
    ['warns of nothing', source({ warning: '' }), /^tokenSources\[0\]: has a warning that is no/],
    ['warns of a number', source({ warning: 1 }), /^tokenSources\[0\]: has a warning that is no/],
    [
      'forbids caching by a text',
      source({ forbidsCaching: 'false' }),
      /^tokenSources\[0\]: has a forbidsCaching that is neither true nor false/,
    ],
  ])('refuses a source that %s', (_case, wrong, mistake) => {
    expect(read([wrong]).mistakes).toEqual([expect.stringMatching(mistake)]);
  });

  it('notes every mistake of every source', () => {
    const wrong = Object.assign(async () => 'token', { warning: 1, forbidsCaching: 0 });

    expect(read([wrong, cookieToken]).mistakes).toEqual([
      expect.stringMatching(/^tokenSources\[0\]: has a warning/),
      expect.stringMatching(/^tokenSources\[0\]: has a forbidsCaching/),
      expect.stringMatching(/^tokenSources\[1\]: must be what cookieToken/),
    ]);
  });
});
