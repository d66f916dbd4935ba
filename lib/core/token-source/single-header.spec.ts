import { countHeader, singleHeader } from './single-header.js';

describe('singleHeader', () => {
  it.each([
    [undefined, undefined],
    ['', ''],
    ['a', 'a'],
    [['a'], 'a'],
    [[], undefined],
  ])('gives of %j the value %j', (value, expected) => {
    expect(singleHeader({ headers: { 'x-token': value } }, 'x-token')).toBe(expected);
  });

  it('refuses one that was sent twice to open a socket', () => {
    const rawHeaders = ['Upgrade', 'websocket', 'X-Token', 'a', 'x-token', 'b'];

    expect(() => singleHeader({ headers: { 'x-token': 'a, b' }, rawHeaders }, 'x-token')).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  it('refuses a list of two', () => {
    expect(() => singleHeader({ headers: { 'x-token': ['a', 'a'] } }, 'x-token')).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });
});

describe('countHeader', () => {
  const rawHeaders = ['X-Token', 'a', 'Host', 'x-token', 'x-token', 'b', 'X-Tokem', 'c', 'x', 'd'];

  it('counts names in any case, and no values', () => {
    expect(countHeader({ headers: {}, rawHeaders }, 'x-token')).toBe(2);
    expect(countHeader({ headers: {}, rawHeaders }, 'host')).toBe(1);
    expect(countHeader({ headers: {}, rawHeaders }, 'absent')).toBe(0);
  });

  it('looks into the request of Node that Fastify keeps', () => {
    expect(countHeader({ headers: {}, raw: { rawHeaders } }, 'x-token')).toBe(2);
  });

  it('counts none where there are no raw headers', () => {
    expect(countHeader({ headers: { 'x-token': 'a' } }, 'x-token')).toBe(0);
  });
});
