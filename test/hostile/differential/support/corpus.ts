import { respellings, segment } from '../../../support/forge.js';
import { hmac, RawUserPool } from '../../../support/raw-user-pool.js';

export const USER_POOL_ID = 'eu-west-1_AbCdEf123';
export const CLIENT_ID = '55plsi2cl0o267lfusmgaf67pf';
export const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${USER_POOL_ID}`;
export const UPDATED_ISSUER = `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${USER_POOL_ID}`;

/** The time that all verifiers are told. */
export const NOW_SECONDS = 1_900_000_000;

const KID = 'kJ2tHcm8dOiN0Yv5mYb7cGZ1aX3wQ9pL4rT6uE8sF0g=';
const ID_TOKEN_KID = 'oP5qWn1zXb3cVf7gHj9kLm2tRy4uIe6sDa8wQ0pZxCv=';

/** The keys that the pool publishes: Cognito signs access tokens with one and ID tokens with another. */
const key = RawUserPool.create({ userPoolId: USER_POOL_ID, kid: KID });
const idTokenKey = RawUserPool.create({ userPoolId: USER_POOL_ID, kid: ID_TOKEN_KID });
/** A key that nobody publishes. */
const attacker = RawUserPool.create({ userPoolId: USER_POOL_ID, kid: 'attacker' });

export const PUBLISHED_KEYS = { keys: [key.jwk, idTokenKey.jwk] } as const;

/** A token and what it is a case of. */
export interface TokenCase {
  /** What is special about tokens like it. */
  readonly group: string;
  readonly name: string;
  readonly token: string;
}

type Json = Readonly<Record<string, unknown>>;

const header: Json = { kid: KID, alg: 'RS256' };
const claims: Json = {
  sub: '4f2b8c1e-9a5d-4c3f-8b7e-2d1a6c9e0f35',
  'cognito:groups': ['admin'],
  iss: ISSUER,
  version: 2,
  client_id: CLIENT_ID,
  origin_jti: 'b7c0d9e8-1f2a-4b3c-9d5e-6f7a8b9c0d1e',
  event_id: 'a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d',
  token_use: 'access',
  scope: 'aws.cognito.signin.user.admin',
  auth_time: NOW_SECONDS - 60,
  exp: NOW_SECONDS + 3540,
  iat: NOW_SECONDS - 60,
  jti: '0f9e8d7c-6b5a-4948-8776-655443322110',
  username: 'alice',
};
const idClaims: Json = {
  ...without(without(claims, 'client_id'), 'username'),
  token_use: 'id',
  aud: CLIENT_ID,
  'cognito:username': 'alice',
};

function without(members: Json, name: string): Json {
  return Object.fromEntries(Object.entries(members).filter(([member]) => member !== name));
}

const json = (value: unknown): string => JSON.stringify(value);
const good = key.token({ header, payload: claims });
const [GOOD_HEADER = '', GOOD_PAYLOAD = '', GOOD_SIGNATURE = ''] = good.split('.');

const withHeader = (changes: Json): string =>
  key.token({ header: { ...header, ...changes }, payload: claims });
const withClaims = (changes: Json): string =>
  key.token({ header, payload: { ...claims, ...changes } });
/** Puts text for a member where JSON.stringify could not write it. */
const withRawClaim = (name: string, text: string): string =>
  key.token({ header, payload: `${json(without(claims, name)).slice(0, -1)},"${name}":${text}}` });

type Named = readonly (readonly [name: string, token: string])[];

const goodTokens: Named = [
  ['an access token of a user', good],
  [
    'an access token of a client',
    withClaims({ sub: CLIENT_ID, username: undefined, scope: 'default/read' }),
  ],
  ['an access token with the updated issuer', withClaims({ iss: UPDATED_ISSUER })],
  [
    'an access token signed with the other published key',
    idTokenKey.token({ header: { ...header, kid: ID_TOKEN_KID }, payload: claims }),
  ],
  [
    'further claims of all kinds',
    withClaims({ a: null, b: [1, 'x', { c: true }], d: { e: 1e21 } }),
  ],
  [
    'claims in another order',
    key.token({ header, payload: Object.fromEntries(Object.entries(claims).toReversed()) }),
  ],
  [
    'claims that are not ASCII',
    withClaims({ username: 'Zoë 日本 🙂', 'custom:ä': '\u0000\u2028' }),
  ],
  [
    'escapes in the names of claims',
    key.token({ header, payload: json(claims).replace('"sub"', String.raw`"\u0073ub"`) }),
  ],
  [
    'blanks between the members',
    key.token({
      header: JSON.stringify(header, null, 2),
      payload: JSON.stringify(claims, null, '\t'),
    }),
  ],
  [
    'blanks around header and payload',
    key.token({ header: ` ${json(header)}\r\n`, payload: `\n${json(claims)} ` }),
  ],
  ['claims nested 500 deep', withRawClaim('deep', '['.repeat(500) + ']'.repeat(500))],
  ['a header with members of its own', withHeader({ extra: 'x', 'cognito:x': [1] })],
  ['a long user name', withClaims({ username: 'x'.repeat(2000) })],
  ['a claim named __proto__', withRawClaim('__proto__', '{"admin":true}')],
  ['a claim named constructor', withClaims({ constructor: { prototype: {} } })],
  ['an expiry with a fraction', withClaims({ exp: NOW_SECONDS + 0.5 })],
  ['an expiry as 1.9e9 and more', withRawClaim('exp', '1.9000036e9')],
  ['an expiry at the next second', withClaims({ exp: NOW_SECONDS + 1 })],
  ['an expiry in the year 9999', withClaims({ exp: 253_402_300_799 })],
  ['nbf in the past', withClaims({ nbf: NOW_SECONDS - 60 })],
  ['nbf at this second', withClaims({ nbf: NOW_SECONDS })],
  ['iat 60 seconds ahead', withClaims({ iat: NOW_SECONDS + 60 })],
  ['iat long ago', withClaims({ iat: 1 })],
  ['no auth_time', key.token({ header, payload: without(claims, 'auth_time') })],
  ['no jti', key.token({ header, payload: without(claims, 'jti') })],
  ['no scope', key.token({ header, payload: without(claims, 'scope') })],
  ['no groups', key.token({ header, payload: without(claims, 'cognito:groups') })],
  ['typ JWT', withHeader({ typ: 'JWT' })],
  ['typ jwt', withHeader({ typ: 'jwt' })],
  ['typ Jwt', withHeader({ typ: 'Jwt' })],
  ['jku, and the right key', withHeader({ jku: 'https://attacker.example/jwks.json' })],
  ['x5t, and the right key', withHeader({ x5t: 'AAAA' })],
];

const otherAlgorithms = [
  'none',
  'None',
  'NONE',
  'nOnE',
  '',
  'rs256',
  'RS256 ',
  ' RS256',
  'RS384',
  'RS512',
  'PS256',
  'HS256',
  'ES256',
  'EdDSA',
  'RS256\0',
  null,
  0,
  true,
  ['RS256'],
  { RS256: 1 },
] as const;

const publicKeyTexts = {
  PEM: key.publicKey.export({ format: 'pem', type: 'spki' }),
  'PEM without its last newline': key.publicKey
    .export({ format: 'pem', type: 'spki' })
    .toString()
    .trimEnd(),
  'PKCS#1 PEM': key.publicKey.export({ format: 'pem', type: 'pkcs1' }),
  DER: key.publicKey.export({ format: 'der', type: 'spki' }),
  'PKCS#1 DER': key.publicKey.export({ format: 'der', type: 'pkcs1' }),
  JWK: json(key.publicKey.export({ format: 'jwk' })),
  'published JWK': json(key.jwk),
  modulus: String(key.jwk.n),
  kid: KID,
  'empty text': '',
} as const;

const algorithms: Named = [
  ...otherAlgorithms.map(
    (alg) => [`alg ${json(alg)} over the signature of RS256`, withHeader({ alg })] as const,
  ),
  ['no alg', key.token({ header: without(header, 'alg'), payload: claims })],
  ...['RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map(
    (alg) =>
      [
        `${alg}, rightly signed`,
        key.token({ header: { ...header, alg }, payload: claims, sign: key.signerAs(alg) }),
      ] as const,
  ),
  ...['RS512', 'PS256'].map(
    (alg) =>
      [
        `RS256 in the header over a signature of ${alg}`,
        key.token({ header, payload: claims, sign: key.signerAs(alg) }),
      ] as const,
  ),
  ...Object.entries(publicKeyTexts).map(
    ([form, secret]) =>
      [
        `HS256 with the public key as ${form}`,
        key.token({
          header: { ...header, alg: 'HS256' },
          payload: claims,
          sign: hmac('sha256', secret),
        }),
      ] as const,
  ),
  [
    'RS256 in the header over an HMAC with the public key',
    key.token({ header, payload: claims, sign: hmac('sha256', publicKeyTexts.PEM) }),
  ],
  ...['none', 'None'].map(
    (alg) =>
      [`${alg} without a signature`, `${segment({ ...header, alg })}.${GOOD_PAYLOAD}.`] as const,
  ),
];

const headerMembers: Named = [
  ...[['exp'], ['b64'], [], 'exp', null, true, {}].map(
    (crit) => [`crit ${json(crit)}`, withHeader({ crit })] as const,
  ),
  ['crit b64 and b64 true', withHeader({ crit: ['b64'], b64: true })],
  ['crit b64 and b64 false', withHeader({ crit: ['b64'], b64: false })],
  ['crit of a member that is there', withHeader({ crit: ['extra'], extra: 1 })],
  ...[true, false, null].map((b64) => [`b64 ${json(b64)}`, withHeader({ b64 })] as const),
  ...['at+jwt', 'dpop+jwt', 'JOSE', 'application/jwt', '', 'JWT ', null, 0, ['JWT']].map(
    (typ) => [`typ ${json(typ)}`, withHeader({ typ })] as const,
  ),
  ...['JWT', 'application/json', '', null].map(
    (cty) => [`cty ${json(cty)}`, withHeader({ cty })] as const,
  ),
  ['zip DEF', withHeader({ zip: 'DEF' })],
  ...[
    null,
    0,
    true,
    [KID],
    { kid: KID },
    '',
    'unknown',
    `${KID}\0`,
    ` ${KID}`,
    `${KID} `,
    '__proto__',
    '../../../etc/passwd',
    "' OR '1'='1",
    'x'.repeat(300),
  ].map((kid) => [`kid ${json(kid).slice(0, 60)}`, withHeader({ kid })] as const),
  ['the kid in lower case', withHeader({ kid: KID.toLowerCase() })],
  ['no kid', key.token({ header: without(header, 'kid'), payload: claims })],
  ['the kid of the other published key', withHeader({ kid: ID_TOKEN_KID })],
];

const signatures: Named = [
  [
    'a signature of another key under the published kid',
    attacker.token({ header, payload: claims }),
  ],
  [
    'a key that is not published',
    attacker.token({ header: { ...header, kid: 'attacker' }, payload: claims }),
  ],
  [
    "the attacker's key as jwk",
    attacker.token({ header: { alg: 'RS256', kid: KID, jwk: attacker.jwk }, payload: claims }),
  ],
  [
    "the attacker's key as jwk, without a kid",
    attacker.token({ header: { alg: 'RS256', jwk: attacker.jwk }, payload: claims }),
  ],
  [
    "the attacker's keys at jku",
    attacker.token({
      header: { ...header, jku: 'https://127.0.0.1:9/jwks.json' },
      payload: claims,
    }),
  ],
  [
    "the attacker's key as x5c",
    attacker.token({
      header: {
        ...header,
        x5c: [attacker.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')],
      },
      payload: claims,
    }),
  ],
  [
    'another payload under the signature',
    `${GOOD_HEADER}.${segment({ ...claims, sub: 'mallory' })}.${GOOD_SIGNATURE}`,
  ],
  [
    'another header under the signature',
    `${segment({ ...header, extra: 1 })}.${GOOD_PAYLOAD}.${GOOD_SIGNATURE}`,
  ],
  [
    'the signature of another token',
    `${GOOD_HEADER}.${GOOD_PAYLOAD}.${withClaims({ jti: 'other' }).split('.')[2]}`,
  ],
  ['no signature', `${GOOD_HEADER}.${GOOD_PAYLOAD}.`],
  ['a signature of zeros', `${GOOD_HEADER}.${GOOD_PAYLOAD}.${segment(Buffer.alloc(256))}`],
  [
    'a signature without its last byte',
    `${GOOD_HEADER}.${GOOD_PAYLOAD}.${segment(Buffer.from(GOOD_SIGNATURE, 'base64url').subarray(0, 255))}`,
  ],
  [
    'a signature with a 00 before it',
    `${GOOD_HEADER}.${GOOD_PAYLOAD}.${segment(Buffer.concat([Buffer.alloc(1), Buffer.from(GOOD_SIGNATURE, 'base64url')]))}`,
  ],
  ...[0, 1, 2].flatMap((index) =>
    [0.1, 0.5, 0.9].map(
      (place) =>
        [
          `a character changed in segment ${index + 1} at ${place}`,
          changeCharacter(index, place),
        ] as const,
    ),
  ),
];

/** Flips the highest bit of a character, so that the bytes differ whichever it is. */
function changeCharacter(index: number, place: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const segments = good.split('.');
  const text = segments[index] ?? '';
  const at = Math.floor(text.length * place);
  const changed = alphabet.charAt(alphabet.indexOf(text.charAt(at)) ^ 32);
  return segments.with(index, text.slice(0, at) + changed + text.slice(at + 1)).join('.');
}

/** Pads with blanks until the encoded text leaves spare bits in its last character: 2 for 2, 4 for 1. */
function ofLength(text: string, remainder: number): string {
  return Buffer.byteLength(text) % 3 === remainder ? text : ofLength(`${text} `, remainder);
}

/** The same bytes in a spelling whose spare bits are not zero. */
const respell = (text: string): string => respellings(text)[0] ?? '';

const spareHeader = segment(ofLength(json(header), 2));
const sparePayload = segment(ofLength(json(claims), 1));
const paddedHeader = `${spareHeader}=`;
const paddedPayload = `${sparePayload}==`;
/** Claims whose encoding has characters in which base64url and base64 differ. */
const specialPayload = segment({ ...claims, special: '>>>???~~~ÿÿÿ' });
const toBase64 = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');

const spellings: Named = [
  ['padding = after the signature', `${good}==`],
  ['padding = after the header, and signed so', key.seal(paddedHeader, GOOD_PAYLOAD)],
  ['padding == after the payload, and signed so', key.seal(GOOD_HEADER, paddedPayload)],
  [
    'padding = after the header, and not signed so',
    key.seal(spareHeader, GOOD_PAYLOAD).replace('.', '=.'),
  ],
  ['padding of three =', `${good}===`],
  [
    'padding that is not due',
    key.seal(segment(ofLength(json(header), 0)), GOOD_PAYLOAD).replace('.', '=.'),
  ],
  ['the header in another spelling, and signed so', key.seal(respell(spareHeader), GOOD_PAYLOAD)],
  ['the payload in another spelling, and signed so', key.seal(GOOD_HEADER, respell(sparePayload))],
  [
    'the signature in another spelling',
    `${GOOD_HEADER}.${GOOD_PAYLOAD}.${respell(GOOD_SIGNATURE)}`,
  ],
  ['the payload in base64, and signed so', key.seal(GOOD_HEADER, toBase64(specialPayload))],
  ['the signature in base64', `${GOOD_HEADER}.${GOOD_PAYLOAD}.${toBase64(GOOD_SIGNATURE)}`],
  [
    'one character too many in the payload, and signed so',
    key.seal(GOOD_HEADER, `${segment(ofLength(json(claims), 0))}A`),
  ],
  ['a blank before it', ` ${good}`],
  ['a blank after it', `${good} `],
  ['a newline after it', `${good}\n`],
  ['a blank in the signature', `${good.slice(0, -10)} ${good.slice(-10)}`],
  [
    'a newline in the payload',
    `${GOOD_HEADER}.${GOOD_PAYLOAD.slice(0, 8)}\n${GOOD_PAYLOAD.slice(8)}.${GOOD_SIGNATURE}`,
  ],
  ['a NUL after it', `${good}\0`],
  ['a dot after it', `${good}.`],
  ['a dot before it', `.${good}`],
  ['two segments', `${GOOD_HEADER}.${GOOD_PAYLOAD}`],
  ['four segments', `${good}.AAAA`],
  ['five segments', `${good}.AAAA.AAAA`],
  ['two dots', '..'],
  ['nothing', ''],
  [
    'the general JSON serialization',
    json({
      payload: GOOD_PAYLOAD,
      signatures: [{ protected: GOOD_HEADER, signature: GOOD_SIGNATURE }],
    }),
  ],
  [
    'the flattened JSON serialization',
    json({ protected: GOOD_HEADER, payload: GOOD_PAYLOAD, signature: GOOD_SIGNATURE }),
  ],
  ['Bearer before it', `Bearer ${good}`],
  ['a token of 9000 characters', withClaims({ username: 'x'.repeat(6000) })],
];

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const BOM = '\ufeff';
/** A byte that UTF-8 never has, in a claim that nobody reads. */
const notUtf8 = Buffer.concat([
  Buffer.from(`${json(claims).slice(0, -1)},"note":"`),
  Buffer.of(0xff),
  Buffer.from('"}'),
]);
const notUtf8Header = Buffer.concat([
  Buffer.from(`${json(header).slice(0, -1)},"note":"`),
  Buffer.of(0xff),
  Buffer.from('"}'),
]);

