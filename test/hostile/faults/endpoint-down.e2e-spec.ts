import { tamper } from '../../support/forge.js';
import { platforms } from '../../support/platforms.js';
import { inTurn, json, reset, status } from '../../support/answers.js';
import {
  ADMITTED,
  distinct,
  type FaultApp,
  type Outcome,
  SOME_ERROR,
  UNAVAILABLE,
} from './support/fault-app.js';
import {
  COOLDOWN_SECONDS,
  FaultBench,
  MAX_AGE_SECONDS,
  STALE_SECONDS,
} from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

/** Counts its calls, since a port that refuses cannot count. */
function countCalls(fetch = globalThis.fetch): { fetch: typeof globalThis.fetch; calls: number } {
  const counter = {
    calls: 0,
    fetch: (...parameters: Parameters<typeof globalThis.fetch>) => {
      counter.calls += 1;
      return fetch(...parameters);
    },
  };
  return counter;
}

/** An error, what caused it, what caused that, and so on. */
const causesOf = (error: unknown): unknown[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];

/** The outcome of one request, and of a second one right after it, which must not fetch. */
async function sendTwice(app: FaultApp): Promise<[Outcome, Outcome]> {
  return [await app.send(bench.token()), await app.send(bench.token())];
}

describe.each(platforms)('an endpoint that is down at boot, on %s,', (_name, createAdapter) => {
  const bootWithoutEndpoint = async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    await endpoint.refuse();
    const counter = countCalls();
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { prefetch: true, fetch: counter.fetch },
    });
    return { endpoint, app, counter };
  };

  it('does not stop the boot, and answers requests with 503 at once', async () => {
    const { app, counter } = await bootWithoutEndpoint();
    expect(app.states).toMatchObject([{ status: 'missing', fetchedAt: undefined }]);
    await app.send(bench.token());
    const attempts = counter.calls;

    const outcomes: Outcome[] = [];
    for (let request = 0; request < 100; request += 1) {
      outcomes.push(await app.send(bench.token()));
      bench.clock.advanceSeconds(0.01);
    }

    for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
    // None of them has asked the endpoint, so there is nothing that it could have waited for.
    expect(counter.calls).toBe(attempts);
    expect(attempts).toBe(1);
    expect(app.states).toMatchObject([{ status: 'missing', lastError: SOME_ERROR }]);
    expect(app.keyEvents).toEqual(['keys-failed']);
  });

  it('is asked again after 1, 2, 4, 8, 10 and 10 s, and used as soon as it answers', async () => {
    const { endpoint, app, counter } = await bootWithoutEndpoint();
    const pauses: (string | undefined)[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const [first, second] = await sendTwice(app);
      expect(counter.calls).toBe(attempt);
      expect(second.retryAfter).toBe(first.retryAfter);
      pauses.push(first.retryAfter);
      bench.clock.advanceSeconds(Number(first.retryAfter) - 0.001);
      await app.send(bench.token());
      expect(counter.calls).toBe(attempt);
      bench.clock.advanceSeconds(0.001);
    }
    expect(pauses).toEqual(['1', '2', '4', '8', '10', '10']);

    await endpoint.listen();

    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(endpoint.hits).toBe(1);
    expect(app.states).toMatchObject([{ status: 'fresh', lastError: undefined }]);
    expect(app.keyEvents).toEqual(['keys-failed', 'keys-recovered']);
  });
});

