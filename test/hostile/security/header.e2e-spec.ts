import { KeyObject } from 'node:crypto';
import { FakeClock } from '../../support/fake-clock.js';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { segment } from '../../support/forge.js';
import { hmac, RawUserPool, type Signer } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, refusalOf } from './support/refusal-of.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');
const ALGORITHM_REFUSED = invalidToken('ERR_COGNITO_ALGORITHM_REFUSED');
const KEY_UNKNOWN = invalidToken('ERR_COGNITO_SIGNING_KEY_UNKNOWN');

const pool = RawUserPool.create();
/** The same pool by name, with a key of an attacker. */
const attacker = RawUserPool.create();
const log = new CapturedLog();

// prettier-ignore
const otherAlgorithms: readonly (readonly [string, unknown])[] = [
  'none', 'None', 'NONE', 'nOnE', '', 'rs256', 'Rs256', 'RS256 ', ' RS256', 'RS256\0',
  'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'HS256', 'HS384', 'HS512', 'RS1',
  'ES256', 'ES384', 'ES256K', 'EdDSA', 'Ed25519', 'RSA-OAEP', 'dir', '__proto__',
  null, 0, 256, true, false, [], ['RS256'], [['RS256']], {}, { alg: 'RS256' }, undefined,
].map((alg) => [JSON.stringify(alg) ?? 'absent', alg] as const);

/** Ways to turn a public key into bytes that a confused verifier may take for an HMAC secret. */
function secretsFrom(key: KeyObject): readonly (readonly [string, Uint8Array | string])[] {
  const pem = key.export({ type: 'spki', format: 'pem' }).toString();
  const pkcs1 = key.export({ type: 'pkcs1', format: 'pem' }).toString();
  const { n = '' } = key.export({ format: 'jwk' });
  return [
    ['PEM', pem],
    ['PEM without its last newline', pem.trimEnd()],
    ['PEM with CRLF', pem.replaceAll('\n', '\r\n')],
    ['PKCS#1 PEM', pkcs1],
    ['PKCS#1 PEM without its last newline', pkcs1.trimEnd()],
    ['DER', key.export({ type: 'spki', format: 'der' })],
    ['PKCS#1 DER', key.export({ type: 'pkcs1', format: 'der' })],
    ['JWK as JSON', JSON.stringify(pool.jwk)],
    ['key set as JSON', JSON.stringify(pool.jwks)],
    ['modulus', Buffer.from(n, 'base64url')],
    ['modulus as text', n],
    ['nothing', ''],
    ['kid', pool.kid],
  ];
}

const criticals: readonly unknown[] = [
  ['x-unknown'],
  [],
  ['b64'],
  ['exp'],
  ['alg'],
  [''],
  [null],
  'exp',
  '',
  null,
  false,
  {},
  0,
];

const kids: readonly (readonly [string, unknown])[] = [
  ['absent', undefined],
  ['null', null],
  ['a number', 1],
  ['zero', 0],
  ['true', true],
  ['false', false],
  ['an array', [pool.kid]],
  ['an object', { kid: pool.kid }],
  ['empty', ''],
  ['of 257 characters', 'k'.repeat(257)],
  ['ours and 250 spaces', pool.kid + ' '.repeat(250)],
];

const unknownKids: readonly (readonly [string, string])[] = [
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['a path', '../../../../../etc/passwd'],
  ['a null device', '/dev/null'],
  ['SQL', "x' UNION SELECT 'secret"],
  ['a URL', 'https://evil.example/jwks.json'],
  ['ours and NUL', `${pool.kid}\0`],
  ['ours and a space', `${pool.kid} `],
  ['ours in the other case', swapCase(pool.kid)],
  ['ours without its end', pool.kid.slice(0, -1)],
  ['ours as base64url', Buffer.from(pool.kid, 'base64').toString('base64url')],
  ['the number of the key', '0'],
  ['of 256 characters', 'k'.repeat(256)],
];

function swapCase(text: string): string {
  return Array.from(text)
    .map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    )
    .join('');
}

