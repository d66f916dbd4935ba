import { bearerToken, cookieToken, headerToken, queryToken } from 'nestjs-cognito-auth';
import { cpuTimer } from '../../support/cpu-timer.js';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { authorization, bearer, GuardedApp } from './support/guarded-app.js';
import { segment } from '../../support/forge.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { headerValues } from '../../support/raw-http.js';
import { acceptanceOf, invalidToken, NO_TOKEN, refusalOf } from './support/refusal-of.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');
const AMBIGUOUS = {
  status: 400,
  code: 'ERR_COGNITO_TOKEN_AMBIGUOUS',
  challenge: 'invalid_request',
};

const pool = RawUserPool.create();
const log = new CapturedLog();

/** A good token of exactly this many characters; white space in the header makes up the difference. */
function tokenOfLength(length: number): string {
  const header = JSON.stringify(pool.header());
  const room = length - pool.seal('', '').length;
  for (let spaces = 0; spaces < 3; spaces += 1) {
    const padded = segment(header + ' '.repeat(spaces));
    const bytes = Math.floor(((room - padded.length) * 3) / 4);
    const bare = Buffer.byteLength(JSON.stringify(pool.claims({ padding: '' })));
    const payload = segment(pool.claims({ padding: 'x'.repeat(bytes - bare) }));
    if (padded.length + payload.length === room) return pool.seal(padded, payload);
  }
  throw new Error('no token has this length');
}

