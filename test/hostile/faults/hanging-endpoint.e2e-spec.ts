import type { KeyEndpoint } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import {
  type Answer,
  announceTooMuch,
  dripBody,
  dripHeaders,
  hang,
  held,
  json,
} from '../../support/answers.js';
import { ADMITTED, distinct, UNAVAILABLE } from './support/fault-app.js';
import {
  COOLDOWN_SECONDS,
  FaultBench,
  GIVEN_UP,
  HASTY,
  MAX_AGE_SECONDS,
} from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

const hanging: [string, () => Answer][] = [
  ['takes the request and says nothing', () => hang],
  ['sends a byte of the headers now and then', () => dripHeaders(20)],
  ['sends a byte of the body now and then', () => dripBody(text(), 20)],
  ['announces more than it sends', () => announceTooMuch(text())],
];

const text = (): string => JSON.stringify(bench.pool.jwks);

describe.each(platforms)('an endpoint that hangs, on %s,', (_name, createAdapter) => {
  const expectAllToWaitForOneDeadline = async (endpoint: KeyEndpoint, jwksUri: string) => {
    let attempts = 0;
    const app = await bench.boot(jwksUri, {
      createAdapter,
      signingKeys: {
        ...HASTY,
        fetch: (...given) => {
          attempts += 1;
          return fetch(...given);
        },
      },
    });

    const outcomes = await app.sendAll(bench.tokens(20));

    for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(app.states).toMatchObject([{ status: 'missing', lastError: GIVEN_UP }]);
    expect(await endpoint.busyConnections()).toBe(0);
    expect(await app.send(bench.token())).toMatchObject(UNAVAILABLE);
    expect(attempts).toBe(1);
    return app;
  };

  it('and only accepts connections gives 503 to all at the deadline', async () => {
    const endpoint = await bench.silentEndpoint('http');

    await expectAllToWaitForOneDeadline(endpoint, endpoint.jwksUri);
  });

  it.each(hanging)(
    'and %s gives 503 to all at the deadline, and 200 once it answers',
    async (_, fault) => {
      const endpoint = await bench.endpoint(fault());

      const app = await expectAllToWaitForOneDeadline(endpoint, endpoint.jwksUri);

      endpoint.answer = json(bench.pool.jwks);
      bench.clock.advanceSeconds(1);
      expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    },
  );

  it.each(hanging)('and %s delays nobody whose keys are cached', async (_case, fault) => {
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter, signingKeys: HASTY });
    await app.send(bench.token());
    const fetchedAt = new Date(bench.clock.nowMs);
    await endpoint.closeIdleConnections();
    endpoint.answer = fault();
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);

    const outcomes = await app.sendAll(bench.tokens(20));

    expect(distinct(outcomes)).toEqual([ADMITTED]);
    expect(endpoint.hits).toBe(2);
    expect(await endpoint.busyConnections()).toBe(0);
    expect(app.states).toMatchObject([{ status: 'stale', fetchedAt, lastError: GIVEN_UP }]);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(endpoint.hits).toBe(2);
  });

  it('for both forms of issuer delays a request no longer than for one', async () => {
    const events: ('given up' | 'answered')[] = [];
    let endSecond: () => void;
    const secondHasEnded = new Promise<void>((resolve) => (endSecond = resolve));
    const endpoint = await bench.endpoint(hang);
    const { userPoolId, clientId } = bench.pool;
    const app = await bench.boot('', {
      createAdapter,
      userPools: [{ userPoolId, clientId, tokenUse: 'access' }],
      signingKeys: {
        // Much longer than an answer takes, so that it comes between two deadlines.
        requestTimeoutMs: 2000,
        fetch: (_uri, init) => {
          init?.signal?.addEventListener('abort', () => {
            if (events.includes('given up')) endSecond();
            events.push('given up');
          });
          return fetch(endpoint.jwksUri, init);
        },
      },
    });

    const outcomes = await Promise.all(
      bench.tokens(20).map(async (token) => {
        const outcome = await app.send(token);
        events.push('answered');
        return outcome;
      }),
    );

    for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(events.slice(0, 2)).toEqual(['given up', 'answered']);
    // Whatever is asked on behalf of later requests has its own deadline.
    await secondHasEnded;
    expect(await endpoint.busyConnections()).toBe(0);
  });

  it('lets as many calls wait as the options allow, and refuses the others at once', async () => {
    const [waiting, refused] = [3, 17];
    const { answer, letGo } = held(json(bench.pool.jwks));
    const endpoint = await bench.endpoint(answer);
    const app = await bench.boot(endpoint.jwksUri, {
      createAdapter,
      signingKeys: { maxWaitingCalls: waiting },
    });
    const outcomes: Awaited<ReturnType<typeof app.send>>[] = [];
    await Promise.all(
      bench.tokens(waiting + refused).map(async (token) => {
        outcomes.push(await app.send(token));
        if (outcomes.length === refused) letGo();
      }),
    );

    for (const outcome of outcomes.slice(0, refused)) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(distinct(outcomes.slice(refused))).toEqual([ADMITTED]);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
  });

  it('delays nobody whose key is known when the keys are due', async () => {
    const { answer, letGo } = held(json(bench.pool.jwks));
    const endpoint = await bench.endpoint(json(bench.pool.jwks));
    const app = await bench.boot(endpoint.jwksUri, { createAdapter });
    await app.send(bench.token());
    endpoint.answer = answer;
    bench.clock.advanceSeconds(MAX_AGE_SECONDS + 1);

    const asked = endpoint.nextRequest();
    const outcomes = await app.sendAll(bench.tokens(20));
    await asked;
    const outcomesMeanwhile = await app.sendAll(bench.tokens(20));

    expect(distinct([...outcomes, ...outcomesMeanwhile])).toEqual([ADMITTED]);
    expect(endpoint.hits).toBe(2);
    expect(app.states).toMatchObject([{ status: 'stale', lastError: undefined }]);

    letGo();
    // Who needs the fetch under way joins it, and so tells when it is done.
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    expect(app.states).toMatchObject([{ status: 'fresh' }]);
    expect(endpoint.hits).toBe(2);
  });
});