describe.each(platforms)('an endpoint that goes down, on %s,', (_name, createAdapter) => {
  it('does not matter to access and ID tokens while the keys are young', async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const counter = countCalls();
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { fetch: counter.fetch },
    });
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    await endpoint.refuse();
    bench.clock.advanceSeconds(MAX_AGE_SECONDS);

    const idToken = bench.pool.idToken({ issuedAt: new Date(bench.clock.nowMs) });

    expect(await app.send(idToken)).toMatchObject(ADMITTED);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(counter.calls).toBe(1);
    expect(app.states).toMatchObject([{ status: 'fresh' }]);
  });

  it('leaves the old keys in use for a day, and no longer', async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const counter = countCalls();
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { fetch: counter.fetch },
    });
    await app.send(bench.token());
    const fetchedAt = bench.clock.nowMs;
    await endpoint.refuse();
    bench.clock.advanceSeconds(MAX_AGE_SECONDS + 1);

    const failed = app.nextEvent('keys-failed');
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    await failed;
    expect(counter.calls).toBe(2);
    expect(app.states).toMatchObject([
      { status: 'stale', fetchedAt: new Date(fetchedAt), lastError: SOME_ERROR },
    ]);

    // Each step is an attempt; between them there is none, and nobody waits.
    let calls = 2;
    for (const age of [2 * MAX_AGE_SECONDS + 1, STALE_SECONDS / 2, STALE_SECONDS]) {
      bench.clock.nowMs = fetchedAt + age * 1000;
      const outcomes = await app.sendAll(bench.tokens(10));
      calls += 1;
      expect(distinct(outcomes)).toEqual([ADMITTED]);
      expect(distinct(await app.sendAll(bench.tokens(10)))).toEqual([ADMITTED]);
      expect(counter.calls).toBe(calls);
    }

    // Too old: as long as there are no keys, attempts are as close as four failures in a row allow.
    bench.clock.advanceSeconds(1);
    expect(await app.send(bench.token())).toMatchObject({ ...UNAVAILABLE, retryAfter: '7' });
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    expect(await app.send(bench.token())).toMatchObject({ ...UNAVAILABLE, retryAfter: '10' });
    expect(await app.send(bench.token())).toMatchObject(UNAVAILABLE);
    expect(counter.calls).toBe(calls + 1);
    expect(app.states).toMatchObject([{ status: 'missing' }]);
    expect(app.keyEvents).toEqual(['keys-failed']);

    await endpoint.listen();
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(app.states).toMatchObject([{ status: 'fresh', fetchedAt: new Date(bench.clock.nowMs) }]);
    expect(app.keyEvents).toEqual(['keys-failed', 'keys-recovered']);
  });

  it('answers an unknown key with 503, because nobody can know whether it exists', async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });
    await app.send(bench.token());
    await endpoint.refuse();
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);

    const unknown = tamper(bench.token(), { header: { kid: 'new' } });

    expect(await app.send(unknown)).toMatchObject(UNAVAILABLE);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
  });
});

describe.each(platforms)('an endpoint that answers with errors, on %s,', (_name, createAdapter) => {
  const bursts: [string, ReturnType<typeof status>][] = [
    ['500', status(500)],
    ['502', status(502)],
    ['503', status(503)],
    ['429', status(429)],
    ['429 with Retry-After', status(429, { 'retry-after': '120' })],
  ];

  it.each(bursts)('is used again after one %s at the first attempt', async (_case, fault) => {
    const endpoint = await bench.endpoint(inTurn(fault, json(bench.pool.jwks)));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });

    expect(await app.send(bench.token())).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
    bench.clock.advanceSeconds(1);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(endpoint.hits).toBe(2);
  });

  it.each(bursts)('is used again after a burst of %s', async (_case, fault) => {
    const endpoint = await bench.endpoint(inTurn(fault, fault, fault, json(bench.pool.jwks)));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });

    const timeline: number[] = [];
    for (let second = 0; second <= 8; second += 1) {
      timeline.push((await app.send(bench.token())).status);
      bench.clock.advanceSeconds(1);
    }

    // Attempts at 0, 1, 3 and 7 s.
    expect(timeline).toEqual([503, 503, 503, 503, 503, 503, 503, 200, 200]);
    expect(endpoint.hits).toBe(4);
  });

  it.each(bursts)(
    'refuses nobody during a burst of %s where the keys are cached',
    async (_case, fault) => {
      const { jwks } = bench.pool;
      const endpoint = await bench.endpoint(inTurn(json(jwks), fault, fault, fault, json(jwks)));
      const app = await bench.boot(endpoint.jwksUri, { createAdapter });
      await app.send(bench.token());
      bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

      const outcomes: Outcome[] = [];
      for (let second = 0; second <= 30; second += 5) {
        outcomes.push(await app.send(bench.token()));
        bench.clock.advanceSeconds(5);
      }

      expect(distinct(outcomes)).toEqual([ADMITTED]);
      // Attempts at 0, 10, 20 and 30 s.
      expect(endpoint.hits).toBe(5);
      expect(app.states).toMatchObject([{ status: 'fresh', lastError: undefined }]);
    },
  );
});

