import { createPublicKey, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { CognitoAuthModuleOptions } from 'nestjs-cognito-auth';
import { json, KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { RawUserPool, type TokenSigner } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, KEYS_UNAVAILABLE, refusalOf } from './support/refusal-of.js';
import { UnsoundKey } from './support/unsound-key.js';

const GOOD_KID = 'good';
const KID = 'mutated';
/** Of a local Cognito, of cognito-local and of moto. */
const EMULATOR_KIDS = [
  Buffer.from('local-cognito:123456789012345678').toString('base64'),
  'CognitoLocal',
  'dummy',
];

const { NODE_ENV } = process.env;
afterEach(() => {
  process.env['NODE_ENV'] = NODE_ENV;
});

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

/** A key in a set beside a good one: what is wrong with it, who signs with it, how it is published, why it is left out. */
type Mutation = readonly [
  flaw: string,
  signer: (signers: Signers) => TokenSigner,
  publish: (signers: Signers) => unknown,
  reason: string,
];

const changed = (flaw: string, changes: Record<string, unknown>, reason: string): Mutation => [
  flaw,
  ({ mutated }) => mutated,
  ({ mutated }) => mutated.jwkWith(changes),
  reason,
];

/** The public key of another kind of algorithm, under the key id of the token. */
const ofType = (flaw: string, makeJwk: () => JsonWebKey): Mutation => [
  flaw,
  ({ mutated }) => mutated,
  () => ({ ...makeJwk(), kid: KID }),
  'it is not an RSA key',
];

const unsound = (flaw: string, name: keyof Signers, reason: string): Mutation => [
  flaw,
  (all) => all[name],
  (all) => all[name].jwk,
  reason,
];

const leftOut: readonly Mutation[] = [
  changed('use enc', { use: 'enc' }, 'it is not for signatures'),
  changed('use in capitals', { use: 'SIG' }, 'it is not for signatures'),
  changed('use that is no text', { use: ['sig'] }, 'it is not for signatures'),
  changed('use null', { use: null }, 'it is not for signatures'),
  changed('key_ops sign', { key_ops: ['sign'] }, 'its key_ops do not include verify'),
  changed('key_ops empty', { key_ops: [] }, 'its key_ops do not include verify'),
  changed('key_ops a text', { key_ops: 'verify' }, 'its key_ops do not include verify'),
  changed('key_ops null', { key_ops: null }, 'its key_ops do not include verify'),
  changed('kty absent', { kty: undefined }, 'it is not an RSA key'),
  changed('kty in small letters', { kty: 'rsa' }, 'it is not an RSA key'),
  ofType('kty EC', () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  ),
  ofType('kty OKP', () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })),
  ofType('kty oct', () => ({ kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') })),
  ...['PS512', 'RS512', 'PS256', 'RS384', 'HS256', 'RSA-OAEP', 'none', 'rs256', '', null].map(
    (alg) => changed(`alg ${JSON.stringify(alg)}`, { alg }, 'it is not for RS256'),
  ),
  unsound('a modulus of 1024 bits', 'short', 'it has fewer than 2048 bits'),
  unsound('the exponent 1 and a forgery', 'exponentOne', 'its exponent is weak'),
  unsound('the exponent 2 and a square root', 'exponentTwo', 'its exponent is weak'),
  unsound('an even exponent', 'evenExponent', 'its exponent is weak'),
  unsound('a modulus of more than 8192 bits', 'huge', 'it has more than 8192 bits'),
  [
    'all private members',
    ({ mutated }) => mutated,
    ({ mutated }) => ({ ...mutated.privateKey.export({ format: 'jwk' }), kid: KID }),
    'it has private members and is known to the world',
  ],
  ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map((member) =>
    changed(
      `the private member ${member} alone`,
      { [member]: 'AQAB' },
      'it has private members and is known to the world',
    ),
  ),
];

/** Written into options, these are a secret that leaks: whoever does so should be the first to know. */
const isSecret = ([flaw]: Mutation): boolean => /private member|^kty oct$/.test(flaw);

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

  const linesOf = (wanted: string): readonly string[] =>
    log.lines
      .slice(firstLine)
      .filter(({ level }) => level === wanted)
      .map(({ text }) => text);
  const warnings = (): readonly string[] => linesOf('warn');

  const expectUnknown = async (signer: TokenSigner) =>
    expect(await refusalOf(app, bearer(signer.token()))).toEqual(
      invalidToken('ERR_COGNITO_SIGNING_KEY_UNKNOWN'),
    );

  const expectAccepted = async (signer: TokenSigner) => {
    const token = signer.token({ payload: pool.claims({ sub: 'sub-of-alice' }) });
    const { body } = await acceptanceOf(app, bearer(token));
    expect(JSON.parse(body)).toEqual({ sub: 'sub-of-alice' });
  };

  it.each(leftOut)('loses a key with %s, and warns', async (_flaw, signerOf, published, reason) => {
    await publish(published(signers), signers.good.jwk);

    await expectUnknown(signerOf(signers));
    await expectAccepted(signers.good);
    expect(warnings()).toEqual([expect.stringContaining(`key "${KID}" is left out: ${reason}`)]);
  });

  it.each(leftOut.filter((mutation) => !isSecret(mutation)))(
    'loses a key with %s when it is given by hand too',
    async (_flaw, signerOf, published) => {
      const keys = [published(signers) as JsonWebKey, signers.good.jwk];
      await start({ ...pool.rules, jwks: { keys } });

      await expectUnknown(signerOf(signers));
      await expectAccepted(signers.good);
    },
  );

  it('is not used for RS256 where its only key is for PS512', async () => {
    await publish(signers.mutated.jwkWith({ alg: 'PS512' }));

    // Without one key to go by, nothing is known about any token: an outage, not the caller's fault.
    expect(await refusalOf(app, bearer(signers.mutated.token()))).toEqual(KEYS_UNAVAILABLE);
  });

  it('may have a modulus of exactly 2048 bits', async () => {
    expect(signers.mutated.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    await publish(signers.mutated.jwk);

    await expectAccepted(signers.mutated);
  });

  it('may have the exponent 3', async () => {
    const signer = new UnsoundKey(pool, { exponent: 3n, primes: 2, primeBits: 1040 });
    await publish(signer.jwk);

    await expectAccepted(signer);
  });

  it('may have a modulus of almost 8192 bits', async () => {
    const signer = new UnsoundKey(pool, { exponent: 65_537n, primes: 16, primeBits: 512 });
    expect(signer.modulusBits).toBeGreaterThan(8000);
    expect(signer.modulusBits).toBeLessThanOrEqual(8192);
    await publish(signer.jwk);

    await expectAccepted(signer);
  });

  it.each([
    ['first', false],
    ['last', true],
  ])('loses both keys under one kid, the right one %s', async (_case, isLast) => {
    const pair = [signers.mutated.jwk, signers.other.jwk];
    await publish(...(isLast ? pair.toReversed() : pair), signers.good.jwk);

    await expectUnknown(signers.mutated);
    await expectUnknown(signers.other);
    await expectAccepted(signers.good);
    expect(warnings()).toEqual([
      expect.stringContaining(`key "${KID}" is left out: two different keys have this id`),
    ]);
  });

  it('does not get a dropped kid back by a third entry', async () => {
    const { mutated, other, good } = signers;
    await publish(mutated.jwk, other.jwk, mutated.jwk, good.jwk);

    await expectUnknown(mutated);
    await expectUnknown(other);
    await expectAccepted(good);
  });

  it('may have the same key twice', async () => {
    await publish(signers.mutated.jwk, signers.mutated.jwkWith({ alg: undefined }));

    await expectAccepted(signers.mutated);
    expect(warnings()).toEqual([]);
  });

  it.each(strangers)('keeps a good key beside %s', async (_case, stranger) => {
    await publish(stranger, signers.good.jwk, stranger);

    await expectAccepted(signers.good);
    expect(warnings()).toEqual([expect.stringContaining('is left out')]);
  });

  it('keeps a good key beside all of them', async () => {
    await publish(...strangers.map(([, stranger]) => stranger), signers.good.jwk);

    await expectAccepted(signers.good);
  });

  it.each([
    ['alg', { alg: undefined }],
    ['use', { use: undefined }],
    ['both', { alg: undefined, use: undefined }],
  ])('may have a key without %s', async (_case, changes) => {
    await publish(signers.good.jwkWith(changes));

    await expectAccepted(signers.good);
    expect(warnings()).toEqual([]);
  });

  it('may have a key with verify in key_ops and with unknown members', async () => {
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

  it.each(EMULATOR_KIDS)('is not used in production where it holds the key %s', async (kid) => {
    const published = [signers.good.jwk, { ...signers.other.jwk, kid }];
    process.env['NODE_ENV'] = 'production';
    await publish(...published);

    expect(await refusalOf(app, bearer(signers.good.token()))).toEqual(KEYS_UNAVAILABLE);
    expect(linesOf('error')).toEqual([
      expect.stringContaining(`the answer holds the key "${kid}" of an emulator`),
    ]);
  });

  it.each(EMULATOR_KIDS)('is used elsewhere where it holds the key %s', async (kid) => {
    await publish(signers.good.jwk, { ...signers.other.jwk, kid });

    await expectAccepted(signers.good);
  });
});

describe('keys given by hand', () => {
  it.each(EMULATOR_KIDS)('stop the boot in production with the key %s', async (kid) => {
    const keys = [signers.good.jwk, { ...signers.other.jwk, kid }];
    process.env['NODE_ENV'] = 'production';

    await expect(
      GuardedApp.start(() => new ExpressAdapter(), { ...pool.rules, jwks: { keys } }, log),
    ).rejects.toMatchObject({ mistakes: [expect.stringContaining('of an emulator')] });
  });

  it.each(leftOut.filter(isSecret))(
    'stop the boot with %s',
    async (_flaw, _signerOf, published) => {
      const keys = [published(signers) as JsonWebKey, signers.good.jwk];

      await expect(
        GuardedApp.start(() => new ExpressAdapter(), { ...pool.rules, jwks: { keys } }, log),
      ).rejects.toMatchObject({ mistakes: [expect.stringContaining('jwks: holds private keys')] });
    },
  );
});

describe('the keys of this file', () => {
  it.each(['short', 'exponentOne', 'exponentTwo', 'evenExponent', 'huge'] as const)(
    'sign what Node verifies, so that only our rule can refuse the key: %s',
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
