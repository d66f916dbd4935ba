import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Inject,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  bearerToken,
  CLOCK,
  CognitoAuthGuard,
  CognitoAuthSetupError,
  cookieToken,
  CurrentUser,
  isCognitoAuthError,
  queryToken,
  SIGNING_KEYS,
} from 'nestjs-cognito-auth';
import { FakeClock } from '../../support/fake-clock.js';
import { drop } from '../../support/answers.js';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { authorization, bearer, GuardedApp, ProbeController } from './support/guarded-app.js';
import { segment } from '../../support/forge.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { headerValues, type RawRequest, type RawResponse } from '../../support/raw-http.js';
import {
  acceptanceOf,
  allRefusedAt,
  GROUP_REQUIRED,
  invalidToken,
  KEYS_UNAVAILABLE,
  NO_TOKEN,
  refusalOf,
  refusedAt,
} from './support/refusal-of.js';

const pool = RawUserPool.create();
const attacker = RawUserPool.create();
const log = new CapturedLog();

const tokenSources = [bearerToken(), queryToken('access_token'), cookieToken('session')];
const HOUR = 3600;
const now = (): number => Math.floor(Date.now() / 1000);

const withHeader = (changes: object): string => pool.token({ header: pool.header(changes) });
const withClaims = (changes: object): string => pool.token({ payload: pool.claims(changes) });

/** Two tokens for every code that a token can be refused with; they differ in what is wrong with them. */
const badTokens: readonly (readonly [string, () => string, () => string])[] = [
  ['ERR_COGNITO_TOKEN_MALFORMED', () => 'abc', () => `${pool.token()}.`],
  [
    'ERR_COGNITO_ALGORITHM_REFUSED',
    () => withHeader({ alg: 'none' }),
    () => withHeader({ alg: 'HS256' }),
  ],
  [
    'ERR_COGNITO_SIGNATURE_INVALID',
    () => attacker.token({ header: pool.header() }),
    () => pool.token({ sign: pool.signerAs('PS256') }),
  ],
  [
    'ERR_COGNITO_TOKEN_EXPIRED',
    () => withClaims({ exp: now() - 1 }),
    () => withClaims({ exp: 1_000_000_000 }),
  ],
  [
    'ERR_COGNITO_TOKEN_NOT_YET_VALID',
    () => withClaims({ nbf: now() + HOUR }),
    () => withClaims({ iat: now() + HOUR }),
  ],
  [
    'ERR_COGNITO_TOKEN_TOO_OLD',
    () => withClaims({ iat: now() - 3 * HOUR }),
    () => withClaims({ iat: 1_000_000_000 }),
  ],
  [
    'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
    () => withHeader({ kid: 'unknown-kid-1' }),
    () => withHeader({ kid: 'unknown-kid-2' }),
  ],
  [
    'ERR_COGNITO_ISSUER_UNKNOWN',
    () => withClaims({ iss: 'https://issuer-one.example' }),
    () => withClaims({ iss: undefined }),
  ],
  [
    'ERR_COGNITO_TOKEN_USE_REFUSED',
    () => withClaims({ token_use: 'id' }),
    () => withClaims({ token_use: 'id', aud: 'another-client' }),
  ],
  [
    'ERR_COGNITO_CLIENT_REFUSED',
    () => withClaims({ client_id: 'another-client-1' }),
    () => withClaims({ client_id: 'another-client-2' }),
  ],
  [
    'ERR_COGNITO_AUDIENCE_REFUSED',
    () => withClaims({ aud: 'https://audience-one.example' }),
    () => withClaims({ aud: ['https://audience-two.example'] }),
  ],
  [
    'ERR_COGNITO_CLAIM_MALFORMED',
    () => withClaims({ sub: undefined }),
    () => withClaims({ sub: { name: 'sub-in-object' } }),
  ],
];

