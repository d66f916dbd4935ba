import type { SigningKeysOptions } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { tamper } from '../../support/forge.js';
import { platforms } from '../../support/platforms.js';
import { type Answer, hang, json, status } from '../../support/answers.js';
import { ADMITTED, distinct, UNAVAILABLE, UNKNOWN_KEY } from './support/fault-app.js';
import { FaultBench, MAX_AGE_SECONDS } from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

describe.each(platforms)('two pools of which one is down, on %s,', (_name, createAdapter) => {
  let other: LocalUserPool;

  beforeAll(async () => {
    other = await LocalUserPool.create({ region: 'us-east-1' });
  });

  const bootBoth = async (
    faultOfOther: Answer,
    signingKeys: SigningKeysOptions = { prefetch: false },
  ) => {
    const well = await bench.endpoint(json(bench.pool.jwks));
    const ill = await bench.endpoint(faultOfOther);
    const app = await bench.boot('', {
      createAdapter,
      userPools: [bench.poolAt(well.jwksUri), bench.poolAt(ill.jwksUri, other)],
      signingKeys,
    });
    return { well, ill, app };
  };
  const tokenOfOther = (): string => bench.token({}, other);
  const stateOf = (
    { states }: Awaited<ReturnType<typeof bench.boot>>,
    { userPoolId }: LocalUserPool,
  ) => states.find((state) => state.userPoolId === userPoolId)?.status;

  it.each<[string, Answer, boolean]>([
    ['fails', status(503), false],
    ['hangs', hang, true],
  ])('lose only the tokens of the pool whose endpoint %s', async (_case, fault, keepsWaiting) => {
    // Longer than the test: whoever waits for the pool that is down is not answered within it.
    const requestTimeoutMs = 30_000;
    const { well, ill, app } = await bootBoth(fault, { prefetch: false, requestTimeoutMs });
    const asked = ill.nextRequest();
    const failing = app.sendAll(Array.from({ length: 10 }, tokenOfOther));
    let isWaiting = true;
    void failing.then(() => (isWaiting = false));
    await asked;

    const outcomes = await app.sendAll(bench.tokens(20));
    const unknown = await app.send(tamper(bench.token(), { header: { kid: 'unknown' } }));

    expect(distinct(outcomes)).toEqual([ADMITTED]);
    if (keepsWaiting) expect(isWaiting).toBe(true);
    expect(unknown).toMatchObject(UNKNOWN_KEY);
    expect([well.hits, ill.hits]).toEqual([1, 1]);
    await ill.refuse();
    for (const outcome of await failing) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(stateOf(app, bench.pool)).toBe('fresh');
    expect(stateOf(app, other)).toBe('missing');
    expect(app.events.filter(({ type }) => type === 'keys-failed')).toMatchObject([
      { userPoolId: other.userPoolId },
    ]);
  });

  it('recover independently', async () => {
    const { well, ill, app } = await bootBoth(status(503));
    await app.send(tokenOfOther());
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    ill.answer = json(other.jwks);
    well.answer = status(503);
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    expect(await app.send(tokenOfOther())).toMatchObject(ADMITTED);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(stateOf(app, bench.pool)).toBe('stale');
    expect(stateOf(app, other)).toBe('fresh');
    expect(app.keyEvents).toEqual(['keys-failed', 'keys-recovered', 'keys-failed']);
  });

  it('never lend each other a key, even where both have the same key id', async () => {
    const kid = bench.pool.jwks.keys[0]?.['kid'];
    const { well, ill, app } = await bootBoth(status(503));
    const impostor = bench.token(
      { claims: { iss: other.issuer, client_id: other.clientId } },
      bench.pool,
    );
    expect(await app.send(impostor)).toMatchObject(UNAVAILABLE);

    ill.answer = json({ keys: [{ ...other.jwks.keys[0], kid }] });
    bench.clock.advanceSeconds(1);
    expect(await app.send(impostor)).toMatchObject({
      status: 401,
      code: 'ERR_COGNITO_SIGNATURE_INVALID',
    });
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect([well.hits, ill.hits]).toEqual([1, 2]);
  });

  it('do not stop the boot', async () => {
    const { well, ill, app } = await bootBoth(hang, { prefetch: true });

    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    const failing = app.send(tokenOfOther());
    await app.send(bench.token());
    await ill.refuse();
    expect(await failing).toMatchObject(UNAVAILABLE);
    expect([well.hits, ill.hits]).toEqual([1, 1]);
  });
});
