import { platforms } from '../../support/platforms.js';
import { tamper } from '../../support/forge.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { segment } from '../../support/forge.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, refusalOf, refusedAt } from './support/refusal-of.js';

const SIGNATURE_INVALID = invalidToken('ERR_COGNITO_SIGNATURE_INVALID');
const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');

const pool = RawUserPool.create();
const attacker = RawUserPool.create();
const log = new CapturedLog();

/** The parts of a new good token, the signature as bytes. */
function split(token = pool.token()): [header: string, payload: string, signature: Buffer] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, Buffer.from(signature, 'base64url')];
}

/** Changes one bit. */
function flip(bytes: Buffer, index: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
  return changed;
}

// Encodings of PKCS #1 v1.5 that only a lax verifier accepts have their own specification,
// which runs the corpora of Project Wycheproof: their keys are not those of this application.
describe.each(platforms)('the signature of a token on %s', (_name, createAdapter) => {
  let app: GuardedApp;

  beforeAll(async () => {
    app = await GuardedApp.start(createAdapter, pool.options, log);
  });

  afterAll(() => app.close());

  it.each(['cold', 'warm'])(
    'is refused from an attacker under a known kid, with a %s cache of keys',
    async (state) => {
      if (state === 'warm') await acceptanceOf(app, bearer(pool.token()));
      const header = attacker.header({ kid: pool.kid });

      expect(await refusalOf(app, bearer(attacker.token({ header })))).toEqual(SIGNATURE_INVALID);
    },
  );

  it.each([
    ['payload', 1],
    ['header', 0],
  ])('is refused under the %s of another good token', async (_case, index) => {
    const [own, other] = [pool.token(), pool.token({ header: pool.header({ typ: 'JWT' }) })].map(
      (token) => token.split('.'),
    );
    const swapped = [...(own ?? [])];
    swapped[index] = other?.[index] ?? '';

    expect(await refusalOf(app, bearer(swapped.join('.')))).toEqual(SIGNATURE_INVALID);
  });

  it.each([
    ['sub', { sub: 'sub-of-somebody-else' }],
    ['list of groups', { 'cognito:groups': ['required-group-name'] }],
    ['expiry', { exp: 4_000_000_000 }],
    ['claim that nobody reads', { extra: 1 }],
  ])('is refused over another %s', async (_case, payload) => {
    const token = pool.token();

    // Decoded and encoded again without a change, it is the same token.
    await acceptanceOf(app, bearer(tamper(token, {})));
    expect(await refusalOf(app, bearer(tamper(token, { payload })))).toEqual(SIGNATURE_INVALID);
  });

  it('is refused with one bit changed, although the token was accepted a moment ago', async () => {
    const token = pool.token();
    await acceptanceOf(app, bearer(token));
    const [header, payload, signature] = split(token);
    const changed = `${header}.${payload}.${flip(signature, 128).toString('base64url')}`;

    expect(await refusalOf(app, bearer(changed))).toEqual(SIGNATURE_INVALID);
    await acceptanceOf(app, bearer(token));
  });

  it.each([
    ['stripped', ''],
    ['stripped with its dot', undefined],
  ])('is refused when it is %s', async (_case, signature) => {
    const [header, payload] = split();
    const parts = signature === undefined ? [header, payload] : [header, payload, signature];

    expect(await refusalOf(app, bearer(parts.join('.')))).toEqual(MALFORMED);
  });

  it.each<[string, (signature: Buffer) => Buffer]>([
    ['with a zero byte before it', (bytes) => Buffer.concat([Buffer.alloc(1), bytes])],
    ['with a zero byte after it', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['without its first byte', (bytes) => bytes.subarray(1)],
    ['without its last byte', (bytes) => bytes.subarray(0, -1)],
    ['of one byte', () => Buffer.alloc(1)],
    ['of zeros', (bytes) => Buffer.alloc(bytes.length)],
    ['of ones', (bytes) => Buffer.alloc(bytes.length, 0xff)],
    ['that is one', (bytes) => flip(Buffer.alloc(bytes.length), bytes.length - 1)],
    ['twice over', (bytes) => Buffer.concat([bytes, bytes])],
    ['backwards', (bytes) => Buffer.from(bytes.toReversed())],
    ['with its first bit changed', (bytes) => flip(bytes, 0)],
    ['with its last bit changed', (bytes) => flip(bytes, bytes.length - 1)],
    ['as text', (bytes) => Buffer.from(bytes.toString('base64'))],
    ['of another token', () => split()[2]],
    ['over the payload alone', () => Buffer.from(pool.rs256(segment(pool.claims())))],
  ])('is refused %s', async (_case, change) => {
    const [header, payload, signature] = split();
    const token = `${header}.${payload}.${change(signature).toString('base64url')}`;

    expect(await refusalOf(app, bearer(token))).toEqual(SIGNATURE_INVALID);
  });

  // Else an attacker could learn from the answer what a token says whose signature is not even good.
  it.each<[string, object]>([
    ['expired', { exp: 1_500_000_000, iat: 1_400_000_000 }],
    ['not valid yet', { nbf: 4_000_000_000 }],
    ['of another client', { client_id: 'client-of-somebody-else' }],
    ['of another use', { token_use: 'id' }],
    ['of an unknown issuer', { iss: 'https://issuer.evil.example' }],
    ['without a sub', { sub: undefined }],
  ])('is refused as any bad one where the token is also %s', async (_case, claims) => {
    const header = pool.header();
    const bad = attacker.token({ header });
    const badTwice = attacker.token({ header, payload: attacker.claims(claims) });
    const answers: unknown[] = [];
    for (const token of [bad, badTwice]) {
      const { refusal, response } = await refusedAt(app, bearer(token));
      expect(refusal).toEqual(SIGNATURE_INVALID);
      const headers = response.headers.filter(([name]) => name.toLowerCase() !== 'date');
      answers.push({ ...response, headers });
    }

    expect(answers[1]).toEqual(answers[0]);
    expect(await refusalOf(app, bearer(pool.token({ payload: pool.claims(claims) })))).not.toEqual(
      SIGNATURE_INVALID,
    );
  });
});