/** Texts that break out of where they stand: a header, a quoted string, a line, a terminal, a page. */
const hostileTexts: readonly (readonly [string, string])[] = [
  ['CRLF and a header', 'hostile\r\nX-Injected: yes\r\n\r\n<html>'],
  ['LF and a log line', 'hostile\n[Nest] 1 - LOG Accepted admin'],
  ['quotes and parameters', 'hostile", error="none", realm="evil'],
  ['a backslash', 'hostile\\"\\'],
  ['escape sequences', 'hostile\x1b[2J\x1b]0;owned\x07'],
  ['emoji and letters of other scripts', 'hostile🔥ключ'],
  ['separators of lines and directions of text', 'hostile\u2028\u2029\u202e\u0085'],
  ['NUL', 'hostile\0\0\0'],
  ['markup', '<script>alert("hostile")</script>'],
  ['a lone surrogate', 'hostile\ud800'],
  ['the length of all that fits', 'hostile'.repeat(36)],
];

/** Requests that end in every branch of a refusal. */
const corpus: readonly (readonly [string, () => RawRequest])[] = [
  ['no token', () => ({})],
  ['an empty token', () => authorization('Bearer')],
  ['another scheme', () => authorization('Basic YWxpY2U6c2VjcmV0')],
  ['a query with two tokens', () => ({ path: '/probe?access_token=a&access_token=b' })],
  [
    'a cookie from nowhere',
    () => ({ method: 'POST', headers: [['Cookie', `session=${pool.token()}`]] }),
  ],
  ['a missing group', () => ({ ...bearer(pool.token()), path: '/group' })],
  ...badTokens.flatMap(([code, makeFirst, makeSecond]) => [
    [`a token of ${code}`, () => bearer(makeFirst())] as const,
    [`another token of ${code}`, () => bearer(makeSecond())] as const,
  ]),
  ...hostileTexts.map(
    ([text, iss]) => [`${text} in iss`, () => bearer(withClaims({ iss }))] as const,
  ),
  ...['[]', '"text"', '1', 'null', '{', '{"a":', ''].flatMap((part) => [
    [`the payload ${part}`, () => bearer(pool.token({ payload: part }))] as const,
    [
      `the payload ${part} under typ`,
      () => bearer(pool.token({ header: pool.header({ typ: 'JWT' }), payload: part })),
    ] as const,
    [
      `the unsigned payload ${part} under typ`,
      () => bearer(`${segment(pool.header({ typ: 'JWT' }))}.${segment(part)}.AAAA`),
    ] as const,
    [`the header ${part}`, () => bearer(pool.token({ header: part }))] as const,
  ]),
];

/** All that a client can tell one answer from another by. */
const answerOf = ({ status, headers, body }: RawResponse) => ({
  status,
  headers: headers
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name = '']) => !['date', 'x-powered-by', 'etag', 'connection'].includes(name))
    .toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
  body,
});

