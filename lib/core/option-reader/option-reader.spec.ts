import { OptionReader, readOptions } from './option-reader.js';

/** What reading notes. */
function mistakesOf(given: unknown, read: (options: OptionReader) => unknown): readonly string[] {
  const mistakes: string[] = [];
  read(new OptionReader(given, 'the', mistakes));
  return mistakes;
}

describe('OptionReader', () => {
  it.each([
    ['undefined', undefined, 'the: must be an object (given: undefined)'],
    ['null', null, 'the: must be an object (given: null)'],
    ['a text', 'a', 'the: must be an object (given: "a")'],
    ['a list', [1, 2], 'the: must be an object (given: a list of 2)'],
    ['a function', () => 1, 'the: must be an object (given: a function)'],
    [
      'an instance',
      new (class Config {})(),
      expect.stringMatching(/^the: must be a plain object.*\(given: an instance of Config\)$/),
    ],
    [
      'a promise',
      Promise.resolve({}),
      expect.stringMatching(/^the: must be a plain object.*\(given: a promise\)$/),
    ],
    [
      'what inherits',
      Object.create({ a: 1 }),
      expect.stringMatching(/^the: must be a plain object.*\(given: an object\)$/),
    ],
  ])('refuses %s in place of options, and reads on as if they were empty', (_case, given, said) => {
    const mistakes: string[] = [];
    const options = new OptionReader(given, 'the', mistakes);

    expect(options.text('a', 'fallback')).toBe('fallback');
    expect(mistakes).toEqual([said]);
  });

  it('reads each option once', () => {
    let reads = 0;
    const options = new OptionReader(
      {
        get name() {
          reads += 1;
          return `read ${reads}`;
        },
      },
      '',
      [],
    );

    expect([options.raw('name'), options.text('name', ''), options.has('name')]).toEqual([
      'read 1',
      'read 1',
      true,
    ]);
    expect(reads).toBe(1);
  });

  it('refuses names that there are not, whatever kind of name', () => {
    const given = { nme: 1, [Symbol('name')]: 1, ['__proto__']: 1 };
    Object.defineProperty(given, 'hidden', { value: 1, enumerable: false });

    expect(mistakesOf(given, (options) => options.refuseUnknownNames(['name']))).toEqual([
      'the.nme: there is no such option; did you mean name?',
      'the.__proto__: there is no such option; known are name',
      'the.hidden: there is no such option; known are name',
      'the.Symbol(name): there is no such option; known are name',
    ]);
  });

  it('reads a known option that cannot be enumerated', () => {
    const given = Object.defineProperty({}, 'name', { value: 'a', enumerable: false });

    expect(new OptionReader(given, '', []).text('name', '')).toBe('a');
  });

  it.each(['', ' ', ' a', 'a ', 'a\n', 1, null, true, ['a'], {}])('refuses the text %p', (name) => {
    expect(mistakesOf({ name }, (options) => options.optionalText('name'))).toEqual([
      expect.stringMatching(/^the\.name: must be a string/),
    ]);
  });

  it.each([
    '',
    [],
    [''],
    ['a', undefined],
    ['a', ' b'],
    Object.assign([], { length: 1 }),
    [['a']],
    1,
    null,
    {},
  ])('refuses the texts %p', (names) => {
    expect(mistakesOf({ names }, (options) => options.texts('names'))).toEqual([
      expect.stringMatching(/^the\.names: must be a string/),
    ]);
  });

  it('gives one text or several, without repetitions', () => {
    expect(new OptionReader({ names: 'a' }, '', []).texts('names')).toEqual(['a']);
    expect(new OptionReader({ names: ['a', 'b', 'a'] }, '', []).texts('names')).toEqual(['a', 'b']);
    expect(new OptionReader({}, '', []).texts('names')).toBeUndefined();
  });

  it.each(['true', 1, 0, '', null, {}, []])('refuses the flag %p', (flag) => {
    expect(mistakesOf({ flag }, (options) => options.flag('flag', false))).toEqual([
      expect.stringMatching(/^the\.flag: must be true or false/),
    ]);
  });

  it.each([0, 11, 1.5, Number.NaN, Infinity, '5', 5n, null, [5]])(
    'refuses the number %p',
    (size) => {
      expect(
        mistakesOf({ size }, (options) => options.optionalWholeNumber('size', { min: 1, max: 10 })),
      ).toEqual([expect.stringMatching(/^the\.size: must be a whole number from 1 to 10/)]);
    },
  );

  it('refuses what is no function, and one that is async where nobody waits for it', () => {
    expect(mistakesOf({ act: 'a' }, (options) => options.optionalFunction('act'))).toHaveLength(1);
    expect(mistakesOf({ act: async () => 1 }, (o) => o.optionalFunction('act'))).toEqual([]);
    expect(mistakesOf({ act: () => 1 }, (o) => o.optionalSyncFunction('act'))).toEqual([]);
    expect(mistakesOf({ act: async () => 1 }, (o) => o.optionalSyncFunction('act'))).toEqual([
      expect.stringMatching(/^the\.act: must return at once/),
    ]);
  });

  it('refuses null and instances of classes in an option that holds options', () => {
    const nested = (options: OptionReader) => options.nested('inner');

    expect(mistakesOf({ inner: null }, nested)).toEqual([
      'the.inner: must be an object (given: null)',
    ]);
    expect(mistakesOf({ inner: new Map() }, nested)).toEqual([
      expect.stringMatching(/^the\.inner: must be a plain object/),
    ]);
    expect(mistakesOf({ inner: undefined }, nested)).toEqual([]);
    expect(mistakesOf({}, nested)).toEqual([]);
  });

  it('names each object of a list', () => {
    expect(
      mistakesOf({ inner: [{}, null, new Map()] }, (options) => options.nestedList('inner')),
    ).toEqual([
      expect.stringMatching(/^the\.inner\[1\]: must be an object/),
      expect.stringMatching(/^the\.inner\[2\]: must be a plain object/),
    ]);
  });

  it('shows a long text cut, and of an object the kind only', () => {
    const say = (given: unknown) =>
      mistakesOf({ a: given }, (options) => options.mistake('a', 'is wrong'))[0];

    expect(say('x'.repeat(200))).toBe(`the.a: is wrong (given: "${'x'.repeat(80)}")`);
    expect(say({ secret: 's' })).toBe('the.a: is wrong (given: an object)');
  });
});

describe('readOptions', () => {
  it('gives what was read', () => {
    expect(readOptions('it', { a: 'b' }, ['a'], (options) => options.text('a', ''))).toBe('b');
  });

  it('refuses all mistakes in one error', () => {
    expect(() =>
      readOptions('it', { a: 1, b: 2 }, ['a'], (options) => options.text('a', '')),
    ).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringMatching(/^it\.b: /), expect.stringMatching(/^it\.a: /)],
      }),
    );
  });
});
