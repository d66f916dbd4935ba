import { headerToken } from './header-token.js';

describe('headerToken', () => {
  it('gives the whole value of the header, whatever the case of its name', () => {
    expect(headerToken('X-Id-Token')({ headers: { 'x-id-token': 'Bearer a' } })).toBe('Bearer a');
    expect(headerToken('X-Id-Token')({ headers: { authorization: 'a' } })).toBeUndefined();
  });

  it('refuses a header that was sent twice, which Node has joined', () => {
    const rawHeaders = ['X-Id-Token', 'a', 'x-id-token', 'b'];

    expect(() =>
      headerToken('X-Id-Token')({ headers: { 'x-id-token': 'a, b' }, rawHeaders }),
    ).toThrow(expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }));
    expect(
      headerToken('X-Id-Token')({
        headers: { 'x-id-token': 'a' },
        rawHeaders: rawHeaders.slice(0, 2),
      }),
    ).toBe('a');
  });
});