describe.each(platforms)('responses on %s', (_name, createAdapter) => {
  let app: GuardedApp;

  beforeAll(async () => {
    const settings = { tokenSources, maxTokenAgeSeconds: 2 * HOUR };
    app = await GuardedApp.start(createAdapter, { ...pool.options, ...settings }, log);
  });

  afterAll(() => app.close());

  it('have a challenge without an error where there is no token', async () => {
    const { refusal, response } = await refusedAt(app, {});

    expect(refusal).toEqual(NO_TOKEN);
    expect(headerValues(response, 'www-authenticate')).toEqual(['Bearer realm="cognito"']);
  });

  it.each(badTokens)(
    'have a challenge with error and description for %s',
    async (code, ...makeTokens) => {
      for (const makeToken of makeTokens) {
        const { refusal, response } = await refusedAt(app, bearer(makeToken()));

        expect(refusal).toEqual(invalidToken(code));
        expect(headerValues(response, 'www-authenticate')).toEqual([
          expect.stringMatching(
            /^Bearer realm="cognito", error="invalid_token", error_description="[^"]+"$/,
          ),
        ]);
      }
    },
  );

  it('name the realm of the application in the challenge', async () => {
    const options = { ...pool.options, realm: "orders & more, at 'home'" };
    const other = await GuardedApp.start(createAdapter, options, log);
    try {
      const { refusal, response } = await refusedAt(other, {});

      expect(refusal).toEqual(NO_TOKEN);
      expect(headerValues(response, 'www-authenticate')).toEqual([
        'Bearer realm="orders & more, at \'home\'"',
      ]);
    } finally {
      await other.close();
    }
  });

  it('to a missing group show nothing of the groups and scopes of the token', async () => {
    const token = withClaims({
      'cognito:groups': ['group-of-token', 'another-group-of-token'],
      scope: 'scope-of-token another-scope-of-token',
    });
    const { refusal, response } = await refusedAt(app, { ...bearer(token), path: '/group' });

    expect(refusal).toEqual(GROUP_REQUIRED);
    // No scope was asked for; a name of a group is no scope.
    expect(headerValues(response, 'www-authenticate')).toEqual([
      expect.stringMatching(
        /^Bearer realm="cognito", error="insufficient_scope", error_description="[^"]+"$/,
      ),
    ]);
    expect(JSON.stringify(response)).not.toMatch(/-of-token|required-group-name/);
  });

  describe.each(hostileTexts)('to %s', (_case, text) => {
    it.each<[string, (hostile: string) => string]>([
      ['kid', (kid) => withHeader({ kid })],
      ['alg', (alg) => withHeader({ alg })],
      ['typ', (typ) => withHeader({ typ })],
      ['iss', (iss) => withClaims({ iss })],
      [
        'iss of an unknown key',
        (iss) => pool.token({ header: pool.header({ kid: iss }), payload: pool.claims({ iss }) }),
      ],
      ['client_id', (id) => withClaims({ client_id: id })],
      ['aud', (aud) => withClaims({ aud })],
      ['token_use', (use) => withClaims({ token_use: use })],
      ['exp', (exp) => withClaims({ exp })],
      ['nbf', (nbf) => withClaims({ nbf })],
      ['sub of an expired token', (sub) => withClaims({ sub, exp: 1_000_000_000 })],
      ['sub and a name of a claim', (sub) => withClaims({ sub, [sub]: sub, token_use: sub })],
    ])('show nothing of it in %s', async (_claim, makeToken) => {
      const { refusal, response } = await refusedAt(app, bearer(makeToken(text)));

      expect(refusal).toEqual(invalidToken(refusal.code));
      expect(headerValues(response, 'x-injected')).toEqual([]);
      expect(JSON.stringify(response)).not.toContain('hostile');
    });

    it('show nothing of it in groups and scopes that are not enough', async () => {
      const claims = { 'cognito:groups': [text], scope: text, sub: text, username: text };
      const request = { ...bearer(withClaims(claims)), path: '/group' };
      const { refusal, response } = await refusedAt(app, request);

      expect(refusal).toEqual(GROUP_REQUIRED);
      expect(JSON.stringify(response)).not.toContain('hostile');
    });
  });

  it.each(badTokens)('to every %s are alike', async (code, makeFirst, makeSecond) => {
    const first = await refusedAt(app, bearer(makeFirst()));
    const second = await refusedAt(app, bearer(makeSecond()));

    expect(answerOf(second.response)).toEqual(answerOf(first.response));
    expect(first.refusal.code).toBe(code);
  });

  it('to all causes differ in code and message only', async () => {
    const requests = badTokens.map(([, makeToken]) => bearer(makeToken()));
    const shapes = (await allRefusedAt(app, requests)).map(({ response }) => {
      const { status, headers, body } = answerOf(response);
      const { code: _code, message, ...rest } = JSON.parse(body) as Record<string, string>;
      const challenge = headers.find(([name]) => name === 'www-authenticate')?.[1] ?? '';
      const names = headers.map(([name]) => name);
      return { status, rest, names, challenge: challenge.replace(message ?? '', '') };
    });

    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(1);
  });

  // Jest fails a test in which a promise is rejected that nobody handles. Outside of Jest that ends the
  // process, so that one request would be enough to stop an application.
  it.each(corpus)('to %s come, and no rejection is left unhandled', async (_case, make) => {
    const { status } = await refusalOf(app, make());

    expect([400, 401, 403]).toContain(status);
  });

  it('to all of it at once come, and so does the one to the next caller', async () => {
    const requests = corpus.map(([, make]) => make());
    const refusals = (await allRefusedAt(app, requests)).map(({ refusal }) => refusal);

    expect(refusals.filter(({ status }) => ![400, 401, 403].includes(status))).toEqual([]);
    await acceptanceOf(app, bearer(pool.token()));
  });

  it.each(hostileTexts)(
    'write one line to the log, escaped and cut, for %s',
    async (_case, text) => {
      for (const [name, token] of [
        ['kid', withHeader({ kid: text })],
        ['issuer', withClaims({ iss: text })],
      ] as const) {
        const firstLine = log.lines.length;
        await refusalOf(app, bearer(token));
        const [line, ...more] = log.lines.slice(firstLine);

        expect(more).toEqual([]);
        const [, logged] = new RegExp(`^Refused: .+, ${name} "(.*)" CognitoAuth$`).exec(
          line?.text ?? '',
        ) ?? [undefined, 'no such line'];
        // A quote would end the value, and what follows would pass for a field of ours.
        expect(logged).toContain('hostile');
        expect(logged).not.toContain('"');
        // An escape takes six characters, and 100 are printed.
        expect(logged.replaceAll(/\\u[0-9a-f]{4}/g, '?').length).toBeLessThanOrEqual(100);
      }
    },
  );

  it('leave no trace of a token in the log, whatever is wrong with it', async () => {
    const firstLine = log.lines.length;
    const tokens = [
      pool.token(),
      ...badTokens.flatMap(([, ...makers]) => makers.map((make) => make())),
    ];
    const [good = '', ...bad] = tokens;
    await acceptanceOf(app, bearer(good));
    for (const token of bad) await refusalOf(app, bearer(token));
    const logged = log.lines
      .slice(firstLine)
      .map(({ text }) => text)
      .join('\n');

    for (const token of tokens.filter(({ length }) => length > 100)) {
      const [, payload = '', signature = ''] = token.split('.');
      for (const part of [token, payload, signature.slice(0, 20)])
        expect(logged).not.toContain(part);
    }
    expect(logged).toContain('Refused: ERR_COGNITO_SIGNATURE_INVALID');
  });

  it('leave no segment and no claim of a token in the log, at any level', async () => {
    const firstLine = log.lines.length;
    const good = pool.token();
    const bad = [
      withClaims({ exp: 1 }),
      withClaims({ sub: 'sub-of-somebody', client_id: 'another' }),
      `${pool.token().slice(0, -342)}AAAA`,
      attacker.token(),
    ];
    await acceptanceOf(app, bearer(good));
    for (const token of bad) await refusalOf(app, bearer(token));
    const lines = log.lines.slice(firstLine).map(({ text }) => text);

    expect(lines.filter((line) => line.startsWith('Refused: '))).toHaveLength(4);
    for (const part of [good, ...bad].flatMap((token) => token.split('.'))) {
      if (part !== 'AAAA') expect(lines.join('\n')).not.toContain(part);
    }
    expect(lines.join('\n')).not.toContain('sub-of-somebody');
  });

  it('come with an event that says who is let in, or why nobody is', async () => {
    app.events.length = 0;
    await acceptanceOf(app, bearer(withClaims({ sub: 'sub-of-alice' })));
    for (const [, makeToken] of badTokens) await refusalOf(app, bearer(makeToken()));
    await refusalOf(app, {});
    await refusalOf(app, { path: '/probe?access_token=a&access_token=b' });
    await refusalOf(app, { method: 'POST', headers: [['Cookie', `session=${pool.token()}`]] });
    await refusalOf(app, { ...bearer(withClaims({ sub: 'sub-of-bob' })), path: '/group' });

    const { userPoolId, clientId } = pool;
    expect(app.events).toEqual([
      { type: 'accepted', sub: 'sub-of-alice', userPoolId, clientId, tokenUse: 'access' },
      ...badTokens.map(([code]) => ({ type: 'refused', code })),
      { type: 'refused', code: 'ERR_COGNITO_TOKEN_MISSING' },
      { type: 'refused', code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' },
      { type: 'refused', code: 'ERR_COGNITO_ORIGIN_REFUSED' },
      { type: 'refused', code: 'ERR_COGNITO_GROUP_REQUIRED', sub: 'sub-of-bob' },
    ]);
  });

  it('render no stack trace for a refusal', async () => {
    const { prepareStackTrace } = Error;
    let rendered = 0;
    const counting: typeof prepareStackTrace = (error) => {
      rendered += 1;
      return String(error);
    };
    const rendersOf = async (act: () => Promise<unknown>): Promise<number> => {
      rendered = 0;
      Reflect.set(Error, 'prepareStackTrace', counting);
      try {
        await act();
      } finally {
        Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
      }
      return rendered;
    };

    expect(await rendersOf(async () => new Error('counted').stack)).toBe(1);
    expect(
      await rendersOf(async () => {
        await app.send({});
        for (const [, makeToken] of badTokens) await app.send(bearer(makeToken()));
      }),
    ).toBe(0);
  });
});

