import { FakeClock } from '../../support/fake-clock.js';
import { json } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, refusalOf } from './support/refusal-of.js';
import { UnsoundKey } from './support/unsound-key.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');
const ALGORITHM_REFUSED = invalidToken('ERR_COGNITO_ALGORITHM_REFUSED');
const KEY_UNKNOWN = invalidToken('ERR_COGNITO_SIGNING_KEY_UNKNOWN');

const clock = new FakeClock();
const now = (): number => clock.nowMs;
const pool = RawUserPool.create({ kid: 'key-1', now });
/** The same pool after its keys were rotated. */
const rotated = RawUserPool.create({ kid: 'key-2', now });
const log = new CapturedLog();

describe.each(platforms)('the choice of a key on %s', (_name, createAdapter) => {
  const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

  const refusalOfToken = (token: string) => refusalOf(bench.app, bearer(token));
  const refusalUnder = (members: object) =>
    refusalOfToken(pool.token({ header: pool.header(members) }));

  it('leaves out all weak and wrong keys of a set', async () => {
    const named = (kid: string) => RawUserPool.create({ kid, now });
    const short = RawUserPool.create({ kid: 'short', modulusLength: 1024, now });
    const one = new UnsoundKey(named('one'), { exponent: 1n, primes: 2, primeBits: 1040 });
    const huge = new UnsoundKey(named('huge'), { exponent: 65_537n, primes: 18, primeBits: 512 });
    const enc = named('enc');
    const pss = named('pss');
    const { endpoint } = bench;
    endpoint.answer = json({
      keys: [
        short.jwk,
        one.jwk,
        huge.jwk,
        enc.jwkWith({ use: 'enc' }),
        pss.jwkWith({ alg: 'PS512' }),
        pool.jwk,
      ],
    });
    await bench.start();

    for (const signer of [short, one, huge, enc, pss]) {
      const refusal = await refusalOfToken(signer.token());
      expect([signer.kid, refusal]).toEqual([signer.kid, KEY_UNKNOWN]);
    }
    await acceptanceOf(bench.app, bearer(pool.token()));
  });

  it('no longer falls on a key that a refresh did not bring', async () => {
    await bench.startWarm();
    bench.endpoint.answer = json(rotated.jwks);
    clock.advanceSeconds(11);

    await acceptanceOf(bench.app, bearer(rotated.token()));
    for (let round = 0; round < 2; round += 1) {
      expect(await refusalOfToken(pool.token())).toEqual(KEY_UNKNOWN);
    }
  });

  it('no longer falls on a removed key once twice the maximum age has passed', async () => {
    await bench.startWarm();
    bench.endpoint.answer = json(rotated.jwks);
    clock.advanceSeconds(2 * 3600 + 1);

    expect(await refusalOfToken(pool.token())).toEqual(KEY_UNKNOWN);
  });

  it('never falls on another key for an unknown kid, not even on the only one', async () => {
    await bench.startWarm();

    for (const kid of [
      'key-2',
      'KEY-1',
      'key-1 ',
      ' key-1',
      'key-',
      'key-11',
      'key-1\u0000',
      '__proto__',
      'constructor',
      'toString',
    ]) {
      expect([kid, await refusalUnder({ kid })]).toEqual([kid, KEY_UNKNOWN]);
    }
    for (const kid of [undefined, null, '', 0, ['key-1'], { kid: 'key-1' }]) {
      expect([kid, await refusalUnder({ kid })]).toEqual([kid, MALFORMED]);
    }
  });

  it('is not spoiled by a malformed entry of the set', async () => {
    const entries = [null, 1, 'key', [], {}, { kty: 'RSA' }, { kty: 'RSA', kid: 'x', n: 1 }];
    bench.endpoint.answer = json({ keys: [...entries, pool.jwk, ...entries] });
    await bench.start();

    await acceptanceOf(bench.app, bearer(pool.token()));
  });

  it('refuses an unknown kid and a wrong algorithm with different codes', async () => {
    await bench.startWarm();

    expect(await refusalOfToken(rotated.token())).toEqual(KEY_UNKNOWN);
    expect(await refusalUnder({ alg: 'ES256' })).toEqual(ALGORITHM_REFUSED);
  });
});