describe.each(platforms)('the header of a token on %s', (_name, createAdapter) => {
  const clock = new FakeClock();
  let endpoint: KeyEndpoint;
  /** Has no keys until a token makes it fetch them. */
  let coldApp: GuardedApp;
  let app: GuardedApp;

  const start = (settings: object): Promise<GuardedApp> => {
    const options = { ...pool.optionsAt(endpoint.jwksUri), ...settings };
    return GuardedApp.start(createAdapter, options, log, { prepare: clock.install });
  };

  beforeAll(async () => {
    endpoint = await KeyEndpoint.start(json(pool.jwks));
    coldApp = await start({});
    app = await GuardedApp.start(createAdapter, pool.options, log);
  });

  afterAll(async () => {
    await Promise.all([coldApp.close(), app.close()]);
    await endpoint.close();
  });

  /** The same refusal with keys and without, and without asking for any. */
  const refusalOfHeader = async (token: string) => {
    const hits = endpoint.hits;
    const refusal = await refusalOf(app, bearer(token));
    expect(await refusalOf(coldApp, bearer(token))).toEqual(refusal);
    expect(endpoint.hits).toBe(hits);
    return refusal;
  };

  describe('is refused before keys are asked for,', () => {
    it.each(otherAlgorithms)('for alg %s', async (_case, alg) => {
      const header = pool.header({ alg });

      expect(await refusalOfHeader(pool.token({ header }))).toEqual(ALGORITHM_REFUSED);
    });

    it.each(['none', 'None', 'NONE', 'nOnE', ''])(
      'for alg "%s" without a signature',
      async (alg) => {
        const unsigned = `${segment(pool.header({ alg }))}.${segment(pool.claims())}`;

        expect(await refusalOfHeader(`${unsigned}.`)).toEqual(MALFORMED);
        expect(await refusalOfHeader(unsigned)).toEqual(MALFORMED);
        expect(await refusalOfHeader(`${unsigned}.AAAA`)).toEqual(ALGORITHM_REFUSED);
      },
    );

    it.each(secretsFrom(pool.publicKey))(
      'for HS256 with the %s as the secret',
      async (_case, secret) => {
        const confused = { header: pool.header({ alg: 'HS256' }), sign: hmac('sha256', secret) };
        const undeclared = pool.token({ sign: hmac('sha256', secret) });

        expect(await refusalOfHeader(pool.token(confused))).toEqual(ALGORITHM_REFUSED);
        expect(await refusalOf(app, bearer(undeclared))).toEqual(
          invalidToken('ERR_COGNITO_SIGNATURE_INVALID'),
        );
      },
    );

    it.each<[string, Signer]>([
      ['RS384', pool.signerAs('RS384')],
      ['RS512', pool.signerAs('RS512')],
      ['PS256', pool.signerAs('PS256')],
    ])('for a valid %s signature by the right key', async (alg, sign) => {
      const declared = pool.token({ header: pool.header({ alg }), sign });
      const undeclared = pool.token({ sign });

      expect(await refusalOfHeader(declared)).toEqual(ALGORITHM_REFUSED);
      expect(await refusalOf(app, bearer(undeclared))).toEqual(
        invalidToken('ERR_COGNITO_SIGNATURE_INVALID'),
      );
    });

    it.each(criticals.map((crit) => [JSON.stringify(crit), crit]))(
      'for crit %s',
      async (_case, crit) => {
        const header = pool.header({ crit, 'x-unknown': true, b64: undefined });

        expect(await refusalOfHeader(pool.token({ header }))).toEqual(MALFORMED);
      },
    );

    it.each([false, true, null, 'false'])('for b64 %j', async (b64) => {
      expect(await refusalOfHeader(pool.token({ header: pool.header({ b64 }) }))).toEqual(
        MALFORMED,
      );
    });

    it.each<[string, object]>([
      ['an unknown extension', { crit: ['exp'], exp: 1 }],
      ['b64', { crit: ['b64'], b64: false }],
      ['b64 without crit', { b64: false }],
      ['b64 that changes nothing', { b64: true }],
      ['an empty crit', { crit: [] }],
      ['a crit that is null', { crit: null }],
      ['a crit that is no list', { crit: 'exp' }],
    ])('for %s', async (_case, members) => {
      expect(await refusalOfHeader(pool.token({ header: pool.header(members) }))).toEqual(
        MALFORMED,
      );
    });

    // RFC 7797 §3: the payload is signed and sent as it is.
    it('for b64 false, with a payload that is not encoded', async () => {
      const header = segment(pool.header({ b64: false, crit: ['b64'] }));

      expect(await refusalOfHeader(pool.seal(header, 'payload'))).toEqual(MALFORMED);
    });

    it.each(['at+jwt', 'dpop+jwt', 'application/jwt', 'JOSE', 'JWT ', '', null, 0, ['JWT'], {}])(
      'for typ %j',
      async (typ) => {
        const token = pool.token({ header: pool.header({ typ }) });

        expect(await refusalOfHeader(token)).toEqual(MALFORMED);
      },
    );

    it.each(['JWT', 'jwt', 'json', '', null])('for cty %j', async (cty) => {
      expect(await refusalOfHeader(pool.token({ header: pool.header({ cty }) }))).toEqual(
        MALFORMED,
      );
    });

    it('for a good token nested in a token', async () => {
      const header = pool.header({ cty: 'JWT' });

      expect(await refusalOfHeader(pool.token({ header, payload: pool.token() }))).toEqual(
        MALFORMED,
      );
    });

    it.each(kids)('for a kid that is %s', async (_case, kid) => {
      expect(await refusalOfHeader(pool.token({ header: pool.header({ kid }) }))).toEqual(
        MALFORMED,
      );
    });
  });

  it.each(['JWT', 'jwt', 'Jwt', undefined])('is accepted with typ %j', async (typ) => {
    const { status } = await acceptanceOf(
      app,
      bearer(pool.token({ header: pool.header({ typ }) })),
    );

    expect(status).toBe(200);
  });

  it('causes one fetch in each cooldown for unknown kids of all kinds', async () => {
    const appWithKeys = await start({ signingKeys: { prefetch: false, cooldownSeconds: 10 } });
    try {
      await acceptanceOf(appWithKeys, bearer(pool.token()));
      const before = endpoint.hits;
      for (const cooldowns of [1, 2]) {
        clock.advanceSeconds(11);
        for (const [, kid] of unknownKids) {
          const token = pool.token({ header: pool.header({ kid }) });
          expect(await refusalOf(appWithKeys, bearer(token))).toEqual(KEY_UNKNOWN);
        }
        expect(endpoint.hits - before).toBe(cooldowns);
      }
      await acceptanceOf(appWithKeys, bearer(pool.token()));
    } finally {
      await appWithKeys.close();
    }
  });

  it.each(unknownKids)('is refused with the unknown kid %s', async (_case, kid) => {
    expect(await refusalOf(app, bearer(pool.token({ header: pool.header({ kid }) })))).toEqual(
      KEY_UNKNOWN,
    );
  });

  it.each([
    ['spaces', (text: string) => text.replaceAll(/[{}:,]/g, ' $& ')],
    ['line breaks and tabs', (text: string) => text.replaceAll(/[{}:,]/g, '\r\n\t$&\n')],
    ['white space around it', (text: string) => ` \t\r\n${text}\n\n `],
    ['its members the other way round', () => JSON.stringify({ alg: 'RS256', kid: pool.kid })],
    ['escapes', (text: string) => text.replace('alg', String.raw`\u0061lg`)],
  ])('is accepted with %s', async (_case, write) => {
    const header = write(JSON.stringify(pool.header()));

    expect(header).not.toBe(JSON.stringify(pool.header()));
    const { status } = await acceptanceOf(app, bearer(pool.token({ header })));
    expect(status).toBe(200);
  });
});