describe.each(platforms)('responses without keys on %s', (_name, createAdapter) => {
  const clock = new FakeClock();
  let endpoint: KeyEndpoint;
  let app: GuardedApp;

  beforeEach(async () => {
    endpoint = await KeyEndpoint.start();
    const options = pool.optionsAt(endpoint.jwksUri);
    app = await GuardedApp.start(createAdapter, options, log, { prepare: clock.install });
  });

  afterEach(async () => {
    await app.close();
    await endpoint.close();
  });

  it.each([
    ['answers with an error', async () => undefined],
    [
      'answers with something else',
      async () => {
        endpoint.answer = json({ message: 'this is not a key set' });
      },
    ],
    [
      'hangs up',
      async () => {
        endpoint.answer = drop;
      },
    ],
    ['is gone', () => endpoint.close()],
  ])('are 503 with Retry-After where the key endpoint %s', async (_case, spoil) => {
    const { origin } = endpoint;
    await spoil();

    // The second one comes while nothing is fetched, since the first has just failed.
    for (const token of [pool.token(), pool.token()]) {
      const { refusal, response } = await refusedAt(app, bearer(token));

      expect(refusal).toEqual(KEYS_UNAVAILABLE);
      expect(headerValues(response, 'retry-after')).toEqual([expect.stringMatching(/^[1-9]\d*$/)]);
      expect(JSON.stringify(response)).not.toContain(origin);
      expect(JSON.stringify(response)).not.toContain('jwks');
    }
  });

  it('are still refusals where no key is needed for them', async () => {
    expect(await refusalOf(app, {})).toEqual(NO_TOKEN);
    expect(await refusalOf(app, bearer(withHeader({ alg: 'none' })))).toEqual(
      invalidToken('ERR_COGNITO_ALGORITHM_REFUSED'),
    );
    expect(await refusalOf(app, bearer(withClaims({ iss: 'https://evil.example' })))).toEqual(
      invalidToken('ERR_COGNITO_ISSUER_UNKNOWN'),
    );
    expect(endpoint.hits).toBe(0);
  });

  it('are 200 once the keys are there', async () => {
    await refusalOf(app, bearer(pool.token()));
    endpoint.answer = json(pool.jwks);
    clock.advanceSeconds(1);

    await acceptanceOf(app, bearer(pool.token()));
    expect(endpoint.hits).toBe(2);
  });
});