describe('a fetch of the application that does not heed its signal', () => {
  /** A fetch whose calls are answered by hand, in any order. */
  const manualFetch = () => {
    const calls: ((jwks: unknown) => void)[] = [];
    const fetch = (): Promise<Response> =>
      new Promise((resolve) => {
        calls.push((jwks) => resolve(Response.json(jwks)));
      });
    return { calls, fetch };
  };

  /** Lets everything happen that needs no more than turns of the event loop. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  it('keeps nobody waiting beyond the deadline', async () => {
    const { fetch } = manualFetch();
    const app = await bench.boot('https://keys.invalid/jwks.json', {
      signingKeys: { ...HASTY, fetch },
    });

    const outcomes = await app.sendAll(bench.tokens(10));

    for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
    expect(app.states).toMatchObject([{ status: 'missing', lastError: GIVEN_UP }]);
  });

  it('cannot replace a newer key set by an older one that comes too late', async () => {
    const rotated = await bench.rotated();
    const { calls, fetch } = manualFetch();
    const app = await bench.boot('https://keys.invalid/jwks.json', {
      signingKeys: { ...HASTY, fetch },
    });
    expect(await app.send(bench.token())).toMatchObject(UNAVAILABLE);
    bench.clock.advanceSeconds(1);
    const newer = app.verifier.verify(bench.token({}, rotated));
    await settle();
    calls[1]?.(rotated.jwks);
    await newer;

    calls[0]?.(bench.pool.jwks);
    await settle();

    expect(calls).toHaveLength(2);
    expect(await app.send(bench.token({}, rotated))).toMatchObject(ADMITTED);
    expect(await app.send(bench.token())).toMatchObject({ status: 401 });
  });

  it('cannot bring keys by a late answer after the refresh has failed', async () => {
    const rotated = await bench.rotated();
    const { calls, fetch } = manualFetch();
    const app = await bench.boot('https://keys.invalid/jwks.json', {
      signingKeys: { ...HASTY, fetch },
    });
    const first = app.verifier.verify(bench.token());
    await settle();
    calls[0]?.(bench.pool.jwks);
    await first;
    bench.clock.advanceSeconds(2 * MAX_AGE_SECONDS + 1);
    expect(await app.send(bench.token())).toMatchObject(ADMITTED);
    bench.clock.advanceSeconds(COOLDOWN_SECONDS);
    const newer = app.verifier.verify(bench.token({}, rotated));
    await settle();
    calls[2]?.(rotated.jwks);
    await newer;

    calls[1]?.(bench.pool.jwks);
    await settle();

    expect(await app.send(bench.token({}, rotated))).toMatchObject(ADMITTED);
    expect(await app.send(bench.token())).toMatchObject({ status: 401 });
    expect(calls).toHaveLength(3);
  });
});