describe.each(platforms)('keys that a token brings along, on %s', (_name, createAdapter) => {
  let attackerServer: KeyEndpoint;
  let endpoint: KeyEndpoint;
  let app: GuardedApp;

  const start = (): Promise<GuardedApp> =>
    GuardedApp.start(createAdapter, pool.optionsAt(endpoint.jwksUri), log);

  beforeAll(async () => {
    attackerServer = await KeyEndpoint.start(json(attacker.jwks));
    endpoint = await KeyEndpoint.start(json(pool.jwks));
    app = await start();
  });

  afterAll(async () => {
    await app.close();
    await Promise.all([attackerServer.close(), endpoint.close()]);
  });

  const references = (): readonly (readonly [string, object])[] => [
    ['jwk', { jwk: attacker.jwk }],
    ['jku', { jku: attackerServer.jwksUri }],
    ['x5u', { x5u: `${attackerServer.origin}/cert.pem` }],
    [
      'x5c',
      { x5c: [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
    ],
    ['x5t', { x5t: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA', 'x5t#S256': segment('x'.repeat(32)) }],
    ['all', { jwk: attacker.jwk, jku: attackerServer.jwksUri, x5u: attackerServer.jwksUri }],
    ['iss in the header', { iss: attackerServer.origin, jku: attackerServer.jwksUri }],
  ];

  const expectRefusedKeys = async (target: GuardedApp, members: object): Promise<void> => {
    const underKid = (kid: string): string =>
      attacker.token({ header: attacker.header({ kid, ...members }) });

    expect(await refusalOf(target, bearer(underKid(attacker.kid)))).toEqual(KEY_UNKNOWN);
    expect(await refusalOf(target, bearer(underKid(pool.kid)))).toEqual(
      invalidToken('ERR_COGNITO_SIGNATURE_INVALID'),
    );
    expect(attackerServer.hits).toBe(0);
  };

  it('are not used by an application that has no keys yet', async () => {
    for (const [, members] of references()) {
      const coldApp = await start();
      try {
        await expectRefusedKeys(coldApp, members);
      } finally {
        await coldApp.close();
      }
    }
  });

  it('are not used by an application that has its keys', async () => {
    await acceptanceOf(app, bearer(pool.token()));

    for (const [, members] of references()) await expectRefusedKeys(app, members);
  });

  it('are ignored in a token that is good without them', async () => {
    for (const [, members] of references()) {
      await acceptanceOf(app, bearer(pool.token({ header: pool.header(members) })));
    }
    expect(attackerServer.hits).toBe(0);
  });

  it('would be counted by the server of the attacker', async () => {
    const counted = await KeyEndpoint.start(json(attacker.jwks));
    try {
      const response = await fetch(counted.jwksUri);

      expect(await response.json()).toEqual(attacker.jwks);
      expect(counted.hits).toBe(1);
    } finally {
      await counted.close();
    }
  });

  it('are not fetched from the issuer that a token names', async () => {
    for (const iss of [attackerServer.origin, `${attackerServer.origin}/${pool.userPoolId}`]) {
      const token = attacker.token({ payload: attacker.claims({ iss, jwks_uri: iss, jku: iss }) });

      expect(await refusalOf(app, bearer(token))).toEqual(
        invalidToken('ERR_COGNITO_ISSUER_UNKNOWN'),
      );
    }
    expect(attackerServer.hits).toBe(0);
  });
});
