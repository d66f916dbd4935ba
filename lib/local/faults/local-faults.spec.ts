import { LocalFaults } from './local-faults.js';

const strikes = (faults: LocalFaults, ...calls: readonly string[]): readonly boolean[] =>
  calls.map((call) => faults.strike(call) !== undefined);

describe('LocalFaults', () => {
  it.each([
    ['GetUser', [true, false, false]],
    ['POST /oauth2/token', [false, true, false]],
    ['jwks.json', [false, false, true]],
    [/user$/gi, [true, false, false]],
    [/^(?:GetUser|jwks)/, [true, false, true]],
    ['*', [true, true, true]],
  ] as const)('strikes the calls that %p means', (call, expected) => {
    const faults = new LocalFaults();
    faults.drop(call);
    const calls = ['GetUser', 'POST /oauth2/token', 'jwks.json'];

    expect(strikes(faults, ...calls)).toEqual(expected);
    expect(strikes(faults, ...calls)).toEqual(expected);
  });

  it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 31])('refuses a delay of %p ms', (delayMs) => {
    const faults = new LocalFaults();

    expect(() => faults.slow('*', { delayMs })).toThrow(TypeError);
    expect(faults.strike('GetUser')).toBeUndefined();
  });

  it('ends by the function that it gave, by number, or altogether', () => {
    const faults = new LocalFaults();
    const end = faults.drop('A');
    faults.drop('B', { times: 2 });
    faults.drop('C');

    expect(strikes(faults, 'A', 'B', 'B', 'B', 'C')).toEqual([true, true, true, false, true]);
    end();
    expect(strikes(faults, 'A', 'C')).toEqual([false, true]);
    faults.clear();
    expect(strikes(faults, 'C')).toEqual([false]);
  });

  it('strikes each third call, so often as it is told', () => {
    const faults = new LocalFaults();
    faults.drop('A', { every: 3, times: 2 });
    const struck = strikes(faults, ...Array.from({ length: 9 }, () => 'A'));

    expect(struck.map((isStruck, index) => (isStruck ? index + 1 : 0)).filter(Boolean)).toEqual([
      3, 6,
    ]);
  });

  it('adds delays up, and lets the first effect decide', () => {
    const faults = new LocalFaults();
    faults.slow('A', { delayMs: 10 });
    faults.hang('A', { delayMs: 5 });
    faults.drop('A');

    expect(faults.strike('A')).toEqual({ delayMs: 15, effect: { kind: 'hang' } });
  });

  it('is slow by five seconds unless told otherwise', () => {
    const faults = new LocalFaults();
    faults.slow('A');

    expect(faults.strike('A')).toEqual({ delayMs: 5000, effect: undefined });
  });

  it.each([
    { time: 1 },
    { times: 0 },
    { times: 1.5 },
    { times: '1' },
    { every: 0 },
    { delayMs: -1 },
    { delayMs: Number.NaN },
    { status: 99 },
    { status: 600 },
  ])('refuses the options %j', (options) => {
    expect(() => new LocalFaults().fail('A', options as object)).toThrow(TypeError);
  });

  it.each(['', 1, undefined])('refuses %p for a call', (call) => {
    expect(() => new LocalFaults().drop(call as string)).toThrow(TypeError);
  });
});
