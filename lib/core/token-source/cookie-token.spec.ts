import { cookieToken, type CookieTokenOptions } from './cookie-token.js';
import type { TokenCarrier } from './token-source.interface.js';

const REFUSED = expect.objectContaining({ code: 'ERR_COGNITO_ORIGIN_REFUSED' });

const read = (
  carrier: Omit<TokenCarrier, 'headers'> & { headers?: Record<string, string> },
  options?: CookieTokenOptions,
): string | undefined =>
  cookieToken(
    'session',
    options,
  )({ ...carrier, headers: { cookie: 'session=a', ...carrier.headers } });

describe('cookieToken', () => {
  it.each([
    ['session=a', 'a'],
    ['x=1; session=a; y=2', 'a'],
    ['x=1;session=a', 'a'],
    [' session = a ', 'a'],
    ['session="a"', 'a'],
    ['session=a=b=', 'a=b='],
    ['session=', ''],
    ['session="', '"'],
    ['session=""', ''],
    ['session="a', '"a'],
    ['session=a"', 'a"'],
    ['session=a; session=a', 'a'],
    ['session=a; session="a"', 'a'],
    ['\tsession\t=\ta\t', 'a'],
    ['session', undefined],
    ['sessionx', undefined],
    ['sessions=a; xsession=b; Session=c', undefined],
    ['x=session=a', undefined],
    ['', undefined],
  ])('reads of %j the token %j', (cookie, token) => {
    expect(read({ method: 'GET', headers: { cookie } })).toBe(token);
  });

  it('finds none where there is no cookie, and then asks for no proof', () => {
    expect(cookieToken('session')({ method: 'POST', headers: {} })).toBeUndefined();
    expect(cookieToken('session')({ method: 'POST', headers: { cookie: 'x=1' } })).toBeUndefined();
  });

  it('refuses two different values, one of which was planted', () => {
    expect(() => read({ method: 'GET', headers: { cookie: 'session=a; session=b' } })).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('asks for no proof of origin for %s', (method) => {
    expect(read({ method })).toBe('a');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'get', 'TRACE', undefined])(
    'asks for a proof of origin for %s',
    (method) => {
      expect(() => read({ method })).toThrow(REFUSED);
      expect(read({ method, headers: { 'sec-fetch-site': 'same-origin' } })).toBe('a');
    },
  );

  it('asks for a proof of origin where a socket is opened, though that is a GET', () => {
    const headers = { upgrade: 'websocket' };

    expect(() => read({ method: 'GET', headers })).toThrow(REFUSED);
    expect(read({ method: 'GET', headers: { ...headers, 'sec-fetch-site': 'same-origin' } })).toBe(
      'a',
    );
  });

  it.each(['same-site', 'cross-site', 'none', ''])('takes %j for no proof', (site) => {
    expect(() => read({ method: 'POST', headers: { 'sec-fetch-site': site } })).toThrow(REFUSED);
  });

  it('takes a listed origin for a proof, and only as it is written', () => {
    const options = { allowedOrigins: ['https://a.example', 'https://b.example'] };
    const from = (origin: string) => read({ method: 'POST', headers: { origin } }, options);

    expect(from('https://b.example')).toBe('a');
    for (const origin of ['https://b.example.evil', 'https://B.example', 'null', '', 'b.example']) {
      expect(() => from(origin)).toThrow(REFUSED);
    }
    expect(() => read({ method: 'POST' }, options)).toThrow(REFUSED);
    expect(() => read({ method: 'POST', headers: { origin: 'https://b.example' } })).toThrow(
      REFUSED,
    );
  });

  it('asks for nothing where any origin may send it', () => {
    expect(read({ method: 'POST' }, { allowedOrigins: '*' })).toBe('a');
  });

  it('refuses an origin that was sent twice', () => {
    const headers = { cookie: 'session=a', origin: ['https://a.example'] };

    expect(() =>
      cookieToken('session', { allowedOrigins: ['https://a.example'] })({
        method: 'POST',
        headers,
      }),
    ).toThrow(REFUSED);
  });
});