const documents: Named = [
  ...['null', '[]', '"text"', '1', 'true', '{', '', json([claims]), json(json(claims))].flatMap(
    (text) => [
      [`the payload ${text.slice(0, 12)}`, key.token({ header, payload: text })] as const,
      // With typ JWT, libraries parse the payload at another place.
      [
        `the payload ${text.slice(0, 12)} under typ JWT`,
        key.token({ header: { ...header, typ: 'JWT' }, payload: text }),
      ] as const,
      [`the header ${text.slice(0, 12)}`, key.token({ header: text, payload: claims })] as const,
    ],
  ),
  ['text after the payload', key.token({ header, payload: `${json(claims)} x` })],
  ['two objects as payload', key.token({ header, payload: json(claims) + json(claims) })],
  ['text after the header', key.token({ header: `${json(header)} x`, payload: claims })],
  ['a comment in the payload', key.token({ header, payload: json(claims).replace('{', '{/**/') })],
  [
    'single quotes in the payload',
    key.token({ header, payload: json(claims).replaceAll('"', "'") }),
  ],
  [
    'a trailing comma in the payload',
    key.token({ header, payload: json(claims).replace('}', ',}') }),
  ],
  ['a BOM before the payload', key.token({ header, payload: BOM + json(claims) })],
  [
    'a BOM before the payload, under typ JWT',
    key.token({ header: { ...header, typ: 'JWT' }, payload: BOM + json(claims) }),
  ],
  ['a BOM before the header', key.token({ header: BOM + json(header), payload: claims })],
  ['the payload in UTF-16', key.token({ header, payload: utf16(json(claims)) })],
  ['the header in UTF-16', key.token({ header: utf16(json(header)), payload: claims })],
  ['a payload that is not UTF-8', key.token({ header, payload: notUtf8 })],
  [
    'a payload that is not UTF-8, under typ JWT',
    key.token({ header: { ...header, typ: 'JWT' }, payload: notUtf8 }),
  ],
  ['a header that is not UTF-8', key.token({ header: notUtf8Header, payload: claims })],
  [
    'an overlong encoding in the payload',
    key.token({
      header,
      payload: Buffer.concat([
        Buffer.from(`${json(claims).slice(0, -1)},"note":"`),
        Buffer.of(0xc0, 0xaf),
        Buffer.from('"}'),
      ]),
    }),
  ],
  [
    'a lone surrogate in the payload, escaped',
    key.token({ header, payload: `${json(claims).slice(0, -1)},"note":"\\ud800"}` }),
  ],
  ...(['alg', 'kid'] as const).flatMap((name) => [
    [
      `${name} twice, the right one last`,
      key.token({ header: json(header).replace('{', `{"${name}":"none",`), payload: claims }),
    ] as const,
    [
      `${name} twice, the right one first`,
      key.token({ header: `${json(header).slice(0, -1)},"${name}":"none"}`, payload: claims }),
    ] as const,
  ]),
  ...(['iss', 'client_id', 'token_use'] as const).flatMap((name) => [
    [
      `${name} twice, the right one last`,
      key.token({ header, payload: json(claims).replace('{', `{"${name}":"other",`) }),
    ] as const,
    [
      `${name} twice, the right one first`,
      key.token({ header, payload: `${json(claims).slice(0, -1)},"${name}":"other"}` }),
    ] as const,
  ]),
  [
    'exp twice, the right one last',
    key.token({ header, payload: json(claims).replace('{', '{"exp":1,') }),
  ],
  [
    'exp twice, the right one first',
    key.token({ header, payload: `${json(claims).slice(0, -1)},"exp":1}` }),
  ],
  ['all claims under __proto__', key.token({ header, payload: `{"__proto__":${json(claims)}}` })],
  [
    'all of the header under __proto__',
    key.token({ header: `{"__proto__":${json(header)}}`, payload: claims }),
  ],
];

