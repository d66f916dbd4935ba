import { OptionReader } from '../option-reader/option-reader.js';
import { readTransports } from './read-transports.js';

const done = (): void => undefined;
const NEEDED = { tokenOf: done, carrierOf: done, refuse: done };
const OPTIONAL = {
  checkUser: done,
  exposeUser: done,
  aroundDecision: done,
  operationOf: done,
  failureOf: done,
};
const transport = (members: object = {}): object => ({ contextType: 'own', ...NEEDED, ...members });

/** What is read where `transports` is this, with what is noted. */
function read(transports: unknown) {
  const mistakes: string[] = [];
  const reader = new OptionReader({ transports }, '', mistakes);
  return { transports: readTransports(reader), mistakes };
}

class Transport {
  readonly contextType = 'class';
  tokenOf(): void {}
  carrierOf(): void {}
  refuse(): void {}
}

describe('readTransports', () => {
  it('reads none where nothing is said', () => {
    const { transports, mistakes } = read(undefined);

    expect([transports, mistakes]).toEqual([[], []]);
    expect(Object.isFrozen(transports)).toBe(true);
  });

  it('keeps each transport as the object that it is, in no list that could change', () => {
    const given = [new Transport(), transport(OPTIONAL), transport({ contextType: 'other' })];
    const { transports, mistakes } = read(given);

    expect(mistakes).toEqual([]);
    expect(transports).toHaveLength(3);
    expect(transports.every((each, index) => each === given[index])).toBe(true);
    expect(Object.isFrozen(transports)).toBe(true);
    expect(transports).not.toBe(given);
  });

  it.each([true, false, undefined])('takes a transport with outlivesCall: %p', (outlivesCall) => {
    expect(read([transport({ outlivesCall })]).mistakes).toEqual([]);
  });

  it.each(['carrierOf', 'checkUser', 'exposeUser', 'operationOf', 'failureOf'])(
    'refuses an async %s, whose result would come too late',
    (name) => {
      expect(read([transport({ [name]: async () => undefined })]).mistakes).toEqual([
        expect.stringContaining(
          `transports[0]: must have a ${name} that answers at once, so it cannot be an async function`,
        ),
      ]);
    },
  );

  it.each(['tokenOf', 'refuse', 'aroundDecision'])('takes an async %s', (name) => {
    expect(read([transport({ [name]: async () => undefined })]).mistakes).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a transport alone', transport()],
    ['a list with a function', [() => transport()]],
    ['a list with null', [transport(), null]],
    ['a list with a hole', Object.assign([], { length: 1 })],
  ])('asks for a list of transports instead of %s', (_case, given) => {
    expect(read(given)).toEqual({
      transports: [],
      mistakes: [
        expect.stringMatching(
          /^transports: must be a list of transports, such as \[webSocketTransport\(\)\]/,
        ),
      ],
    });
  });

  it.each([undefined, null, '', 1])('refuses a transport with the context type %p', (type) => {
    expect(read([transport({ contextType: type })]).mistakes).toEqual([
      "transports[0]: must have a contextType, such as 'ws' (given: an object)",
    ]);
  });

  it.each([null, 'true', 1])('refuses a transport with outlivesCall: %p', (outlivesCall) => {
    expect(read([transport({ outlivesCall })]).mistakes).toEqual([
      'transports[0]: must have an outlivesCall that is true or false (given: an object)',
    ]);
  });

  it.each(Object.keys(NEEDED))('refuses a transport without %s', (name) => {
    expect(read([transport({ [name]: undefined })]).mistakes).toEqual([
      `transports[0]: must have ${name} as a method (given: an object)`,
    ]);
  });

  it.each(Object.keys({ ...NEEDED, ...OPTIONAL }))(
    'refuses a transport whose %s is no method',
    (name) => {
      expect(read([transport({ [name]: null })]).mistakes).toEqual([
        `transports[0]: must have ${name} as a method (given: an object)`,
      ]);
    },
  );

  it('names a type that two transports share', () => {
    const given = [transport(), transport({ contextType: 'other' }), transport()];

    expect(read(given).mistakes).toEqual([
      expect.stringMatching(/^transports: has two transports for 'own'; keep the one/),
    ]);
  });

  it('notes every mistake of every transport', () => {
    const given = [{ ...NEEDED, refuse: 1, outlivesCall: 1 }, NEEDED];

    expect(read(given).mistakes).toEqual([
      expect.stringMatching(/^transports\[0\]: must have a contextType/),
      expect.stringMatching(/^transports\[0\]: must have an outlivesCall/),
      expect.stringMatching(/^transports\[0\]: must have refuse/),
      expect.stringMatching(/^transports\[1\]: must have a contextType/),
    ]);
  });
});
