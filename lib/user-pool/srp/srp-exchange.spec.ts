import { SrpExchange } from './srp-exchange.js';
import { N, padded, power } from './srp-group.js';
import { srpTimestamp } from './srp-timestamp.js';

const IDENTITY = { group: 'AbCdEf123', name: 'ada' };
const GOOD = { salt: 'ab', serverPublic: '2', secretBlock: 'AAAA' };

const prove = (challenge: object) =>
  new SrpExchange().prove(IDENTITY, 'secret', { ...GOOD, ...challenge }, new Date(0));

describe('SrpExchange', () => {
  it('proves with what the server sent', () => {
    expect(prove({})).toEqual({
      TIMESTAMP: 'Thu Jan 1 00:00:00 UTC 1970',
      PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA',
      PASSWORD_CLAIM_SIGNATURE: expect.stringMatching(/^[\w+/]{43}=$/) as string,
    });
  });

  it.each([
    ['B = 0', { serverPublic: '0' }],
    ['B = N', { serverPublic: N.toString(16) }],
    ['B = 2N', { serverPublic: (2n * N).toString(16) }],
    ['B that is no number', { serverPublic: 'xyz' }],
    ['no B', { serverPublic: '' }],
    ['a salt that is no number', { salt: 'g1' }],
    ['a salt of a megabyte', { salt: 'a'.repeat(1_000_000) }],
    ['a block that is not base64', { secretBlock: '!' }],
  ])('refuses %s', (_case, challenge) => {
    expect(() => prove(challenge)).toThrow(RangeError);
  });

  it('uses a secret of its own each time', () => {
    expect(new SrpExchange().clientPublic).not.toBe(new SrpExchange().clientPublic);
  });
});

it.each([
  [0n, '00'],
  [0x7fn, '7f'],
  [0x80n, '0080'],
  [0x100n, '0100'],
])('padded(%p) is as Java writes it', (value, hex) => {
  expect(padded(value).toString('hex')).toBe(hex);
});

it.each([0n, 1n, 15n, 16n, 17n, 0x1_01n, 0x1_000n])('power() is right for %p', (exponent) => {
  expect(power(3n, exponent)).toBe(3n ** exponent % N);
});

it('writes a time in English, its day without a leading zero', () => {
  expect(srpTimestamp(new Date('2026-11-03T04:05:06.789Z'))).toBe('Tue Nov 3 04:05:06 UTC 2026');
});