const wrongTypes = [null, true, [], {}] as const;

const claimTypes: Named = [
  ...['iss', 'sub', 'exp', 'iat', 'client_id', 'token_use'].flatMap((name) => [
    [`no ${name}`, key.token({ header, payload: without(claims, name) })] as const,
    ...wrongTypes.map(
      (value) => [`${name} ${json(value)}`, withClaims({ [name]: value })] as const,
    ),
    [`${name} in a list`, withClaims({ [name]: [claims[name]] })] as const,
  ]),
  ...['iss', 'sub', 'client_id', 'token_use'].flatMap((name) => [
    [`${name} empty`, withClaims({ [name]: '' })] as const,
    [`${name} 0`, withClaims({ [name]: 0 })] as const,
  ]),
  ...['exp', 'iat', 'nbf'].flatMap((name) => [
    [`${name} as text`, withClaims({ [name]: String(NOW_SECONDS) })] as const,
    [`${name} 1e999`, withRawClaim(name, '1e999')] as const,
    [`${name} -1e999`, withRawClaim(name, '-1e999')] as const,
  ]),
  ...wrongTypes.map((value) => [`nbf ${json(value)}`, withClaims({ nbf: value })] as const),
  ...wrongTypes.map((value) => [`scope ${json(value)}`, withClaims({ scope: value })] as const),
  ...wrongTypes.map((value) => [`jti ${json(value)}`, withClaims({ jti: value })] as const),
  ...wrongTypes.map(
    (value) => [`username ${json(value)}`, withClaims({ username: value })] as const,
  ),
  ...wrongTypes.map(
    (value) => [`cognito:groups ${json(value)}`, withClaims({ 'cognito:groups': value })] as const,
  ),
];

