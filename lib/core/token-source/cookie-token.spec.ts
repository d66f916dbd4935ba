import type { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { cookieToken, type CookieTokenOptions } from './cookie-token.js';
import type { TokenRequest } from './token-source.interface.js';

const REFUSED = expect.objectContaining({ code: 'ERR_COGNITO_ORIGIN_REFUSED' });

const read = (
  request: Omit<TokenRequest, 'headers'> & { headers?: Record<string, string> },
  options?: CookieTokenOptions,
): string | undefined =>
  cookieToken(
    'session',
    options,
  )({ ...request, headers: { cookie: 'session=a', ...request.headers } });

describe('cookieToken', () => {
  it.each([
    ['session=a', 'a'],
    ['x=1; session=a; y=2', 'a'],
    ['x=1;session=a', 'a'],
    [' session = a ', 'a'],
    ['session="a"', 'a'],
    ['session=a=b=', 'a=b='],
    ['session=', undefined],
    ['session="', '"'],
    ['session=""', undefined],
    ['session="a', '"a'],
    ['session=a"', 'a"'],
    ['session=a; session=a', 'a'],
    ['session=a; session="a"', 'a'],
    ['\tsession\t=\ta\t', 'a'],
    ['session=; session=', undefined],
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

  it.each(['session=a; session=b', 'session=; session=b'])(
    'refuses the two different values of %j, one of which was planted',
    (cookie) => {
      expect(() => read({ method: 'GET', headers: { cookie } })).toThrow(
        expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
      );
    },
  );

  it('asks for no proof where the cookie was emptied', () => {
    expect(read({ method: 'POST', headers: { cookie: 'session=' } })).toBeUndefined();
  });

  it('reads cookies that stand in several fields, as over HTTP/2', () => {
    const source = cookieToken('session');
    const rawHeaders = ['upgrade', 'websocket', 'cookie', 'x=1', 'cookie', 'session=a'];

    expect(source({ method: 'GET', headers: { cookie: ['x=1', 'session=a'] } })).toBe('a');
    expect(() =>
      source({ method: 'GET', headers: { cookie: 'x=1; session=a' }, rawHeaders }),
    ).toThrow(REFUSED);
    expect(
      source({
        method: 'GET',
        headers: { cookie: 'x=1; session=a' },
        rawHeaders: [...rawHeaders, 'sec-fetch-site', 'same-origin'],
      }),
    ).toBe('a');
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

  it('takes a listed origin of an app for a proof, and only as it is written', () => {
    const options = { allowedOrigins: ['capacitor://localhost'] };
    const from = (origin: string) => read({ method: 'POST', headers: { origin } }, options);

    expect(from('capacitor://localhost')).toBe('a');
    for (const origin of [
      'capacitor://localhost:80',
      'capacitor://localhost/',
      'capacitor://Localhost',
      'capacitor://evil',
      'ionic://localhost',
      'http://localhost',
      'null',
    ]) {
      expect(() => from(origin)).toThrow(REFUSED);
    }
  });

  it('asks for nothing where any origin may send it', () => {
    expect(read({ method: 'POST' }, { allowedOrigins: '*' })).toBe('a');
  });

  it('takes nothing for sent that only a library says', () => {
    const request = (headers: Record<string, string>): TokenRequest => ({
      method: 'GET',
      headers: { upgrade: 'websocket', cookie: 'session=a', ...headers },
      raw: { rawHeaders: ['Upgrade', 'websocket', 'Origin', 'https://evil.example'] },
    });
    const sent = ['Cookie', 'session=a'];
    const withCookie = (headers: Record<string, string>): TokenRequest => {
      const { raw, ...rest } = request(headers);
      return { ...rest, raw: { rawHeaders: [...(raw?.rawHeaders ?? []), ...sent] } };
    };
    const source = cookieToken('session', { allowedOrigins: ['https://app.example'] });

    expect(source(request({ 'sec-fetch-site': 'same-origin' }))).toBeUndefined();
    expect(() => source(withCookie({ 'sec-fetch-site': 'same-origin' }))).toThrow(REFUSED);
    expect(() => source(withCookie({ origin: 'https://app.example' }))).toThrow(REFUSED);
  });
});

describe('cookieToken refuses', () => {
  const mistakesOf = (name: unknown, options?: unknown): readonly string[] => {
    try {
      cookieToken(name as string, options as CookieTokenOptions);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_COGNITO_SETUP' });
      return (error as CognitoAuthSetupError).mistakes;
    }
    return [];
  };

  it.each([
    ['a text', 'https://app.example'],
    ['a list in a text', 'https://a.example,https://b.example'],
    ['null', null],
    ['a Set', new Set(['https://app.example'])],
    ['true', true],
    ['a function', () => 'https://app.example'],
    ['a pattern', /example/],
    ['an origin with a slash', ['https://app.example/']],
    ['an origin with a path', ['https://app.example/a']],
    ['an origin with its default port', ['https://app.example:443']],
    ['an origin in capitals', ['https://App.example']],
    ['an origin in other letters than browsers write', ['https://bücher.example']],
    ['a host', ['app.example']],
    ['the origin of sandboxed frames', ['null']],
    ['an empty text', ['']],
    ['nothing in a list', [undefined]],
    ['a sparse list', Object.assign([], { length: 1 })],
    ['origins joined by a comma', ['https://a.example,https://b.example']],
    ['hosts joined by a comma', ['https://a.example,b.example']],
    ['any origin in a list', ['*']],
    ['a pattern of origins', ['https://*.example']],
    ['another scheme', ['wss://app.example']],
    ['the scheme of an app without a host', ['capacitor://']],
    ['the scheme of an app before an empty host', ['capacitor:///index.html']],
    ['an origin of an app with a slash', ['capacitor://localhost/']],
    ['an origin of an app with a path', ['capacitor://localhost/index.html']],
    ['an origin of an app with an empty query', ['capacitor://localhost?']],
    ['an origin of an app with an empty fragment', ['capacitor://localhost#']],
    ['an origin of an app with a user', ['capacitor://user@localhost']],
    ['an origin of an app with a password', ['capacitor://user:password@localhost']],
    ['an origin of an app with a scheme in capitals', ['Capacitor://localhost']],
    ['an origin of an app with a host in capitals', ['capacitor://Localhost']],
    ['an origin of an app with an empty port', ['capacitor://localhost:']],
    ['an origin of an app with zeros before its port', ['capacitor://localhost:0080']],
    ['an origin of an app with a blank', ['capacitor://localhost ']],
    ['a pattern of origins of an app', ['capacitor://*']],
    ['something opaque', ['app:localhost']],
    ['a host and a port', ['localhost:3000']],
    ['files', ['file://']],
    ['files of a host', ['file://localhost']],
    ['data', ['data:text/html,a']],
    ['data that look like an origin', ['data://localhost']],
    ['a blob', ['blob:https://app.example/1']],
    ['a blob that looks like an origin', ['blob://localhost']],
    ['a script that looks like an origin', ['javascript://localhost']],
    ['a blank page that looks like an origin', ['about://blank']],
    ['a server of files', ['ftp://app.example']],
    ['a number', [1]],
    ['a list in a list', [['https://app.example']]],
    ['a URL', [new URL('https://app.example')]],
  ])('%s as allowed origins', (_case, allowedOrigins) => {
    expect(mistakesOf('session', { allowedOrigins })).toEqual([
      expect.stringMatching(/^cookieToken\.allowedOrigins: /),
    ]);
  });

  it('an origin as browsers do not write it, and says how they do', () => {
    expect(mistakesOf('session', { allowedOrigins: ['https://App.example:443/'] })).toEqual([
      expect.stringContaining('"https://app.example" (given: "https://App.example:443/")'),
    ]);
  });

  it('an origin of an app with more than browsers write, and says what they do', () => {
    expect(mistakesOf('session', { allowedOrigins: ['capacitor://Localhost:8080/'] })).toEqual([
      expect.stringContaining('"capacitor://localhost:8080" (given:'),
    ]);
  });

  it.each([null, [], 'options', 1, new (class Options {})(), new Map()])(
    '%p in place of options',
    (options) => {
      expect(mistakesOf('session', options)).toEqual([expect.stringMatching(/^cookieToken: /)]);
    },
  );

  it.each([undefined, null, '', ' ', 'a b', 'a=b', 'a;b', 'a,b', 'é', '"a"', 1, {}, ['a']])(
    '%p as a name',
    (name) => {
      expect(mistakesOf(name)).toEqual([expect.stringMatching(/^cookieToken: the name must/)]);
    },
  );

  it('all that is wrong in one error', () => {
    expect(
      mistakesOf('', { allowedOrigin: [], allowedOrigins: ['https://a.example/', 'null'] }),
    ).toEqual([
      expect.stringContaining('the name must'),
      expect.stringContaining('did you mean allowedOrigins?'),
      expect.stringContaining('"https://a.example"'),
      expect.stringContaining('(given: "null")'),
    ]);
  });

  it('nothing that is as it should be', () => {
    expect(mistakesOf('__Host-session')).toEqual([]);
    expect(mistakesOf('a', {})).toEqual([]);
    for (const allowedOrigins of [
      undefined,
      [],
      '*',
      ['https://app.example', 'http://localhost:3000', 'http://[::1]'],
      [
        'capacitor://localhost',
        'ionic://localhost:8080',
        'tauri://localhost',
        'app://.',
        'app://-',
      ],
    ]) {
      expect(mistakesOf('a', { allowedOrigins })).toEqual([]);
    }
  });

  it('to see what is put into the list later', () => {
    const allowedOrigins = ['https://app.example'];
    const source = cookieToken('session', { allowedOrigins });
    allowedOrigins.push('https://evil.example');

    expect(() =>
      source({
        method: 'POST',
        headers: { cookie: 'session=a', origin: 'https://evil.example' },
      }),
    ).toThrow(REFUSED);
  });
});