/** Fails like a part of the application that is none of ours. */
const fail = (): never => {
  throw new Error('the database is down');
};

describe.each(platforms)('failures of the application on %s', (_name, createAdapter) => {
  const keysThat = (resolve: () => unknown) => ({
    issuerOf: () => pool.issuer,
    resolve,
    states: () => [],
  });

  it.each<[string, object, readonly [symbol, unknown] | undefined]>([
    ['a token source that throws', { tokenSources: [() => fail()] }, undefined],
    ['keys that throw', {}, [SIGNING_KEYS, keysThat(() => fail())]],
    ['keys that reject', {}, [SIGNING_KEYS, keysThat(async () => fail())]],
    ['a clock that throws', {}, [CLOCK, () => fail()]],
  ])('answer 500: %s', async (_case, settings, overridden) => {
    const firstLine = log.lines.length;
    const app = await GuardedApp.start(createAdapter, { ...pool.options, ...settings }, log, {
      prepare: (builder) =>
        overridden === undefined
          ? builder
          : builder.overrideProvider(overridden[0]).useValue(overridden[1]),
    });
    try {
      const token = pool.token();
      const { status, body, headers } = await app.send({ ...bearer(token), path: '/unasked' });

      expect([status, JSON.parse(body)]).toEqual([
        500,
        { statusCode: 500, message: 'Internal server error' },
      ]);
      expect(headerValues({ status, body, headers }, 'www-authenticate')).toEqual([]);
      expect(app.calls).toEqual([]);
      expect(app.events).toEqual([]);
      const lines = log.lines.slice(firstLine).filter(({ level }) => level === 'error');
      expect(lines).toHaveLength(1);
      for (const part of [token, ...token.split('.')]) expect(lines[0]?.text).not.toContain(part);
    } finally {
      await app.close();
    }
  });

  it.each([
    ['undefined', undefined, 'ERR_COGNITO_TOKEN_MALFORMED'],
    ['null', null, 'ERR_COGNITO_TOKEN_MALFORMED'],
    ['an empty text', '', 'ERR_COGNITO_TOKEN_MALFORMED'],
    ['the key of another', attacker.publicKey, 'ERR_COGNITO_SIGNATURE_INVALID'],
  ])('let nobody in by keys that give %s', async (_case, key, code) => {
    const app = await GuardedApp.start(createAdapter, pool.options, log, {
      prepare: (builder) => builder.overrideProvider(SIGNING_KEYS).useValue(keysThat(() => key)),
    });
    try {
      const request = { ...bearer(pool.token()), path: '/unasked' };

      expect(await refusalOf(app, request)).toEqual(invalidToken(code));
    } finally {
      await app.close();
    }
  });

  it('change no answer where a listener for events throws', async () => {
    const app = await GuardedApp.start(createAdapter, pool.options, log);
    try {
      app.events.push = () => fail();
      const accepted = await app.send(bearer(pool.token()));
      const refused = await app.send({});

      expect([accepted.status, refused.status]).toEqual([200, 401]);
    } finally {
      await app.close();
    }
  });
});