const claimValues: Named = [
  [
    'an ID token',
    idTokenKey.token({ header: { ...header, kid: ID_TOKEN_KID }, payload: idClaims }),
  ],
  [
    'an ID token that calls itself an access token',
    withClaims({ ...idClaims, token_use: 'access', client_id: undefined }),
  ],
  ...['ACCESS', 'Access', 'access ', 'refresh', 'id'].map(
    (token_use) => [`token_use ${token_use}`, withClaims({ token_use })] as const,
  ),
  ...[
    'another-client',
    CLIENT_ID.toUpperCase(),
    `${CLIENT_ID} `,
    ` ${CLIENT_ID}`,
    CLIENT_ID.slice(0, -1),
    `${CLIENT_ID}x`,
    `${CLIENT_ID}\0`,
  ].map((client_id) => [`client_id ${json(client_id)}`, withClaims({ client_id })] as const),
  [
    'aud for client_id',
    key.token({ header, payload: { ...without(claims, 'client_id'), aud: CLIENT_ID } }),
  ],
  ['an aud that nobody asked for', withClaims({ aud: 'https://api.example' })],
  ['an aud that is the client', withClaims({ aud: CLIENT_ID })],
  ['a list of aud', withClaims({ aud: [CLIENT_ID, 'https://api.example'] })],
  ['aud null', withClaims({ aud: null })],
  ...[
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    `${ISSUER}.evil.example`,
    ` ${ISSUER}`,
    `${ISSUER} `,
    `${ISSUER}\0`,
    ISSUER.replace('https:', 'http:'),
    ISSUER.replace('eu-west-1.', 'eu-west-2.'),
    ISSUER.replace('AbCdEf123', 'AbCdEf124'),
    `https://evil.example/?${ISSUER}`,
    'https://evil.example',
  ].map((iss) => [`iss ${json(iss)}`, withClaims({ iss })] as const),
];

