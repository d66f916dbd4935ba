import { KnownJoseHeaders } from './known-jose-headers.js';

const headersUpTo = (count: number): KnownJoseHeaders => {
  const headers = new KnownJoseHeaders();
  for (let index = 0; index < count; index += 1) {
    headers.remember(`header-${index}`, `kid-${index}`);
  }
  return headers;
};

describe('KnownJoseHeaders', () => {
  it('gives the key id of a header that it knows, and of no other', () => {
    const headers = headersUpTo(2);

    expect(['header-0', 'header-1', 'header-2'].map((header) => headers.keyIdOf(header))).toEqual([
      'kid-0',
      'kid-1',
      undefined,
    ]);
  });

  it('keeps the key id that it has for a header', () => {
    const headers = headersUpTo(1);
    headers.remember('header-0', 'another');

    expect(headers.keyIdOf('header-0')).toBe('kid-0');
  });

  it('holds 64 headers, and begins anew with the next one', () => {
    const headers = headersUpTo(64);
    headers.remember('header-63', 'kid-63');
    expect(headers.keyIdOf('header-0')).toBe('kid-0');

    headers.remember('header-64', 'kid-64');

    expect(headers.keyIdOf('header-0')).toBeUndefined();
    expect(headers.keyIdOf('header-63')).toBeUndefined();
    expect(headers.keyIdOf('header-64')).toBe('kid-64');
  });
});