describe.each(platforms)('a guarded route on %s', (_name, createAdapter) => {
  let app: GuardedApp;
  /** Also reads the query and a cookie. */
  let openApp: GuardedApp;
  let corsApp: GuardedApp;

  beforeAll(async () => {
    const tokenSources = [bearerToken(), queryToken('access_token'), cookieToken('session')];
    app = await GuardedApp.start(createAdapter, pool.options, log);
    openApp = await GuardedApp.start(createAdapter, { ...pool.options, tokenSources }, log);
    corsApp = await GuardedApp.start(createAdapter, pool.options, log, { cors: true });
  });

  afterAll(() => Promise.all([app.close(), openApp.close(), corsApp.close()]));

  it('refuses a request without Authorization as one without a token', async () => {
    expect(await refusalOf(app, {})).toEqual(NO_TOKEN);
  });

  it.each(['Basic YWxpY2U6c2VjcmV0LXdvcmQ=', 'Digest username="alice-of-digest"', 'DPoP', 'Token'])(
    'finds no token in the scheme of %s',
    async (credentials) => {
      expect(await refusalOf(app, authorization(credentials))).toEqual(NO_TOKEN);
    },
  );

  it.each(['Basic', 'DPoP', 'BearerX', 'Bearer-Token', 'XBearer', 'Bearer.'])(
    'finds no token after the scheme %s, even a good one',
    async (scheme) => {
      expect(await refusalOf(app, authorization(`${scheme} ${pool.token()}`))).toEqual(NO_TOKEN);
    },
  );

  it.each(['bearer', 'BEARER', 'BeArEr', 'Bearer   '])(
    'accepts a good token after "%s"',
    async (scheme) => {
      const { status } = await acceptanceOf(app, authorization(`${scheme} ${pool.token()}`));

      expect(status).toBe(200);
    },
  );

  it.each(['Bearer', 'Bearer ', 'bearer', 'Bearer     '])(
    'refuses a scheme without a token, as "%s"',
    async (credentials) => {
      expect(await refusalOf(app, authorization(credentials))).toEqual(MALFORMED);
    },
  );

  it.each(['undefined', 'null', 'abc', '[object', '{}'])(
    'refuses %s in place of a token',
    async (token) => {
      expect(await refusalOf(app, bearer(token))).toEqual(MALFORMED);
    },
  );

  it.each([
    ['junk after', (token: string) => `Bearer ${token} junk`],
    ['junk before', (token: string) => `Bearer junk ${token}`],
    ['itself', (token: string) => `Bearer ${token} ${token}`],
    ['a parameter', (token: string) => `Bearer ${token}, realm="x"`],
    ['a name', (token: string) => `Bearer token=${token}`],
    ['quotes', (token: string) => `Bearer "${token}"`],
  ])('refuses a good token with %s in one field', async (_case, write) => {
    const { status, challenge } = await refusalOf(app, authorization(write(pool.token())));

    expect([400, 401]).toContain(status);
    expect(challenge).toBe(status === 400 ? 'invalid_request' : 'invalid_token');
  });

  // RFC 9110 §5.3: what is joined by commas is the same as several fields, so it is answered alike.
  it.each([
    ['a bad one first', (token: string) => `Bearer a, Bearer ${token}`],
    ['a bad one last', (token: string) => `Bearer ${token}, Bearer a`],
    ['no spaces', (token: string) => `Bearer ${token},Bearer ${token}`],
  ])('refuses a list of credentials, with %s', async (_case, write) => {
    const { status, challenge } = await refusalOf(app, authorization(write(pool.token())));

    expect([400, 401]).toContain(status);
    expect(challenge).toBe('invalid_request');
  });

  it.each(['\t', ' \t', '\t ', '  \t  '])(
    'refuses a tab between scheme and token, as %j',
    async (separator) => {
      const request = authorization(`Bearer${separator}${pool.token()}`);

      expect(await refusalOf(app, request)).toEqual(MALFORMED);
    },
  );

  it.each([
    ['good and bad', (good: string) => [good, 'Bearer bad']],
    ['bad and good', (good: string) => ['Bearer bad', good]],
    ['the same twice', (good: string) => [good, good]],
    ['another scheme and good', (good: string) => ['Basic YWxpY2U6c2VjcmV0LXdvcmQ=', good]],
    ['good and another scheme', (good: string) => [good, 'Basic YWxpY2U6c2VjcmV0LXdvcmQ=']],
    ['empty and good', (good: string) => ['', good]],
  ])('refuses two Authorization fields, %s', async (_case, fields) => {
    const [first = '', second = ''] = fields(`Bearer ${pool.token()}`);

    const refusal = await refusalOf(app, {
      headers: [
        ['Authorization', first],
        ['X-Between', '1'],
        ['aUTHORIZATION', second],
      ],
    });

    expect(refusal).toEqual(AMBIGUOUS);
  });

  it.each([
    ['%', '%'],
    ['an escape', '%2E'],
    ['"', '"'],
    ['\\', '\\'],
    ['a comma', ','],
    ['a semicolon', ';'],
    ['UTF-8', Buffer.from('é').toString('latin1')],
    ['Latin-1', '\xe9'],
    ['a no-break space', '\xa0'],
  ])('refuses a token with %s in it', async (_case, character) => {
    for (const position of [0, 40, 4000]) {
      const token = pool.token();
      const hostile = token.slice(0, position) + character + token.slice(position);

      expect(await refusalOf(app, bearer(hostile))).toEqual(MALFORMED);
    }
  });

  // The parser of Node refuses these before there is a request; what matters is that nobody is let in.
  it.each([
    ['NUL', '\0'],
    ['CR', '\r'],
    ['DEL', '\x7f'],
    ['escape', '\x1b'],
  ])('lets nobody in with the control character %s in a token', async (_case, character) => {
    const token = pool.token();
    const { status, body } = await app.send(bearer(`${token}${character}${token}`));

    expect(status).toBe(400);
    expect(body).not.toContain(token.slice(0, 20));
    await acceptanceOf(app, bearer(token));
  });

  it('finds a token in a header that the application names, in any case of its letters', async () => {
    const tokenSources = [headerToken('X-Id-Token'), bearerToken()];
    const headerApp = await GuardedApp.start(createAdapter, { ...pool.options, tokenSources }, log);
    try {
      for (const name of ['X-Id-Token', 'x-id-token', 'X-ID-TOKEN']) {
        await acceptanceOf(headerApp, { headers: [[name, pool.token()]] });
      }
    } finally {
      await headerApp.close();
    }
  });

  it('finds no token in the query unless the application enables it', async () => {
    const path = `/probe?access_token=${pool.token()}`;

    expect(await refusalOf(app, { path })).toEqual(NO_TOKEN);
  });

  it.each([
    ['application/x-www-form-urlencoded', (token: string) => `access_token=${token}`],
    ['application/json', (token: string) => JSON.stringify({ access_token: token })],
  ])('finds no token in a body of %s', async (type, write) => {
    const refusal = await refusalOf(app, {
      method: 'POST',
      headers: [['Content-Type', type]],
      body: write(pool.token()),
    });

    expect(refusal).toEqual(NO_TOKEN);
  });

  it.each(['Cookie', 'X-Access-Token', 'Proxy-Authorization', 'X-Forwarded-Authorization'])(
    'finds no token in %s unless the application enables it',
    async (name) => {
      const token = pool.token();
      const value =
        name === 'Cookie' ? `access_token=${token}; session=${token}` : `Bearer ${token}`;

      expect(await refusalOf(app, { headers: [[name, value]] })).toEqual(NO_TOKEN);
    },
  );

  it('refuses different tokens in header and query, header and cookie, or query and cookie', async () => {
    const header = ['Authorization', `Bearer ${pool.token()}`] as const;
    const path = `/probe?access_token=${pool.token()}`;
    const cookie = ['Cookie', `session=${pool.token()}`] as const;

    expect(await refusalOf(openApp, { path, headers: [header] })).toEqual(AMBIGUOUS);
    expect(await refusalOf(openApp, { headers: [cookie, header] })).toEqual(AMBIGUOUS);
    expect(await refusalOf(openApp, { path, headers: [cookie] })).toEqual(AMBIGUOUS);
  });

  it('refuses a good token beside something that is no token', async () => {
    const path = `/probe?access_token=${pool.token()}`;

    expect(await refusalOf(openApp, { ...bearer('junk'), path })).toEqual(AMBIGUOUS);
    expect(await refusalOf(openApp, { ...authorization('Bearer'), path })).toEqual(MALFORMED);
  });

  it.each([
    ['query', { path: '/probe?access_token=' }],
    ['cookie', { headers: [['Cookie', 'session=']] as const }],
    ['cookie, in quotes', { headers: [['Cookie', 'session=""']] as const }],
  ])('ignores an empty %s', async (_case, request) => {
    const token = ['Authorization', `Bearer ${pool.token()}`] as const;
    const headers = [token, ...('headers' in request ? request.headers : [])];

    expect(await refusalOf(openApp, request)).toEqual(NO_TOKEN);
    expect((await acceptanceOf(openApp, { ...request, headers })).status).toBe(200);
  });

  it('accepts the same token in header, query and cookie', async () => {
    const token = pool.token();
    const { status } = await acceptanceOf(openApp, {
      path: `/probe?access_token=${token}`,
      headers: [
        ['Authorization', `Bearer ${token}`],
        ['Cookie', `session=${token}`],
      ],
    });

    expect(status).toBe(200);
  });

  it('keeps the answer to a token in the query out of caches', async () => {
    const inQuery = await acceptanceOf(openApp, { path: `/probe?access_token=${pool.token()}` });
    const inHeader = await acceptanceOf(openApp, bearer(pool.token()));

    expect(headerValues(inQuery, 'cache-control')).toEqual(['no-store']);
    expect(headerValues(inHeader, 'cache-control')).toEqual([]);
  });

  it('accepts a token of the greatest length, and refuses one character more', async () => {
    const longest = tokenOfLength(8192);
    const tooLong = tokenOfLength(8193);

    expect([longest.length, tooLong.length]).toEqual([8192, 8193]);
    await acceptanceOf(app, bearer(longest));
    expect(await refusalOf(app, bearer(tooLong))).toEqual(MALFORMED);
  });

  it.each([
    ['letters', 'A'.repeat(15_000)],
    ['dots', '.'.repeat(15_000)],
    ['an equals sign each', '='.repeat(15_000)],
    ['spaces and a letter', `${' '.repeat(15_000)}A`],
    ['schemes', 'Bearer '.repeat(2100)],
  ])('refuses 15 kB of %s', async (_case, token) => {
    expect(await refusalOf(app, bearer(token))).toEqual(MALFORMED);
  });

  it('lets nobody in with a header beyond the limit of Node', async () => {
    const token = `${pool.token()}${'A'.repeat(17 * 1024)}`;

    const { status, body } = await app.send(bearer(token));

    expect(status).toBe(431);
    expect(body).not.toContain(token.slice(0, 20));
    await acceptanceOf(app, bearer(pool.token()));
  });

  it('guards HEAD on a GET route', async () => {
    expect(await refusalOf(app, { method: 'HEAD' })).toEqual(NO_TOKEN);
    expect(await refusalOf(app, { ...bearer('abc'), method: 'HEAD' })).toEqual(MALFORMED);

    const { body } = await acceptanceOf(app, { ...bearer(pool.token()), method: 'HEAD' });
    expect(body).toBe('');
  });

  it('reaches no handler by OPTIONS', async () => {
    const calls = app.calls.length;
    const { status, body } = await app.send({ method: 'OPTIONS' });

    expect(status).not.toBe(500);
    expect(body).not.toContain('sub');
    expect(app.calls).toHaveLength(calls);
  });

  it('answers a CORS preflight, which carries no token, and guards the request after it', async () => {
    const preflight = await corsApp.send({
      method: 'OPTIONS',
      headers: [
        ['Origin', 'https://app.example'],
        ['Access-Control-Request-Method', 'GET'],
        ['Access-Control-Request-Headers', 'authorization'],
      ],
    });

    expect(preflight.status).toBe(204);
    expect(headerValues(preflight, 'access-control-allow-methods').join()).toContain('GET');
    expect(await refusalOf(corsApp, { headers: [['Origin', 'https://app.example']] })).toEqual(
      NO_TOKEN,
    );
  });
});

