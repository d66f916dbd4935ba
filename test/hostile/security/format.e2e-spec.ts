import crypto from 'node:crypto';
import { bearerToken, queryToken, SIGNING_KEYS } from 'nestjs-cognito-auth';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { type Part, respellings, segment } from '../../support/forge.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import type { RawRequest } from '../../support/raw-http.js';
import {
  acceptanceOf,
  GROUP_REQUIRED,
  invalidToken,
  NO_TOKEN,
  refusalOf,
} from './support/refusal-of.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');

const pool = RawUserPool.create();
const log = new CapturedLog();

/** The query carries any byte at all, and past the parser of the Authorization header. */
const inQuery = (token: string): RawRequest => ({
  path: `/probe?access_token=${encodeURIComponent(token)}`,
});

const BOM = '\ufeff';
const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');

const notThreeSegments: readonly (readonly [
  string,
  (segments: readonly string[]) => readonly string[],
])[] = [
  ['one segment', ([header = '']) => [header]],
  ['two segments', ([header = '', payload = '']) => [header, payload]],
  ['four segments', (segments) => [...segments, 'AAAA']],
  ['five segments', (segments) => [...segments, 'AAAA', 'AAAA']],
  ['five segments, as a JWE', ([header = '']) => [header, 'AAAA', 'AAAA', 'AAAA', 'AAAA']],
  ['an empty segment at its end', (segments) => [...segments, '']],
  ['an empty segment at its beginning', (segments) => ['', ...segments]],
  ['an empty header', ([, payload = '', signature = '']) => ['', payload, signature]],
  ['an empty payload', ([header = '', , signature = '']) => [header, '', signature]],
  ['an empty signature', ([header = '', payload = '']) => [header, payload, '']],
  ['nothing but dots', () => ['', '', '']],
];

const notBase64url = [
  '=',
  '==',
  '+',
  '/',
  ' ',
  '\r\n',
  '\n',
  '\0',
  '\t',
  '%',
  '~',
  'é',
  'ａ',
  '\u2028',
];

/** Tokens with a text in each of the places where it can be; those before the signature are signed. */
function tokensWith(text: string): readonly string[] {
  const [header = '', payload = ''] = pool.token().split('.');
  return [
    pool.seal(header + text, payload),
    pool.seal(header, payload + text),
    pool.seal(header, payload) + text,
    text + pool.seal(header, payload),
    pool.seal(header.slice(0, 8) + text + header.slice(8), payload),
    pool.seal(header, payload.slice(0, 8) + text + payload.slice(8)),
  ];
}

/** What is no JSON object in UTF-8, made of a text that is one. */
const notAnObject: readonly (readonly [string, (good: string) => Part])[] = [
  ['an array', (good) => `[${good}]`],
  ['an empty array', () => '[]'],
  ['a string', (good) => JSON.stringify(good)],
  ['a number', () => '1234567'],
  ['true', () => 'true'],
  ['null', () => 'null'],
  ['text that is no JSON', () => 'this is not json'],
  ['a byte order mark before it', (good) => BOM + good],
  ['UTF-16', utf16],
  ['UTF-16 with a byte order mark', (good) => utf16(BOM + good)],
  ['text after it', (good) => `${good}trailing`],
  ['another object after it', (good) => good + good],
  ['NUL after it', (good) => `${good}\0`],
  ['its end missing', (good) => good.slice(0, -1)],
  ['a comma at its end', (good) => `${good.slice(0, -1)},}`],
  ['a comment in it', (good) => `/* comment */${good}`],
  ['single quotes', (good) => good.replaceAll('"', "'")],
];

