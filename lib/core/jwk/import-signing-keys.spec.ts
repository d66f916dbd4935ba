import { hasPrivateMembers, importSigningKeys } from './import-signing-keys.js';

/** A modulus of so many bits: nothing is signed here, so it need not be the product of two primes. */
const modulusOf = (bits: number, lastByte = 0xff): string => {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  bytes[0] = 0xff >> (bytes.length * 8 - bits);
  bytes[bytes.length - 1] = lastByte;
  return bytes.toString('base64url');
};

const JWK = { kty: 'RSA', kid: 'a', n: modulusOf(2048), e: 'AQAB' };
const OTHER_KEY = { ...JWK, n: modulusOf(2048, 0xfd) };
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

describe('importSigningKeys', () => {
  it.each<[string, object]>([
    ['without use, alg and key_ops', JWK],
    ['as Cognito publishes it', { ...JWK, use: 'sig', alg: 'RS256' }],
    ['that may verify beside other things', { ...JWK, key_ops: ['encrypt', 'verify'] }],
    ['of the longest key id', { ...JWK, kid: 'a'.repeat(256) }],
    ['of 8192 bits', { ...JWK, n: modulusOf(8192) }],
    ['with the exponent 3', { ...JWK, e: 'Aw' }],
  ])('imports a key %s', (_case, jwk) => {
    const { keys, rejected } = importSigningKeys([jwk]);
    const { kty, kid, n, e } = { ...JWK, ...jwk };

    expect(rejected).toEqual([]);
    expect([...keys.keys()]).toEqual([kid]);
    expect(keys.get(kid)?.export({ format: 'jwk' })).toEqual({ kty, n, e });
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'a key is left out: it is not an object'],
    ['a text', 'key', 'a key is left out: it is not an object'],
    ['a list', Object.assign([], JWK), 'a key is left out: it is not an object'],
    ['no key id', { ...JWK, kid: undefined }, 'a key is left out: it has no key id'],
    ['an empty key id', { ...JWK, kid: '' }, 'a key is left out: it has no key id'],
    ['a key id that is a number', { ...JWK, kid: 1 }, 'a key is left out: it has no key id'],
    [
      'a long key id, cut',
      { ...JWK, kid: 'a'.repeat(257) },
      `key "${'a'.repeat(100)}" is left out: its key id is too long`,
    ],
    [
      'a key id with a line break, escaped',
      { ...JWK, kid: 'a\n', kty: 'EC' },
      'key "a\\u000a" is left out: it is not an RSA key',
    ],
    ['another type', { ...JWK, kty: 'EC' }, 'key "a" is left out: it is not an RSA key'],
    ['another use', { ...JWK, use: 'enc' }, 'key "a" is left out: it is not for signatures'],
    ['another algorithm', { ...JWK, alg: 'PS256' }, 'key "a" is left out: it is not for RS256'],
    [
      'other operations',
      { ...JWK, key_ops: ['sign'] },
      'key "a" is left out: its key_ops do not include verify',
    ],
    [
      'operations in one text',
      { ...JWK, key_ops: 'verify' },
      'key "a" is left out: its key_ops do not include verify',
    ],
    [
      'no modulus',
      { ...JWK, n: undefined },
      'key "a" is left out: its modulus or exponent cannot be read',
    ],
    [
      'an exponent that is a number',
      { ...JWK, e: 65_537 },
      'key "a" is left out: its modulus or exponent cannot be read',
    ],
    [
      '2047 bits',
      { ...JWK, n: modulusOf(2047) },
      'key "a" is left out: it has fewer than 2048 bits',
    ],
    [
      '8193 bits',
      { ...JWK, n: modulusOf(8193) },
      'key "a" is left out: it has more than 8192 bits',
    ],
    ['the exponent 1', { ...JWK, e: 'AQ' }, 'key "a" is left out: its exponent is weak'],
    ['an even exponent', { ...JWK, e: 'AQAC' }, 'key "a" is left out: its exponent is weak'],
    ...PRIVATE_MEMBERS.map((member): [string, unknown, string] => [
      `the private member ${member}`,
      { ...JWK, [member]: 'AQ' },
      'key "a" is left out: it has private members and is known to the world',
    ]),
  ])('leaves out an entry with %s, and keeps the others', (_case, entry, reason) => {
    const { keys, rejected } = importSigningKeys([entry, { ...JWK, kid: 'good' }]);

    expect([...keys.keys()]).toEqual(['good']);
    expect(rejected).toEqual([reason]);
  });

  it('takes one key that is there twice', () => {
    const { keys, rejected } = importSigningKeys([JWK, { ...JWK, use: 'sig' }]);

    expect([[...keys.keys()], rejected]).toEqual([['a'], []]);
  });

  it.each([
    ['first', [JWK, OTHER_KEY]],
    ['last', [OTHER_KEY, JWK]],
    ['first and last', [JWK, OTHER_KEY, JWK]],
  ])('leaves out a key id that names another key too, the one that is meant %s', (_case, jwks) => {
    const { keys, rejected } = importSigningKeys([...jwks, { ...JWK, kid: 'good' }]);

    expect([...keys.keys()]).toEqual(['good']);
    expect(rejected).toEqual(['key "a" is left out: two different keys have this id']);
  });

  it('escapes a key id that names two keys', () => {
    const { rejected } = importSigningKeys([JWK, OTHER_KEY].map((jwk) => ({ ...jwk, kid: 'a"' })));

    expect(rejected).toEqual(['key "a\\u0022" is left out: two different keys have this id']);
  });
});

describe('hasPrivateMembers', () => {
  it.each(PRIVATE_MEMBERS)('sees %s, whatever it holds', (member) => {
    expect(hasPrivateMembers({ ...JWK, [member]: undefined })).toBe(true);
  });

  it.each([
    ['a public key', JWK],
    ['what inherits one', Object.create({ d: 'AQ' })],
    ['null', null],
    ['a text', 'd'],
    ['a list', Object.assign([], { d: 'AQ' })],
  ])('sees none in %s', (_case, jwk) => {
    expect(hasPrivateMembers(jwk)).toBe(false);
  });
});