/** Milliseconds of each of many calls, the least first; not so many where calls turn out to be slow. */
function costsOf(act: () => void): readonly number[] {
  const costs: number[] = [];
  let spent = 0;
  while (costs.length < 301 && (spent < 100 || costs.length < 3)) {
    const start = performance.now();
    act();
    const cost = performance.now() - start;
    costs.push(cost);
    spent += cost;
  }
  return costs.toSorted((a, b) => a - b);
}

/** The fastest call: whatever else the machine does only ever adds to it. */
const leastCostOf = (act: () => void): number => costsOf(act)[0] ?? Number.POSITIVE_INFINITY;

function medianCostOf(act: () => void): number {
  const costs = costsOf(act);
  return costs[Math.floor(costs.length / 2)] ?? Number.POSITIVE_INFINITY;
}

describe('the cost of extraction', () => {
  const source = bearerToken();
  const read = (value: string): string | undefined => {
    try {
      return source({ headers: { authorization: value }, rawHeaders: ['Authorization', value] });
    } catch {
      return undefined;
    }
  };
  /** RFC 6750 §2.1 in every way to be almost right. */
  const shapes: readonly (readonly [string, (length: number) => string])[] = [
    ['letters', (n) => 'A'.repeat(n)],
    ['spaces', (n) => ' '.repeat(n)],
    ['tabs', (n) => '\t'.repeat(n)],
    ['equals signs', (n) => '='.repeat(n)],
    ['schemes', (n) => 'Bearer '.repeat(n / 7)],
    ['schemes without a space', (n) => 'Bearer'.repeat(n / 6)],
    ['a scheme and letters', (n) => `Bearer ${'A'.repeat(n)}`],
    ['a scheme, letters and a bad end', (n) => `Bearer ${'A'.repeat(n)}"`],
    ['a scheme and spaces', (n) => `Bearer ${' '.repeat(n)}`],
    ['a scheme, spaces and a bad end', (n) => `Bearer ${' '.repeat(n)}"`],
    ['a scheme and tabs', (n) => `Bearer ${'\t'.repeat(n)}`],
    ['a scheme and equals signs', (n) => `Bearer ${'='.repeat(n)}`],
    ['a letter, equals signs and a bad end', (n) => `Bearer A${'='.repeat(n)}"`],
    ['letters, equals signs and a bad end', (n) => `Bearer ${'A='.repeat(n / 2)}"`],
    ['letters and spaces in turns', (n) => `Bearer ${'A '.repeat(n / 2)}`],
    ['dots', (n) => `Bearer ${'.'.repeat(n)}`],
  ];
  const LENGTH = 16 * 1024;
  const LONGEST = 64 * 1024;

  it.each(shapes)('is no more than linear for four times as many %s', (_case, write) => {
    const [short, long] = [write(LENGTH), write(4 * LENGTH)];
    // The first calls compile the patterns.
    leastCostOf(() => read(short));
    const shortCost = leastCostOf(() => read(short));
    const longCost = leastCostOf(() => read(long));

    // A quadratic pattern costs 16 times as much. Below a few microseconds the clock decides.
    expect(longCost / Math.max(shortCost, 0.003)).toBeLessThan(12);
  });

  it.each(shapes)('is less than a millisecond for a header of 15 kB of %s', (_case, write) => {
    const value = write(15_000);

    expect(medianCostOf(() => read(value))).toBeLessThan(1);
  });

  it.each([
    ['letters', 'A'.repeat(LONGEST)],
    ['spaces', ' '.repeat(LONGEST)],
    ['tabs', '\t'.repeat(LONGEST)],
    ['schemes', 'Bearer '.repeat(LONGEST / 8)],
    ['a scheme, spaces and two words', `Bearer ${' '.repeat(LONGEST)}x y`],
    ['a scheme, letters and a bad end', `Bearer ${'A'.repeat(LONGEST)}!`],
    ['a scheme, equals signs and a bad end', `Bearer ${'='.repeat(LONGEST)}!`],
    ['letters, equals signs and a bad end', `Bearer ${'A='.repeat(LONGEST / 2)}!`],
  ])('is less than 50 ms for one look at 64 kB of %s', (_case, value) => {
    const used = cpuTimer();
    read(value);

    // A quadratic pattern takes two seconds for this length.
    expect(used()).toBeLessThan(50);
  });

  it('is measured with functions that do read tokens', () => {
    expect(read('Bearer abc')).toBe('abc');
  });
});