/** The handler of {@link ProbeController}, with the guard on itself. */
@Controller()
class HandlerGuardController {
  @UseGuards(CognitoAuthGuard)
  @Get('probe')
  read(@CurrentUser('sub') sub: string): { sub: string } {
    return { sub };
  }
}

/** The handler of {@link ProbeController}, without a guard. */
@Controller()
class BareController {
  @Get('probe')
  read(@CurrentUser('sub') sub: string): { sub: string } {
    return { sub };
  }
}

/** What is ours in an answer; the rest is the platform's. */
const OUR_HEADERS = ['www-authenticate', 'cache-control', 'retry-after', 'content-type'];
const ourPartOf = (response: RawResponse) => {
  const { status, headers, body } = answerOf(response);
  return { status, headers: headers.filter(([name = '']) => OUR_HEADERS.includes(name)), body };
};

describe('a guard anywhere', () => {
  it('gives the same answers on application, controller and handler, on both platforms', async () => {
    const requests: readonly RawRequest[] = [
      {},
      authorization('Bearer'),
      {
        headers: [
          ['Authorization', 'Bearer a'],
          ['Authorization', 'Bearer b'],
        ],
      },
      ...badTokens.map(([, makeToken]) => bearer(makeToken())),
    ];
    const accepted = bearer(withClaims({ sub: 'sub-of-alice' }));
    const answers: (readonly ReturnType<typeof ourPartOf>[])[] = [];
    for (const [, createAdapter] of platforms) {
      for (const [controller, globalGuard] of [
        [ProbeController, false],
        [HandlerGuardController, false],
        [BareController, true],
        [ProbeController, true],
      ] as const) {
        const options = { ...pool.options, maxTokenAgeSeconds: 2 * HOUR, globalGuard };
        const app = await GuardedApp.start(createAdapter, options, log, {
          controllers: [controller],
        });
        const refused = await allRefusedAt(app, requests);
        const responses = [
          ...refused.map(({ response }) => response),
          await acceptanceOf(app, accepted),
        ];
        answers.push(responses.map(ourPartOf));
        await app.close();
      }
    }

    const [first = [], ...others] = answers;
    expect(first.map(({ status }) => status)).toEqual([
      401,
      401,
      400,
      ...badTokens.map(() => 401),
      200,
    ]);
    expect(others).toHaveLength(7);
    for (const other of others) expect(other).toEqual(first);
  });

  it.each(['ws', 'rpc', 'a-type-of-tomorrow'])(
    'refuses a call of type %s, which it cannot read, and says why',
    async (type) => {
      const app = await GuardedApp.start(() => new ExpressAdapter(), pool.options, log);
      const guard = app.nest.get(CognitoAuthGuard);
      const context = {
        getType: () => type,
        getClass: () => ProbeController,
        getHandler: () => ProbeController.prototype.read,
        getArgs: () => [{ headers: { authorization: `Bearer ${pool.token()}` } }],
      } as unknown as ExecutionContext;
      try {
        const refusal = Promise.resolve(guard.canActivate(context));

        await expect(refusal).rejects.toBeInstanceOf(CognitoAuthSetupError);
        await expect(refusal).rejects.toMatchObject({
          code: 'ERR_COGNITO_SETUP',
          message: expect.stringMatching(new RegExp(`ProbeController\\.read .*'${type}'`)),
        });
      } finally {
        await app.close();
      }
    },
  );
});

