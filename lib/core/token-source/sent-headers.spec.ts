import { headerOf, isUpgrade, sentValues } from './sent-headers.js';

const UPGRADE = ['Upgrade', 'websocket'];

describe('sentValues', () => {
  const rawHeaders = ['X-Token', 'a', 'Host', 'x-token', 'x-token', 'b', 'X-Tokem', 'c', 'x'];

  it('gives the values of a name in any case, in order', () => {
    expect(sentValues({ headers: {}, rawHeaders }, 'x-token')).toEqual(['a', 'b']);
    expect(sentValues({ headers: {}, rawHeaders }, 'absent')).toEqual([]);
    expect(sentValues({ headers: {}, rawHeaders }, 'x')).toEqual(['']);
  });

  it('looks into the request of Node that Fastify keeps', () => {
    expect(sentValues({ headers: {}, raw: { rawHeaders } }, 'host')).toEqual(['x-token']);
    expect(sentValues({ headers: {}, raw: {}, rawHeaders }, 'host')).toEqual(['x-token']);
  });

  it('knows nothing where the raw headers are not filled', () => {
    const headers = { 'x-token': 'a' };

    expect(sentValues({ headers }, 'x-token')).toBeUndefined();
    expect(sentValues({ headers, rawHeaders: [] }, 'x-token')).toBeUndefined();
    expect(sentValues({ headers, raw: { rawHeaders: [] } }, 'x-token')).toBeUndefined();
  });
});

describe('headerOf', () => {
  it('gives what an application has put on a request', () => {
    const request = { headers: { authorization: 'Bearer a' }, rawHeaders: ['Host', 'a'] };

    expect(headerOf(request, 'authorization')).toBe('Bearer a');
  });

  it('gives of a request that opened a socket what was sent', () => {
    const headers = { authorization: 'Bearer said', cookie: 'a=b' };
    const rawHeaders = [...UPGRADE, 'Cookie', 'a=b'];

    expect(headerOf({ headers, rawHeaders }, 'authorization')).toEqual([]);
    expect(headerOf({ headers, raw: { rawHeaders } }, 'authorization')).toEqual([]);
    expect(headerOf({ headers, rawHeaders }, 'cookie')).toEqual(['a=b']);
  });

  it('gives of one that opened a socket what it says, where nobody knows what was sent', () => {
    const headers = { upgrade: 'websocket', authorization: 'Bearer a' };

    expect(headerOf({ headers }, 'authorization')).toBe('Bearer a');
  });

  it('gives nothing that an application has taken away', () => {
    expect(headerOf({ headers: {}, rawHeaders: [...UPGRADE, 'Cookie', 'a=b'] }, 'cookie')).toBe(
      undefined,
    );
  });
});

describe('isUpgrade', () => {
  it.each([
    [{ headers: {} }, false],
    [{ headers: { upgrade: 'websocket' } }, true],
    [{ headers: { upgrade: 'websocket' }, rawHeaders: ['Host', 'a'] }, false],
    [{ headers: {}, rawHeaders: UPGRADE }, true],
  ])('tells of %j %p', (request, isOne) => {
    expect(isUpgrade(request)).toBe(isOne);
  });
});
