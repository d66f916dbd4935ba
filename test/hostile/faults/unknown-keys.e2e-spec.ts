import { tamper } from '../../support/forge.js';
import { platforms } from '../../support/platforms.js';
import { held, json } from '../../support/answers.js';
import { ADMITTED, distinct, type Outcome, UNKNOWN_KEY } from './support/fault-app.js';
import { COOLDOWN_SECONDS, FaultBench } from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

const FLOOD = 200;
const AT_ONCE = 50;

let count = 0;
/** A token that anybody can make, since nobody has to sign it: it names a key that nobody has. */
const unknownKey = (): string => {
  count += 1;
  return tamper(bench.token(), { header: { kid: `unknown-${count}` } });
};

describe.each(platforms)('a flood of unknown keys, on %s,', (_name, createAdapter) => {
  const boot = async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    return { endpoint, app: await bench.boot(endpoint.jwksUri, { createAdapter }) };
  };

  /** Floods the application, with a good token in each wave; nobody goes unanswered. */
  const flood = async ({ send }: { send: (token: string) => Promise<Outcome> }) => {
    const bad: Outcome[] = [];
    const good: Outcome[] = [];
    for (let sent = 0; sent < FLOOD; sent += AT_ONCE) {
      const wave = Array.from({ length: AT_ONCE }, unknownKey).map(send);
      good.push(await send(bench.token()));
      bad.push(...(await Promise.all(wave)));
    }
    return { bad, good };
  };

  it('is refused, disturbs nobody, and costs one fetch in each cooldown', async () => {
    const { endpoint, app } = await boot();
    await app.send(bench.token());
    expect(endpoint.hits).toBe(1);

    for (const hits of [1, 2, 3]) {
      const { bad, good } = await flood({ send: (token) => app.send(token) });
      expect(distinct(bad)).toEqual([UNKNOWN_KEY]);
      expect(distinct(good)).toEqual([ADMITTED]);
      expect(endpoint.hits).toBe(hits);
      bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    }
  });

  it('is refused, disturbs nobody, and costs one fetch where there were no keys', async () => {
    const { endpoint, app } = await boot();

    const { bad, good } = await flood({ send: (token) => app.send(token) });

    expect(distinct(bad)).toEqual([UNKNOWN_KEY]);
    expect(distinct(good)).toEqual([ADMITTED]);
    expect(endpoint.hits).toBe(1);
  });

  it('costs no fetch of the pool that it does not name', async () => {
    const { endpoint, app } = await boot();
    const elsewhere = (): string =>
      tamper(unknownKey(), { payload: { iss: 'https://issuer.example/pool' } });

    const outcomes = await app.sendAll(Array.from({ length: AT_ONCE }, elsewhere));

    expect(distinct(outcomes)).toEqual([{ status: 401, code: 'ERR_COGNITO_ISSUER_UNKNOWN' }]);
    expect(endpoint.hits).toBe(0);
  });

  it('delays nobody whose key is known, while its fetch hangs', async () => {
    const { endpoint, app } = await boot();
    await app.send(bench.token());
    const { answer, letGo } = held(json(bench.pool.jwks));
    endpoint.answer = answer;
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);

    const asked = endpoint.nextRequest();
    const bad = app.sendAll(Array.from({ length: 20 }, unknownKey));
    await asked;
    const good = await app.sendAll(bench.tokens(20));
    letGo();

    expect(distinct(good)).toEqual([ADMITTED]);
    expect(distinct(await bad)).toEqual([UNKNOWN_KEY]);
    expect(endpoint.hits).toBe(2);
  });
});

describe('many first requests at once', () => {
  const settleAll = async (tokens: readonly string[]) => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const app = await bench.boot(endpoint.jwksUri);
    const results = await Promise.allSettled(tokens.map((token) => app.verifier.verify(token)));
    const outcomes = results.map((result) =>
      result.status === 'fulfilled' ? 'verified' : (result.reason as { code: string }).code,
    );
    return { endpoint, app, outcomes };
  };

  it('cause one fetch for one key', async () => {
    const token = bench.token();
    const { endpoint, outcomes } = await settleAll(Array.from({ length: 1000 }, () => token));

    expect(new Set(outcomes)).toEqual(new Set(['verified']));
    expect(outcomes).toHaveLength(1000);
    expect(endpoint.hits).toBe(1);
  });

  it('cause one fetch for two keys', async () => {
    const two = [
      bench.token(),
      bench.pool.idToken({ issuedAt: new Date(bench.clock.nowMs) }),
    ] as const;
    const { endpoint, outcomes } = await settleAll(
      Array.from({ length: 1000 }, (_, index) => two[index % 2 === 0 ? 0 : 1]),
    );

    expect(new Set(outcomes)).toEqual(new Set(['verified']));
    expect(endpoint.hits).toBe(1);
  });

  it('cause one fetch for known and unknown keys, and one more for an unknown key later', async () => {
    const token = bench.token();
    const { endpoint, app, outcomes } = await settleAll(
      Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? token : unknownKey())),
    );

    expect(outcomes.filter((outcome) => outcome === 'verified')).toHaveLength(500);
    expect(outcomes.filter((outcome) => outcome === UNKNOWN_KEY.code)).toHaveLength(500);
    expect(endpoint.hits).toBe(1);

    await expect(app.verifier.verify(unknownKey())).rejects.toMatchObject({
      code: UNKNOWN_KEY.code,
    });
    expect(endpoint.hits).toBe(1);
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    await expect(app.verifier.verify(unknownKey())).rejects.toMatchObject({
      code: UNKNOWN_KEY.code,
    });
    expect(endpoint.hits).toBe(2);
  });

  it.each(platforms)('cause one fetch, on %s', async (_name, createAdapter) => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });

    const outcomes = await app.sendAll(bench.tokens(100));

    expect(distinct(outcomes)).toEqual([ADMITTED]);
    expect(endpoint.hits).toBe(1);
  });
});