/** What a filter of the application has seen. */
interface SeenException {
  readonly status: number;
  readonly isUnauthorized: boolean;
  readonly cause: unknown;
}

describe.each(platforms)('exception filters of the application on %s', (_name, createAdapter) => {
  const seen: SeenException[] = [];

  @Catch()
  class RenderingFilter implements ExceptionFilter {
    private readonly adapterHost: HttpAdapterHost;

    constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
      this.adapterHost = adapterHost;
    }

    catch(exception: unknown, host: ArgumentsHost): void {
      const status = exception instanceof HttpException ? exception.getStatus() : 500;
      const isUnauthorized = exception instanceof UnauthorizedException;
      seen.push({ status, isUnauthorized, cause: (exception as Error).cause });
      this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), 'own page', status);
    }
  }

  const filters = [{ provide: APP_FILTER, useClass: RenderingFilter }];

  it('see a typed exception, and leave the headers although they render the body', async () => {
    seen.length = 0;
    const app = await GuardedApp.start(createAdapter, pool.options, log, { providers: filters });
    try {
      for (const [request, status, challenge] of [
        [{}, 401, /^Bearer realm="cognito"$/],
        [bearer(withClaims({ exp: 1_000_000_000 })), 401, /error="invalid_token"/],
        [{ ...bearer(pool.token()), path: '/group' }, 403, /error="insufficient_scope"/],
      ] as const) {
        const response = await app.send(request);

        expect([response.status, response.body]).toEqual([status, 'own page']);
        expect(headerValues(response, 'www-authenticate')).toEqual([
          expect.stringMatching(challenge),
        ]);
        expect(headerValues(response, 'cache-control')).toEqual(['no-store']);
      }
      expect(app.calls).toEqual([]);
    } finally {
      await app.close();
    }

    expect(seen.map(({ status, isUnauthorized }) => [status, isUnauthorized])).toEqual([
      [401, true],
      [401, true],
      [403, false],
    ]);
    expect(seen.every(({ cause }) => isCognitoAuthError(cause))).toBe(true);
    expect(seen.map(({ cause }) => (cause as { code?: string }).code)).toEqual([
      'ERR_COGNITO_TOKEN_MISSING',
      'ERR_COGNITO_TOKEN_EXPIRED',
      'ERR_COGNITO_GROUP_REQUIRED',
    ]);
  });

  it('see an outage as an outage, with its Retry-After', async () => {
    seen.length = 0;
    const endpoint = await KeyEndpoint.start();
    const options = pool.optionsAt(endpoint.jwksUri);
    const app = await GuardedApp.start(createAdapter, options, log, { providers: filters });
    try {
      const response = await app.send(bearer(pool.token()));

      expect([response.status, response.body]).toEqual([503, 'own page']);
      expect(headerValues(response, 'retry-after')).toEqual(['1']);
      expect(headerValues(response, 'www-authenticate')).toEqual([]);
    } finally {
      await app.close();
      await endpoint.close();
    }

    expect(seen).toEqual([
      {
        status: 503,
        isUnauthorized: false,
        cause: expect.objectContaining({ code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE' }),
      },
    ]);
  });
});
