import { DOCUMENT, FLAG, INTEGER, listOf, MAP, readInput, structure, TEXT } from './shape.js';

const MEMBERS = {
  Username: TEXT,
  Permanent: FLAG,
  Limit: INTEGER,
  LastSeen: { type: 'timestamp' as const },
  AuthParameters: MAP,
  Credential: DOCUMENT,
  UserAttributes: listOf(structure({ Name: TEXT, Value: TEXT })),
};

describe('readInput', () => {
  it('gives the members that the operation knows', () => {
    expect(
      readInput(
        {
          Username: 'alice',
          Permanent: false,
          Limit: 3,
          LastSeen: 1.5,
          UserAttributes: [{ Name: 'a', Value: null, Other: 1 }],
          Credential: { id: ['any'] },
          Unknown: 1,
        },
        MEMBERS,
      ),
    ).toEqual({
      Username: 'alice',
      Permanent: false,
      Limit: 3,
      LastSeen: 1.5,
      UserAttributes: [{ Name: 'a' }],
      Credential: { id: ['any'] },
    });
  });

  it('takes no member from a prototype, and null for none', () => {
    expect(readInput(Object.create({ Username: 'alice' }), MEMBERS)).toEqual({});
    expect(readInput({ Username: null }, MEMBERS)).toEqual({});
  });

  it('gives maps in which no name means anything of itself', () => {
    const { AuthParameters } = readInput({ AuthParameters: { USERNAME: 'alice' } }, MEMBERS);

    expect(AuthParameters).toEqual({ USERNAME: 'alice' });
    expect('constructor' in (AuthParameters as object)).toBe(false);
  });

  it('takes null for none in maps', () => {
    const { AuthParameters } = readInput(
      { AuthParameters: { USERNAME: 'alice', DEVICE_KEY: null } },
      MEMBERS,
    );

    expect(AuthParameters).toEqual({ USERNAME: 'alice' });
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    1,
    { Username: 1 },
    { Username: {} },
    { Permanent: 'true' },
    { Limit: 1.5 },
    { Limit: '1' },
    { LastSeen: 'now' },
    { AuthParameters: [] },
    { AuthParameters: 'a' },
    { AuthParameters: { USERNAME: 1 } },
    { UserAttributes: {} },
    { UserAttributes: ['a'] },
    { UserAttributes: [{ Name: 1 }] },
  ])('refuses %j', (input) => {
    expect(() => readInput(input, MEMBERS)).toThrow(
      expect.objectContaining({ type: 'SerializationException', status: 400 }),
    );
  });
});