const times: Named = [
  ['an expiry a second ago', withClaims({ exp: NOW_SECONDS - 1 })],
  ['an expiry an hour ago', withClaims({ exp: NOW_SECONDS - 3600 })],
  ['an expiry at this second', withClaims({ exp: NOW_SECONDS })],
  ['an expiry at 0', withClaims({ exp: 0 })],
  ['an expiry before 1970', withClaims({ exp: -1 })],
  ['nbf at the next second', withClaims({ nbf: NOW_SECONDS + 1 })],
  ['nbf tomorrow', withClaims({ nbf: NOW_SECONDS + 86_400 })],
  ['iat 61 seconds ahead', withClaims({ iat: NOW_SECONDS + 61 })],
  ['iat tomorrow', withClaims({ iat: NOW_SECONDS + 86_400 })],
];

/** By what is special about them. */
const groups: Readonly<Record<string, Named>> = {
  'good tokens': goodTokens,
  algorithms,
  'members of the header': headerMembers,
  signatures,
  'spellings of a token': spellings,
  'JSON documents': documents,
  'types of claims': claimTypes,
  'values of claims': claimValues,
  times,
};

export const CORPUS: readonly TokenCase[] = Object.entries(groups).flatMap(([group, cases]) =>
  cases.map(([name, token]) => ({ group, name, token })),
);

/** Names of the tokens that a verifier of Cognito tokens has to accept. */
export const GOOD_NAMES: readonly string[] = goodTokens.map(([name]) => name);
