import { createSecretKey, KeyObject } from 'node:crypto';
import { SIGNING_KEYS, type SigningKeys } from 'nestjs-cognito-auth';
import { FakeClock } from '../../support/fake-clock.js';
import { json } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer } from './support/guarded-app.js';
import { segment } from '../../support/forge.js';
import { hmac, RawUserPool } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, KEYS_UNAVAILABLE, refusalOf } from './support/refusal-of.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');
const ALGORITHM_REFUSED = invalidToken('ERR_COGNITO_ALGORITHM_REFUSED');
const SIGNATURE_INVALID = invalidToken('ERR_COGNITO_SIGNATURE_INVALID');

const clock = new FakeClock();
const pool = RawUserPool.create({ now: () => clock.nowMs });
const log = new CapturedLog();

const HMAC_ALGORITHMS = [
  ['HS256', 'sha256'],
  ['HS384', 'sha384'],
  ['HS512', 'sha512'],
] as const;

/** What stands in the documents of a pool, and may be taken for a secret. */
const { n: modulus = '' } = pool.jwk;
const publicTexts = [
  pool.publicKey.export({ type: 'spki', format: 'pem' }) as string,
  (pool.publicKey.export({ type: 'spki', format: 'pem' }) as string).trimEnd(),
  pool.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string,
  pool.publicKey.export({ type: 'spki', format: 'der' }),
  JSON.stringify(pool.jwk),
  JSON.stringify(pool.jwks),
  modulus,
  Buffer.from(modulus, 'base64url'),
  '',
];

describe.each(platforms)('the guard against algorithm confusion on %s', (_name, createAdapter) => {
  const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

  const refusalOfToken = (token: string) => refusalOf(bench.app, bearer(token));

  it('does not take a public key in any encoding for an HMAC secret', async () => {
    await bench.start();

    for (const secret of publicTexts) {
      for (const [alg, hash] of HMAC_ALGORITHMS) {
        const token = pool.token({ header: pool.header({ alg }), sign: hmac(hash, secret) });
        expect([alg, await refusalOfToken(token)]).toEqual([alg, ALGORITHM_REFUSED]);
      }
      const undeclared = pool.token({ sign: hmac('sha256', secret) });
      expect(await refusalOfToken(undeclared)).toEqual(KEYS_UNAVAILABLE);
    }
    bench.endpoint.answer = json(pool.jwks);
    clock.advanceSeconds(60);
    for (const secret of publicTexts) {
      const undeclared = pool.token({ sign: hmac('sha256', secret) });
      expect(await refusalOfToken(undeclared)).toEqual(SIGNATURE_INVALID);
    }
  });

  it.each(['fetched', 'given by hand'])(
    'verifies with keys that are %s as public KeyObjects of RSA, which no HMAC takes',
    async (how) => {
      bench.endpoint.answer = json(pool.jwks);
      await (how === 'fetched' ? bench.start() : bench.startWith(pool.options));
      const signingKeys = bench.app.nest.get<SigningKeys>(SIGNING_KEYS);

      const resolved = await signingKeys.resolve(pool.issuer, pool.kid);

      expect(resolved).toBeInstanceOf(KeyObject);
      expect([resolved.type, resolved.asymmetricKeyType]).toEqual(['public', 'rsa']);
    },
  );

  it('refuses every algorithm but RS256, even where the right key signed', async () => {
    bench.endpoint.answer = json({ keys: [pool.jwkWith({ alg: undefined })] });
    await bench.start();
    const { rs256 } = pool;
    const ps256 = pool.signerAs('PS256');

    for (const [alg, sign] of [
      ['RS384', pool.signerAs('RS384')],
      ['RS512', pool.signerAs('RS512')],
      ['PS256', ps256],
      ['rs256', rs256],
      [['RS256'], rs256],
    ] as const) {
      const token = pool.token({ header: pool.header({ alg }), sign });
      expect([alg, await refusalOfToken(token)]).toEqual([alg, ALGORITHM_REFUSED]);
    }
    expect(bench.endpoint.hits).toBe(0);
    // PSS under the name of RS256 gets as far as the signature.
    expect(await refusalOfToken(pool.token({ sign: ps256 }))).toEqual(SIGNATURE_INVALID);
  });

  it('refuses a token without a signature, whatever its alg', async () => {
    await bench.start();
    const algorithms = ['none', 'None', 'NONE', 'nOnE', ' none', '', null, 0, false, [], {}];

    for (const alg of [...algorithms, undefined]) {
      const unsigned = `${segment(pool.header({ alg }))}.${segment(pool.claims())}`;
      expect([alg, await refusalOfToken(`${unsigned}.AAAA`)]).toEqual([alg, ALGORITHM_REFUSED]);
      for (const end of ['', '.', '..']) {
        expect([alg, await refusalOfToken(`${unsigned}${end}`)]).toEqual([alg, MALFORMED]);
      }
    }
    const stripped = pool.token().replace(/[^.]+$/, '');
    expect(await refusalOfToken(stripped)).toEqual(MALFORMED);
    expect(bench.endpoint.hits).toBe(0);
  });

  it('lets nobody in by a value that is no public key, wherever it comes from', async () => {
    const secret = 'secret'.repeat(8);
    const noKeys: readonly (readonly [string, unknown])[] = [
      ['undefined', undefined],
      ['null', null],
      ['no text', ''],
      ['a text', secret],
      ['a number', 0],
      ['false', false],
      ['an object', {}],
      ['no bytes', Buffer.alloc(0)],
      ['a secret key', createSecretKey(Buffer.from(secret))],
      ['a private key', pool.privateKey],
      ['a promise of undefined', Promise.resolve(undefined)],
      ['a promise of a text', Promise.resolve(secret)],
    ];
    let given: unknown;
    const stub = { issuerOf: () => undefined, resolve: () => given, states: () => [] };
    await bench.startWith(pool.options, {
      prepare: (builder) => builder.overrideProvider(SIGNING_KEYS).useValue(stub),
    });
    const hs256 = { header: pool.header({ alg: 'HS256' }) };

    for (const [what, value] of noKeys) {
      given = value;
      for (const token of [
        pool.token(),
        pool.token({ sign: hmac('sha256', secret) }),
        pool.token({ ...hs256, sign: hmac('sha256', secret) }),
        pool.token({ ...hs256, sign: hmac('sha256', '') }),
        pool.token({ sign: () => Buffer.from('x') }),
      ]) {
        const refusal = await refusalOfToken(token);
        expect([what, refusal]).toEqual([what, invalidToken(refusal.code)]);
      }
    }
    given = pool.publicKey;
    await acceptanceOf(bench.app, bearer(pool.token()));
  });

  it('refuses a token that is signed with an empty HMAC secret', async () => {
    await bench.start();

    for (const [alg, hash] of HMAC_ALGORITHMS) {
      for (const kid of [pool.kid, undefined, '', null]) {
        const token = pool.token({ header: pool.header({ alg, kid }), sign: hmac(hash, '') });
        expect(await refusalOfToken(token)).toEqual(ALGORITHM_REFUSED);
      }
    }
    expect(bench.endpoint.hits).toBe(0);
  });
});
