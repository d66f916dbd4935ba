import { KeyObject } from 'node:crypto';
import { CognitoTokenVerifier, SIGNING_KEYS, type SigningKeys } from 'nestjs-cognito-auth';
import { FakeClock } from '../../support/fake-clock.js';
import { json } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { acceptanceOf, invalidToken, refusalOf } from './support/refusal-of.js';

const SIGNATURE_INVALID = invalidToken('ERR_COGNITO_SIGNATURE_INVALID');
const KEY_UNKNOWN = invalidToken('ERR_COGNITO_SIGNING_KEY_UNKNOWN');

const clock = new FakeClock();
const now = (): number => clock.nowMs;
const pool = RawUserPool.create({ now });
const samePoolOtherKey = RawUserPool.create({ now });
const OTHER_ID = 'us-east-1_ZyXwVu987';
/** A key of another pool, under the kid that the key of the first one has. */
const twin = RawUserPool.create({ userPoolId: OTHER_ID, kid: pool.kid, now });
/** A key of another pool, under a kid that an attacker can write. */
const foreign = RawUserPool.create({ userPoolId: OTHER_ID, kid: 'victim', now });
const log = new CapturedLog();

/** A token of one pool that is signed with the key of another. */
const signedBy = (signer: RawUserPool, owner: RawUserPool, kid = signer.kid): string =>
  signer.token({ header: signer.header({ kid }), payload: owner.claims() });

describe.each(platforms)('caches on %s', (_name, createAdapter) => {
  const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

  const refusalOfToken = (token: string) => refusalOf(bench.app, bearer(token));
  const expectAccepted = (token: string) => acceptanceOf(bench.app, bearer(token));

  it('never give one token the result of another, however many are verified at once', async () => {
    await bench.startWith(pool.options);
    const verifier = bench.app.nest.get(CognitoTokenVerifier);
    const subs = Array.from({ length: 50 }, (_, index) => `user-${index}`);
    const tokenOf = (sub: string): string => pool.token({ payload: pool.claims({ sub }) });
    const spoil = (token: string): string => `${token.slice(0, -342)}${'A'.repeat(342)}`;
    const verify = (token: string): Promise<string> =>
      verifier.verify(token).then(
        (user) => user.sub,
        (error: { code: string }) => error.code,
      );

    for (let round = 0; round < 2; round += 1) {
      const outcomes = await Promise.all(
        subs.map(tokenOf).flatMap((token) => [verify(token), verify(spoil(token)), verify(token)]),
      );
      expect(outcomes).toEqual(subs.flatMap((sub) => [sub, SIGNATURE_INVALID.code, sub]));
    }
    const answers = await Promise.all(
      subs.slice(0, 20).map((sub) => bench.app.send(bearer(tokenOf(sub)))),
    );
    expect(answers.map(({ body }) => JSON.parse(body))).toEqual(
      subs.slice(0, 20).map((sub) => ({ sub })),
    );
  });

  it('never give one call the claims of another, and nobody can change them', async () => {
    await bench.startWith(pool.options);
    const verifier = bench.app.nest.get(CognitoTokenVerifier);
    const payload = pool.claims({ 'cognito:groups': ['users'], nested: { a: [1] } });
    const token = pool.token({ payload });

    const [first, second] = [await verifier.verify(token), await verifier.verify(token)];

    expect(first).not.toBe(second);
    for (const change of [
      () => Object.assign(first.claims, { sub: 'changed' }),
      () => (first.claims['nested'] as { a: number[] }).a.push(2),
      () => (first.groups as string[]).push('admin'),
    ]) {
      expect(change).toThrow(TypeError);
    }
  });

  it('keep the keys of two pools apart that have the same kid', async () => {
    const { endpoint } = bench;
    endpoint.answer = (incoming, response) => {
      json((incoming.url === '/a' ? pool : twin).jwks)(incoming, response);
    };
    await bench.startWith({
      userPools: [
        { ...pool.rules, jwksUri: `${endpoint.origin}/a` },
        { ...twin.rules, jwksUri: `${endpoint.origin}/b` },
      ],
      signingKeys: { prefetch: false },
    });

    for (let round = 0; round < 2; round += 1) {
      await expectAccepted(pool.token());
      expect(await refusalOfToken(signedBy(twin, pool))).toEqual(SIGNATURE_INVALID);
      await expectAccepted(twin.token());
      expect(await refusalOfToken(signedBy(pool, twin))).toEqual(SIGNATURE_INVALID);
    }
    expect(endpoint.requested).toEqual(['/a', '/b']);
  });

  it.each([':', '|', '/', '#', '\u0000', ' ', '%2f', '..'])(
    'find no key of another pool for a kid that contains %j',
    async (separator) => {
      await bench.startWith({ userPools: [pool.options, foreign.options] });

      for (const owner of [foreign.issuer, OTHER_ID, `${bench.endpoint.origin}/b`]) {
        const kid = `${owner}${separator}victim`;
        expect(await refusalOfToken(signedBy(foreign, pool, kid))).toEqual(KEY_UNKNOWN);
      }
      expect(await refusalOfToken(signedBy(foreign, pool))).toEqual(KEY_UNKNOWN);
      await expectAccepted(foreign.token());
    },
  );

  it('keep an imported signing key, so that it is not imported for each token', async () => {
    await bench.startWarm();
    const signingKeys = bench.app.nest.get<SigningKeys>(SIGNING_KEYS);
    const first = signingKeys.resolve(pool.issuer, pool.kid);
    await expectAccepted(pool.token());

    expect(first).toBeInstanceOf(KeyObject);
    expect(signingKeys.resolve(pool.issuer, pool.kid)).toBe(first);
  });

  it('share no keys between two applications of one process', async () => {
    await bench.startWith(pool.options);
    const second = await GuardedApp.start(createAdapter, samePoolOtherKey.options, log, {
      prepare: clock.install,
    });
    try {
      await expectAccepted(pool.token());
      expect(await refusalOfToken(samePoolOtherKey.token())).toEqual(KEY_UNKNOWN);
      await acceptanceOf(second, bearer(samePoolOtherKey.token()));
      expect(await refusalOf(second, bearer(pool.token()))).toEqual(KEY_UNKNOWN);
    } finally {
      await second.close();
    }
  });

  it('write nothing into options, so that applications can share them', async () => {
    const shared = Object.freeze({
      ...pool.rules,
      clientId: Object.freeze([pool.clientId]),
      jwks: Object.freeze({ keys: Object.freeze([Object.freeze(pool.jwk)]) }),
      signingKeys: Object.freeze({ prefetch: false }),
    });
    const before = JSON.stringify(shared);
    await bench.startWith(shared);

    await expectAccepted(pool.token());
    expect(JSON.stringify(shared)).toBe(before);
  });
});
