import { createPublicKey, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { CognitoAuthModuleOptions } from 'nestjs-cognito-auth';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from './support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { RawUserPool, type TokenSigner } from './support/hostile-token.js';
import { acceptanceOf, invalidToken, KEYS_UNAVAILABLE, refusalOf } from './support/refusal-of.js';
import { UnsoundKey } from './support/unsound-key.js';

const GOOD_KID = 'good';
const KID = 'mutated';

interface Signers {
  readonly good: RawUserPool;
  readonly mutated: RawUserPool;
  readonly other: RawUserPool;
  readonly short: RawUserPool;
  readonly exponentOne: UnsoundKey;
  readonly exponentTwo: UnsoundKey;
  readonly evenExponent: UnsoundKey;
  readonly huge: UnsoundKey;
}

const pool = RawUserPool.create({ kid: KID });
const log = new CapturedLog();
let signers: Signers;

beforeAll(() => {
  signers = {
    good: RawUserPool.create({ kid: GOOD_KID }),
    mutated: pool,
    other: RawUserPool.create({ kid: KID }),
    short: RawUserPool.create({ kid: KID, modulusLength: 1024 }),
    exponentOne: new UnsoundKey(pool, { exponent: 1n, primes: 2, primeBits: 1040 }),
    exponentTwo: new UnsoundKey(pool, { exponent: 2n, primes: 2, primeBits: 1040 }),
    evenExponent: new UnsoundKey(pool, { exponent: 65_538n, primes: 2, primeBits: 1040 }),
    huge: new UnsoundKey(pool, { exponent: 65_537n, primes: 18, primeBits: 512 }),
  };
});

/** A key in a set beside a good one: its row, who signs with it, how it is published, why it is left out. */
type Mutation = readonly [
  row: string,
  signer: (signers: Signers) => TokenSigner,
  publish: (signers: Signers) => unknown,
  reason: string,
];

const changed = (row: string, changes: Record<string, unknown>, reason: string): Mutation => [
  row,
  ({ mutated }) => mutated,
  ({ mutated }) => mutated.jwkWith(changes),
  reason,
];

/** The public key of another kind of algorithm, under the key id of the token. */
const ofType = (row: string, makeJwk: () => JsonWebKey): Mutation => [
  row,
  ({ mutated }) => mutated,
  () => ({ ...makeJwk(), kid: KID }),
  'it is not an RSA key',
];

const unsound = (row: string, name: keyof Signers, reason: string): Mutation => [
  row,
  (all) => all[name],
  (all) => all[name].jwk,
  reason,
];

const leftOut: readonly Mutation[] = [
  changed('KEY-01: use enc', { use: 'enc' }, 'it is not for signatures'),
  changed('KEY-01: use in capitals', { use: 'SIG' }, 'it is not for signatures'),
  changed('KEY-01: use that is no text', { use: ['sig'] }, 'it is not for signatures'),
  changed('KEY-01: use null', { use: null }, 'it is not for signatures'),
  changed('KEY-01: key_ops sign', { key_ops: ['sign'] }, 'its key_ops do not include verify'),
  changed('KEY-01: key_ops empty', { key_ops: [] }, 'its key_ops do not include verify'),
  changed('KEY-01: key_ops a text', { key_ops: 'verify' }, 'its key_ops do not include verify'),
  changed('KEY-01: key_ops null', { key_ops: null }, 'its key_ops do not include verify'),
  changed('KEY-01: kty absent', { kty: undefined }, 'it is not an RSA key'),
  changed('KEY-01: kty in small letters', { kty: 'rsa' }, 'it is not an RSA key'),
  ofType('KEY-01: kty EC', () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  ),
  ofType('KEY-01: kty OKP', () =>
    generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }),
  ),
  ofType('KEY-01: kty oct', () => ({ kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') })),
  ...['PS512', 'RS512', 'PS256', 'RS384', 'HS256', 'RSA-OAEP', 'none', 'rs256', '', null].map(
    (alg) => changed(`KEY-02: alg ${JSON.stringify(alg)}`, { alg }, 'it is not for RS256'),
  ),
  unsound('KEY-03: a modulus of 1024 bits', 'short', 'it has fewer than 2048 bits'),
  unsound('KEY-04: the exponent 1 and a forgery', 'exponentOne', 'its exponent is weak'),
  unsound('KEY-04: the exponent 2 and a square root', 'exponentTwo', 'its exponent is weak'),
  unsound('KEY-04: an even exponent', 'evenExponent', 'its exponent is weak'),
  unsound('KEY-05: a modulus of more than 8192 bits', 'huge', 'it has more than 8192 bits'),
  [
    'KEY-06: all private members',
    ({ mutated }) => mutated,
    ({ mutated }) => ({ ...mutated.privateKey.export({ format: 'jwk' }), kid: KID }),
    'it has private members and is known to the world',
  ],
  ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map((member) =>
    changed(
      `KEY-06: the private member ${member} alone`,
      { [member]: 'AQAB' },
      'it has private members and is known to the world',
    ),
  ),
];

/** Written into options, these are a secret that leaks: whoever does so should be the first to know. */
const isSecret = ([row]: Mutation): boolean => row.startsWith('KEY-06') || row.endsWith('kty oct');

/** What may stand in a set beside a good key and must do it no harm. */
const strangers: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a text', 'key'],
  ['a number', 1],
  ['a list', [[]]],
  ['an empty object', {}],
  ['an unknown kty', { kty: 'AKP', alg: 'ML-DSA-44', kid: KID, pub: 'AQAB' }],
  ['a kty that is no text', { kty: { RSA: true }, kid: KID }],
  ['no modulus', { kty: 'RSA', e: 'AQAB', kid: KID }],
  ['a modulus that is no text', { kty: 'RSA', n: 5, e: 'AQAB', kid: KID }],
  ['a modulus that is no base64', { kty: 'RSA', n: '!!', e: 'AQAB', kid: KID }],
  ['an empty modulus and exponent', { kty: 'RSA', n: '', e: '', kid: KID }],
  ['a kid that is no text', { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 7 }],
  ['a kid with the name of a member of objects', { kty: 'RSA', e: 'AQAB', kid: '__proto__' }],
  ['a kid that is too long', { kty: 'RSA', e: 'AQAB', kid: 'k'.repeat(257) }],
];

describe.each(platforms)('a key set on %s', (_name, createAdapter) => {
  let endpoint: KeyEndpoint;
  let app: GuardedApp;
  let firstLine: number;

  beforeEach(async () => {
    endpoint = await KeyEndpoint.start();
    firstLine = log.lines.length;
  });

  afterEach(async () => {
    await app.close();
    await endpoint.close();
  });

  const start = async (options: CognitoAuthModuleOptions) => {
    app = await GuardedApp.start(createAdapter, options, log);
  };

  const publish = async (...keys: readonly unknown[]) => {
    endpoint.answer = json({ keys });
    await start(pool.optionsAt(endpoint.jwksUri));
  };

  const warnings = (): readonly string[] =>
    log.lines
      .slice(firstLine)
      .filter(({ level }) => level === 'warn')
      .map(({ text }) => text);

  const expectUnknown = async (signer: TokenSigner) =>
    expect(await refusalOf(app, bearer(signer.token()))).toEqual(
      invalidToken('ERR_COGNITO_SIGNING_KEY_UNKNOWN'),
    );

  const expectAccepted = async (signer: TokenSigner) => {
    const token = signer.token({ payload: pool.claims({ sub: 'sub-of-alice' }) });
    const { body } = await acceptanceOf(app, bearer(token));
    expect(JSON.parse(body)).toEqual({ sub: 'sub-of-alice' });
  };

  it.each(leftOut)('%s is left out, with a warning', async (_row, signerOf, published, reason) => {
    await publish(published(signers), signers.good.jwk);

    await expectUnknown(signerOf(signers));
    await expectAccepted(signers.good);
    expect(warnings()).toEqual([expect.stringContaining(`key "${KID}" is left out: ${reason}`)]);
  });

  it.each(leftOut.filter((mutation) => !isSecret(mutation)))(
    '%s is left out of keys given by hand too',
    async (_row, signerOf, published) => {
      const keys = [published(signers) as JsonWebKey, signers.good.jwk];
      await start({ ...pool.rules, jwks: { keys } });

      await expectUnknown(signerOf(signers));
      await expectAccepted(signers.good);
    },
  );

  it('KEY-02: PS512 is not verified as RS256 where it is the only key', async () => {
    await publish(signers.mutated.jwkWith({ alg: 'PS512' }));

    // Without one key to go by, nothing is known about any token: an outage, not the caller's fault.
    expect(await refusalOf(app, bearer(signers.mutated.token()))).toEqual(KEYS_UNAVAILABLE);
  });

  it('KEY-03: a modulus of exactly 2048 bits is used', async () => {
    expect(signers.mutated.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    await publish(signers.mutated.jwk);

    await expectAccepted(signers.mutated);
  });

  it('KEY-04: the exponent 3 is used', async () => {
    const signer = new UnsoundKey(pool, { exponent: 3n, primes: 2, primeBits: 1040 });
    await publish(signer.jwk);

    await expectAccepted(signer);
  });

  it('KEY-05: a modulus of almost 8192 bits is used', async () => {
    const signer = new UnsoundKey(pool, { exponent: 65_537n, primes: 16, primeBits: 512 });
    expect(signer.modulusBits).toBeGreaterThan(8000);
    expect(signer.modulusBits).toBeLessThanOrEqual(8192);
    await publish(signer.jwk);

    await expectAccepted(signer);
  });

  it.each([
    ['first', false],
    ['last', true],
  ])('KEY-07: two keys under one kid are both dropped, the right one %s', async (_case, isLast) => {
    const pair = [signers.mutated.jwk, signers.other.jwk];
    await publish(...(isLast ? pair.toReversed() : pair), signers.good.jwk);

    await expectUnknown(signers.mutated);
    await expectUnknown(signers.other);
    await expectAccepted(signers.good);
    expect(warnings()).toEqual([
      expect.stringContaining(`key "${KID}" is left out: two different keys have this id`),
    ]);
  });

  it('KEY-07: a third entry does not bring a dropped kid back', async () => {
    const { mutated, other, good } = signers;
    await publish(mutated.jwk, other.jwk, mutated.jwk, good.jwk);

    await expectUnknown(mutated);
    await expectUnknown(other);
    await expectAccepted(good);
  });

  it('KEY-07: the same key twice is one key', async () => {
    await publish(signers.mutated.jwk, signers.mutated.jwkWith({ alg: undefined }));

    await expectAccepted(signers.mutated);
    expect(warnings()).toEqual([]);
  });

  it.each(strangers)('KEY-08: %s beside a good key does it no harm', async (_case, stranger) => {
    await publish(stranger, signers.good.jwk, stranger);

    await expectAccepted(signers.good);
    expect(warnings()).toEqual([expect.stringContaining('is left out')]);
  });

  it('KEY-08: all of them beside a good key do it no harm', async () => {
    await publish(...strangers.map(([, stranger]) => stranger), signers.good.jwk);

    await expectAccepted(signers.good);
  });

  it.each([
    ['alg', { alg: undefined }],
    ['use', { use: undefined }],
    ['both', { alg: undefined, use: undefined }],
  ])('KEY-09: a key without %s is used', async (_case, changes) => {
    await publish(signers.good.jwkWith(changes));

    await expectAccepted(signers.good);
    expect(warnings()).toEqual([]);
  });

  it('KEY-09: key_ops with verify and members that nobody knows are no reason against a key', async () => {
    await publish(
      signers.good.jwkWith({
        key_ops: ['verify', 'verify-later'],
        ext: true,
        x5t: 'AQAB',
        use: 'sig',
      }),
    );

    await expectAccepted(signers.good);
  });
});

describe('keys given by hand', () => {
  it.each(leftOut.filter(isSecret))('%s stops the boot', async (_row, _signerOf, published) => {
    const keys = [published(signers) as JsonWebKey, signers.good.jwk];

    await expect(
      GuardedApp.start(() => new ExpressAdapter(), { ...pool.rules, jwks: { keys } }, log),
    ).rejects.toMatchObject({ mistakes: [expect.stringContaining('jwks: holds private keys')] });
  });
});

describe('the keys of this file', () => {
  it.each(['short', 'exponentOne', 'exponentTwo', 'evenExponent', 'huge'] as const)(
    'KEY-03 to KEY-05: %s signs what Node verifies, so that only its rule can refuse it',
    (name) => {
      const signer = signers[name];
      const token = signer.token();
      const end = token.lastIndexOf('.');
      const key = createPublicKey({ key: signer.jwk, format: 'jwk' });

      expect(
        verify(
          'RSA-SHA256',
          Buffer.from(token.slice(0, end)),
          key,
          Buffer.from(token.slice(end + 1), 'base64url'),
        ),
      ).toBe(true);
    },
  );
});
