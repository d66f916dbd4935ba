import { headerToken } from './header-token.js';

describe('headerToken', () => {
  it('gives the whole value of the header, whatever the case of its name', () => {
    expect(headerToken('X-Id-Token')({ headers: { 'x-id-token': 'Bearer a' } })).toBe('Bearer a');
    expect(headerToken('X-Id-Token')({ headers: { authorization: 'a' } })).toBeUndefined();
  });

  it('takes an empty header for none', () => {
    expect(headerToken('X-Id-Token')({ headers: { 'x-id-token': '' } })).toBeUndefined();
  });

  it('takes none of a socket that its client has only said later', () => {
    const headers = { 'x-id-token': 'a' };

    expect(
      headerToken('X-Id-Token')({ headers, raw: { rawHeaders: ['Upgrade', 'websocket'] } }),
    ).toBeUndefined();
  });

  it.each([undefined, null, '', ' ', 'x token', 'x:', ':path', 'é', 'x\r\n', 1, {}, ['x']])(
    'refuses the name %p',
    (name) => {
      expect(() => headerToken(name as string)).toThrow(
        expect.objectContaining({
          code: 'ERR_COGNITO_SETUP',
          mistakes: [expect.stringMatching(/^headerToken: the name must/)],
        }),
      );
    },
  );

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