describe('a fetch that fails while many wait for it', () => {
  it('fails them all, and their retries wait for the next attempt', async () => {
    const endpoint = await bench.endpoint(status(503));
    const app = await bench.boot(endpoint.jwksUri);
    const verify = (): Promise<unknown> => app.verifier.verify(bench.token());
    const retryAtOnce = (): Promise<unknown> => verify().catch(() => verify().catch(verify));

    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const results = await Promise.allSettled(Array.from({ length: 50 }, retryAtOnce));

      for (const result of results) {
        expect(result).toMatchObject({
          status: 'rejected',
          reason: { code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE' },
        });
      }
      expect(endpoint.hits).toBe(attempt);
      bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    }
  });

  it('settles also for a listener that asks for the key again at once', async () => {
    const endpoint = await bench.endpoint(inTurn(status(503), json(bench.pool.jwks)));
    const app = await bench.boot(endpoint.jwksUri);
    const settled: Promise<unknown>[] = [];
    app.insideNextEvent('keys-failed', () => settled.push(app.verifier.verify(bench.token())));
    settled.push(app.verifier.verify(bench.token()));

    await expect(settled[0]).rejects.toMatchObject({
      code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
    });
    expect(settled).toHaveLength(2);
    await expect(settled[1]).rejects.toMatchObject({
      code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
    });
    expect(endpoint.hits).toBe(1);

    bench.clock.advanceSeconds(1);
    await expect(app.verifier.verify(bench.token())).resolves.toMatchObject({ tokenUse: 'access' });
    expect(endpoint.hits).toBe(2);
  });
});

describe.each(platforms)('a network that fails, on %s,', (_name, createAdapter) => {
  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EMFILE', 'ENETUNREACH', 'ECONNRESET'])(
    'with %s has the effect of an endpoint that is down',
    async (code) => {
      const cause = Object.assign(new Error(code), { code });
      const endpoint = await bench.endpoint(json(bench.pool.jwks));
      let isBroken = true;
      const counter = countCalls((...parameters) =>
        isBroken
          ? Promise.reject(new TypeError('fetch failed', { cause }))
          : globalThis.fetch(...parameters),
      );
      const app = await bench.boot(endpoint.jwksUri, {
        createAdapter,
        signingKeys: { fetch: counter.fetch },
      });

      const [first, second] = await sendTwice(app);
      expect(first).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
      expect(second).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
      expect(counter.calls).toBe(1);
      expect(causesOf(app.states[0]?.lastError)).toContain(cause);

      isBroken = false;
      bench.clock.advanceSeconds(1);
      expect(await app.send(bench.token())).toMatchObject(ADMITTED);
      expect(counter.calls).toBe(2);
    },
  );

  it.each<[string, () => unknown]>([
    [
      'throws at once',
      () => {
        throw new Error('no route');
      },
    ],
    ['rejects with nothing', () => Promise.reject()],
    ['rejects with a string', () => Promise.reject('no route')],
    ['rejects with a frozen error', () => Promise.reject(Object.freeze(new Error('no route')))],
    ['gives nothing', () => undefined],
    ['gives no response', () => Promise.resolve({})],
  ])('because the fetch of the application %s has the same effect', async (_case, broken) => {
    const app = await bench.boot('https://keys.invalid/jwks.json', {
      createAdapter,
      signingKeys: { fetch: broken as typeof globalThis.fetch },
    });

    expect(await app.send(bench.token())).toMatchObject({ ...UNAVAILABLE, retryAfter: '1' });
    expect(app.states).toMatchObject([{ status: 'missing', lastError: SOME_ERROR }]);
  });

  it('because a connection was closed between two fetches opens another one', async () => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });
    await app.send(bench.token());
    await endpoint.closeIdleConnections();
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(app.states).toMatchObject([{ status: 'fresh', fetchedAt: new Date(bench.clock.nowMs) }]);
    expect(endpoint.hits).toBe(2);
    expect(endpoint.connections).toBe(2);
  });

  it('because a connection is reset when it is used again does no harm', async () => {
    const { jwks } = bench.pool;
    const endpoint = await bench.endpoint(inTurn(json(jwks), reset, json(jwks)));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });
    await app.send(bench.token());
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(app.states).toMatchObject([{ status: 'fresh', lastError: undefined }]);
    expect(endpoint.hits).toBe(3);
  });
});