/** RFC 3629 §3 and §10: bytes that are no UTF-8, put into the value of a member. */
const notUtf8: readonly (readonly [string, readonly number[]])[] = [
  ['a lone continuation byte', [0x80]],
  ['a sequence cut short', [0xc3]],
  ['an overlong quote', [0xc0, 0xa2]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['a byte that never occurs', [0xff]],
  ['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
];

/** The JSON of an object with one member more, whose value is these bytes. */
function withBytes(object: object, bytes: readonly number[]): Uint8Array {
  const text = JSON.stringify({ ...object, extra: '@' });
  const [before = '', after = ''] = text.split('@');
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

/** The JSON of an object with members written before or after its own, the same names included. */
const written = (before: string, object: object, after = ''): string =>
  `{${[before, JSON.stringify(object).slice(1, -1), after].filter((part) => part !== '').join(',')}}`;

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe.each(platforms)('a token on %s', (_name, createAdapter) => {
  let app: GuardedApp;
  /** Takes tokens of the greatest length that can be configured. */
  let roomyApp: GuardedApp;

  beforeAll(async () => {
    const tokenSources = [bearerToken(), queryToken('access_token')];
    app = await GuardedApp.start(createAdapter, { ...pool.options, tokenSources }, log);
    roomyApp = await GuardedApp.start(
      createAdapter,
      { ...pool.options, tokenSources, maxTokenLength: 16_384 },
      log,
    );
  });

  afterAll(() => Promise.all([app.close(), roomyApp.close()]));

  /** The same refusal, wherever the token stands. */
  const refusalOfToken = async (token: string) => {
    const refusal = await refusalOf(app, inQuery(token));
    // What cannot be in a header, or would be trimmed, is sent in the query alone.
    if (/^[\x21-\x7e]+$/.test(token)) expect(await refusalOf(app, bearer(token))).toEqual(refusal);
    return refusal;
  };

  it('is accepted in each form that the others here are made of', async () => {
    await acceptanceOf(app, bearer(pool.token()));
    await acceptanceOf(app, inQuery(pool.token()));
    await acceptanceOf(
      app,
      bearer(pool.token({ payload: withBytes(pool.claims(), [0xc3, 0xa9]) })),
    );
    await acceptanceOf(app, bearer(pool.token({ header: written('', pool.header(), '"a":1') })));
  });

  it.each(notThreeSegments)('is refused with %s', async (_case, cut) => {
    expect(await refusalOfToken(cut(pool.token().split('.')).join('.'))).toEqual(MALFORMED);
  });

  it('counts as none where it is empty', async () => {
    expect(await refusalOf(app, inQuery(''))).toEqual(NO_TOKEN);
  });

  it.each(['flattened', 'general'])('is refused in %s JSON serialization', async (form) => {
    const [header, payload, signature] = pool.token().split('.');
    const signed = { protected: header, signature };
    const jws = form === 'general' ? { payload, signatures: [signed] } : { payload, ...signed };

    expect(await refusalOfToken(JSON.stringify(jws))).toEqual(MALFORMED);
  });

  it.each(notBase64url)('is refused with %j in a segment', async (text) => {
    // From now on the header is known, and is not looked at again.
    await acceptanceOf(app, bearer(pool.token()));

    for (const token of tokensWith(text)) {
      expect(await refusalOfToken(token)).toEqual(MALFORMED);
    }
  });

  it.each([1, 2, 3])(
    'is refused with padding of a segment with %d bytes left over',
    async (extra) => {
      const header = segment(JSON.stringify(pool.header()) + ' '.repeat(extra));
      const [, payload = ''] = pool.token().split('.');
      const padding = '='.repeat((4 - (header.length % 4)) % 4);

      expect(await refusalOfToken(pool.seal(`${header}${padding || '===='}`, payload))).toEqual(
        MALFORMED,
      );
      await acceptanceOf(app, bearer(pool.seal(header, payload)));
    },
  );

  it('is refused with each of the 15 other spellings of a signature', async () => {
    const token = pool.token();
    const spellings = respellings(token.slice(token.lastIndexOf('.') + 1));

    expect(spellings).toHaveLength(15);
    for (const signature of spellings) {
      const respelled = token.slice(0, token.lastIndexOf('.') + 1) + signature;
      expect(await refusalOfToken(respelled)).toEqual(MALFORMED);
    }
    await acceptanceOf(app, bearer(token));
  });

  /** The other spellings are signed as they stand, so nothing but their form is wrong. */
  it.each([
    ['header', 1, 15],
    ['header', 2, 3],
    ['payload', 1, 15],
    ['payload', 2, 3],
  ])(
    'is refused with the other spellings of a %s with %d bytes left over',
    async (part, rest, count) => {
      const good = JSON.stringify(part === 'header' ? pool.header() : pool.claims());
      const spaces = ' '.repeat((3 + rest - (Buffer.byteLength(good) % 3)) % 3);
      const text = segment(good + spaces);
      const seal = (spelling: string): string =>
        part === 'header'
          ? pool.seal(spelling, segment(pool.claims()))
          : pool.seal(segment(pool.header()), spelling);

      expect(respellings(text)).toHaveLength(count);
      for (const spelling of respellings(text)) {
        expect(await refusalOfToken(seal(spelling))).toEqual(MALFORMED);
      }
      await acceptanceOf(app, bearer(seal(text)));
    },
  );

  it('is refused with a segment whose last character holds no whole byte', async () => {
    const [header = '', payload = '', signature = ''] = pool.token().split('.');
    const cut = (text: string): string => text.slice(0, text.length - (text.length % 4)) + 'A';

    expect(await refusalOfToken(pool.seal(cut(header), payload))).toEqual(MALFORMED);
    expect(await refusalOfToken(pool.seal(header, cut(payload)))).toEqual(MALFORMED);
    expect(await refusalOfToken(`${header}.${payload}.${cut(signature)}`)).toEqual(MALFORMED);
  });

  it.each(notAnObject)('is refused with a header that is %s', async (_case, spoil) => {
    const header = spoil(JSON.stringify(pool.header()));

    expect(await refusalOfToken(pool.token({ header }))).toEqual(MALFORMED);
  });

  it.each(notUtf8)('is refused with a header that has %s', async (_case, bytes) => {
    const header = withBytes(pool.header(), bytes);

    expect(await refusalOfToken(pool.token({ header }))).toEqual(MALFORMED);
  });

  // Cognito writes no typ, others do, and jsonwebtoken parses the payload in another place with it.
  describe.each([
    ['without typ', {}],
    ['with typ', { typ: 'JWT' }],
  ])('under a header %s', (_header, type) => {
    it.each(notAnObject)('is refused with a payload that is %s', async (_case, spoil) => {
      const header = pool.header(type);
      const payload = spoil(JSON.stringify(pool.claims()));

      expect(await refusalOfToken(pool.token({ header, payload }))).toEqual(MALFORMED);
    });

    it.each(notAnObject)('is refused with an unsigned payload that is %s', async (_case, spoil) => {
      const header = pool.header(type);
      const payload = spoil(JSON.stringify(pool.claims()));
      const token = pool.token({ header, payload, sign: () => Buffer.alloc(256, 7) });

      const { status, challenge } = await refusalOfToken(token);

      expect([status, challenge]).toEqual([401, 'invalid_token']);
    });

    it.each(notUtf8)('is refused with a payload that has %s', async (_case, bytes) => {
      const header = pool.header(type);
      const payload = withBytes(pool.claims(), bytes);

      expect(await refusalOfToken(pool.token({ header, payload }))).toEqual(MALFORMED);
    });
  });

  // A throw while a promise settles reaches nobody: no answer, and a rejection that nobody handles.
  it.each(['null', '[]', '"text"', 'no json'])(
    'is refused with a payload that is %s, even where the key comes later',
    async (payload) => {
      const keys = {
        issuerOf: () => pool.issuer,
        resolve: () => Promise.resolve(pool.publicKey),
        states: () => [],
      };
      const slowApp = await GuardedApp.start(createAdapter, pool.options, log, {
        prepare: (builder) => builder.overrideProvider(SIGNING_KEYS).useValue(keys),
      });
      try {
        for (const type of [{}, { typ: 'JWT' }]) {
          const token = pool.token({ header: pool.header(type), payload });
          expect(await refusalOf(slowApp, bearer(token))).toEqual(MALFORMED);
        }
        await acceptanceOf(slowApp, bearer(pool.token()));
      } finally {
        await slowApp.close();
      }
    },
  );

  // RFC 7515 §4 and RFC 7519 §4 leave it to the parser; with one verdict for all parsers it does no harm.
  it.each<[string, (header: object) => string, string | undefined]>([
    ['alg none, then RS256', (h) => written('"alg":"none"', h), undefined],
    [
      'alg RS256, then none',
      (h) => written('', h, '"alg":"none"'),
      'ERR_COGNITO_ALGORITHM_REFUSED',
    ],
    [
      'alg RS256, then HS256 with an escape in its name',
      (h) => written('', h, String.raw`"\u0061lg":"HS256"`),
      'ERR_COGNITO_ALGORITHM_REFUSED',
    ],
    ['an unknown kid, then ours', (h) => written('"kid":"unknown-kid"', h), undefined],
    [
      'our kid, then an unknown one',
      (h) => written('', h, '"kid":"unknown-kid"'),
      'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
    ],
    [
      'typ JWT, then another',
      (h) => written('"typ":"JWT"', h, '"typ":"dpop+jwt"'),
      'ERR_COGNITO_TOKEN_MALFORMED',
    ],
  ])('is decided by the last of two members in a header with %s', async (_case, write, code) => {
    const token = pool.token({ header: write(pool.header()) });

    if (code === undefined) await acceptanceOf(app, bearer(token));
    else expect(await refusalOfToken(token)).toEqual(invalidToken(code));
  });

  it.each<[string, (claims: object) => string, string | undefined]>([
    ['another sub, then this one', (c) => written('"sub":"sub-of-eve"', c), undefined],
    ['another issuer, then ours', (c) => written('"iss":"https://evil.example"', c), undefined],
    [
      'our issuer, then another',
      (c) => written('', c, '"iss":"https://evil.example"'),
      'ERR_COGNITO_ISSUER_UNKNOWN',
    ],
    ['a passed expiry, then this one', (c) => written('"exp":1', c), undefined],
    [
      'this expiry, then a passed one',
      (c) => written('', c, '"exp":1'),
      'ERR_COGNITO_TOKEN_EXPIRED',
    ],
    [
      'use access, then id',
      (c) => written('', c, String.raw`"token\u005fuse":"id"`),
      'ERR_COGNITO_TOKEN_USE_REFUSED',
    ],
  ])('is decided by the last of two members in a payload with %s', async (_case, write, code) => {
    const token = pool.token({ payload: write(pool.claims({ sub: 'sub-of-alice' })) });

    if (code !== undefined) {
      expect(await refusalOfToken(token)).toEqual(invalidToken(code));
      return;
    }
    const { body } = await acceptanceOf(app, bearer(token));
    expect(JSON.parse(body)).toEqual({ sub: 'sub-of-alice' });
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'is refused with claims that are only in %s',
    async (member) => {
      const payload = `{"${member}":${JSON.stringify(pool.claims())}}`;

      expect(await refusalOfToken(pool.token({ payload }))).toEqual(
        invalidToken('ERR_COGNITO_ISSUER_UNKNOWN'),
      );
    },
  );

  it.each(['sub', 'token_use', 'client_id', 'exp', 'iat'])(
    'is refused with the claim %s only in __proto__',
    async (claim) => {
      const good = pool.claims();
      const proto = `"__proto__":${JSON.stringify({ [claim]: good[claim] })}`;
      const payload = written(proto, { ...good, [claim]: undefined });

      expect(await refusalOfToken(pool.token({ payload }))).toEqual(
        invalidToken('ERR_COGNITO_CLAIM_MALFORMED'),
      );
    },
  );

  it.each(['alg', 'kid'])('is refused with %s only in __proto__ of a header', async (member) => {
    const good = pool.header();
    const proto = `"__proto__":${JSON.stringify({ [member]: good[member] })}`;
    const header = written(proto, { ...good, [member]: undefined });
    const code = member === 'alg' ? 'ERR_COGNITO_ALGORITHM_REFUSED' : MALFORMED.code;

    expect(await refusalOfToken(pool.token({ header }))).toEqual(invalidToken(code));
  });

  it('changes no prototype by members of such names in a good token', async () => {
    const groups = JSON.stringify({ 'cognito:groups': ['required-group-name'], polluted: true });
    const members = `"__proto__":${groups},"constructor":{"prototype":${groups}}`;
    const payload = written(members, pool.claims());
    const token = pool.token({ header: written(members, pool.header()), payload });

    await acceptanceOf(app, bearer(token));
    const user = app.callers.at(-1);
    expect(Object.getPrototypeOf(user?.claims)).toBe(Object.prototype);
    expect(user?.claims['polluted']).toBeUndefined();
    expect(user?.groups).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await refusalOf(app, { ...bearer(token), path: '/group' })).toEqual(GROUP_REQUIRED);
  });

  it('is refused without a look at the signature where the token is too long', async () => {
    const verified = await signaturesChecked(() => acceptanceOf(app, bearer(pool.token())));
    const long = pool.token({ payload: pool.claims({ padding: 'x'.repeat(6000) }) });

    expect(verified).toBe(1);
    expect(long.length).toBeGreaterThan(8192);
    expect(
      await signaturesChecked(async () => {
        expect(await refusalOf(app, bearer(long))).toEqual(MALFORMED);
      }),
    ).toBe(0);
    await acceptanceOf(roomyApp, bearer(long));
  });

  it('is refused without decoding where the token is too long', async () => {
    const header = segment(pool.header({ padding: 'x'.repeat(7000) }));
    const long = bearer(`${header}.${segment(pool.claims())}.AAAA`);
    expect(await refusalOf(app, long)).toEqual(MALFORMED);
    const decoded: unknown[] = [];
    const parse = JSON.parse;
    JSON.parse = (text: string) => {
      const value: unknown = parse(text);
      if ((value as { alg?: unknown } | null)?.alg !== undefined) decoded.push(value);
      return value;
    };
    try {
      await app.send(bearer(pool.token()));
      expect(decoded).not.toEqual([]);
      decoded.length = 0;
      await app.send(long);
    } finally {
      JSON.parse = parse;
    }

    expect(decoded).toEqual([]);
  });

  // A reviver overflows the stack from some 3 000 levels on, JSON.stringify from some 5 000.
  it.each([100, 3000, 5000])('may have a signed payload of %d levels', async (depth) => {
    const payload = written(`"deep":${nested(depth)}`, pool.claims());

    await acceptanceOf(roomyApp, bearer(pool.token({ payload })));
    const deep = roomyApp.callers.at(-1)?.claims['deep'];
    expect(Array.isArray(deep) && Object.isFrozen(deep)).toBe(true);
  });

  it.each([100, 3000, 5000])('is refused with an unsigned payload of %d levels', async (depth) => {
    for (const header of [pool.header(), pool.header({ typ: 'JWT' })]) {
      const payload = written(`"deep":${nested(depth)}`, pool.claims());
      const token = pool.token({ header, payload, sign: () => Buffer.alloc(256, 7) });

      expect(await refusalOf(roomyApp, bearer(token))).toEqual(
        invalidToken('ERR_COGNITO_SIGNATURE_INVALID'),
      );
    }
  });

  it.each(['alg', 'kid', 'typ', 'crit', 'extra'])(
    'is refused with an unsigned header whose %s has 5000 levels',
    async (member) => {
      const header = written('', pool.header(), `"${member}":${nested(5000)}`);
      const token = pool.token({ header, sign: () => Buffer.alloc(256, 7) });

      const { status, challenge } = await refusalOf(roomyApp, bearer(token));

      expect([status, challenge]).toEqual([401, 'invalid_token']);
    },
  );

  it('is refused with 5000 levels in a claim that must be a text or a number', async () => {
    for (const claim of ['iss', 'sub', 'exp', 'iat', 'nbf', 'token_use', 'client_id', 'aud']) {
      const payload = written('', pool.claims(), `"${claim}":${nested(5000)}`);

      const { status, challenge } = await refusalOf(roomyApp, bearer(pool.token({ payload })));

      expect([status, challenge]).toEqual([401, 'invalid_token']);
    }
  });

  it('may have 1500 members in header and payload only where the token may be so long', async () => {
    const names = Array.from({ length: 1500 }, (_value, index) => index.toString(36));
    const members = names.map((name) => `"${name}":0`).join();
    const inHeader = pool.token({ header: written('', pool.header(), members) });
    const inPayload = pool.token({ payload: written('', pool.claims(), members) });

    for (const token of [inHeader, inPayload]) {
      expect(await refusalOf(app, bearer(token))).toEqual(MALFORMED);
      await acceptanceOf(roomyApp, bearer(token));
    }
  });
});

// Until keys are there, the issuer is read from the payload to know whose keys to ask for.
describe.each(platforms)('a token that comes before the keys, on %s,', (_name, createAdapter) => {
  let endpoint: KeyEndpoint;
  let app: GuardedApp;

  beforeAll(async () => {
    endpoint = await KeyEndpoint.start(json(pool.jwks));
    const tokenSources = [bearerToken(), queryToken('access_token')];
    const options = { ...pool.optionsAt(endpoint.jwksUri), tokenSources };
    app = await GuardedApp.start(createAdapter, options, log);
  });

  afterAll(async () => {
    await app.close();
    await endpoint.close();
  });

  // jsonwebtoken would refuse these as well, but only once it has a key.
  it.each(notThreeSegments)('asks for no keys with %s', async (_case, cut) => {
    const token = cut(pool.token().split('.')).join('.');

    expect(await refusalOf(app, bearer(token))).toEqual(MALFORMED);
    expect(endpoint.hits).toBe(0);
  });

  it.each(notBase64url)('asks for no keys with %j in a segment', async (text) => {
    for (const token of tokensWith(text)) {
      expect(await refusalOf(app, inQuery(token))).toEqual(MALFORMED);
    }
    expect(endpoint.hits).toBe(0);
  });

  it.each(notAnObject)('asks for no keys with a header that is %s', async (_case, spoil) => {
    const header = spoil(JSON.stringify(pool.header()));

    expect(await refusalOf(app, bearer(pool.token({ header })))).toEqual(MALFORMED);
    expect(endpoint.hits).toBe(0);
  });

  it.each(notAnObject)('asks for no keys with a payload that is %s', async (_case, spoil) => {
    const payload = spoil(JSON.stringify(pool.claims()));

    expect(await refusalOf(app, bearer(pool.token({ payload })))).toEqual(MALFORMED);
    expect(endpoint.hits).toBe(0);
  });

  it.each(notUtf8)('asks for no keys with a payload that has %s', async (_case, bytes) => {
    const payload = withBytes(pool.claims(), bytes);

    expect(await refusalOf(app, bearer(pool.token({ payload })))).toEqual(MALFORMED);
    expect(endpoint.hits).toBe(0);
  });

  it('asks for no keys with an issuer only in __proto__', async () => {
    const payload = `{"__proto__":${JSON.stringify(pool.claims())}}`;

    expect(await refusalOf(app, bearer(pool.token({ payload })))).toEqual(
      invalidToken('ERR_COGNITO_ISSUER_UNKNOWN'),
    );
    expect(endpoint.hits).toBe(0);
  });

  it('asks for keys with a good token', async () => {
    await acceptanceOf(app, bearer(pool.token()));

    expect(endpoint.hits).toBe(1);
  });
});

/** How many signatures are checked while something runs: jsonwebtoken does it with `createVerify`. */
async function signaturesChecked(act: () => Promise<unknown>): Promise<number> {
  const original = crypto.createVerify;
  let count = 0;
  const counting: typeof crypto.createVerify = (...given) => {
    count += 1;
    return original(...given);
  };
  Reflect.set(crypto, 'createVerify', counting);
  try {
    await act();
  } finally {
    Reflect.set(crypto, 'createVerify', original);
  }
  return count;
}
