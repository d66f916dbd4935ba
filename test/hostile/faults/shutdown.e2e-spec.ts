import { platforms } from '../../support/platforms.js';
import { dripBody, hang, json } from '../../support/answers.js';
import { ADMITTED, distinct, UNAVAILABLE } from './support/fault-app.js';
import { FaultBench, MAX_AGE_SECONDS } from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

// Fetches come to no deadline within a test here, so a close that waits for one fails.
describe.each(platforms)(
  'an application that closes during a fetch, on %s,',
  (_, createAdapter) => {
    it.each([
      ['says nothing', () => hang],
      ['drips', () => dripBody(JSON.stringify(bench.pool.jwks), 100)],
    ])(
      'ends at once during the fetch at boot, with its connection, where the endpoint %s',
      async (_case, fault) => {
        const endpoint = await bench.endpoint(fault());
        const asked = endpoint.nextRequest();
        const app = await bench.boot(endpoint.jwksUri, {
          createAdapter,
          signingKeys: { prefetch: true },
        });
        await asked;

        await app.nest.close();

        expect(await endpoint.busyConnections()).toBe(0);
        expect(app.keyEvents).toEqual([]);
      },
    );

    it('answers those who wait for the keys, and ends', async () => {
      const endpoint = await bench.endpoint(hang);
      const app = await bench.boot(endpoint.jwksUri, { createAdapter });
      const asked = endpoint.nextRequest();
      const waiting = app.sendAll(bench.tokens(10));
      await asked;
      // All ten have arrived once one of them, sent last, is refused without waiting for a key.
      await app.send('no-token');

      await app.nest.close();

      const outcomes = await waiting;
      for (const outcome of outcomes) expect(outcome).toMatchObject(UNAVAILABLE);
      expect(await endpoint.busyConnections()).toBe(0);
      expect(app.keyEvents).toEqual([]);
    });

    it('ends at once during a refresh in the background', async () => {
      const endpoint = await bench.endpoint(json(bench.pool.jwks));
      const app = await bench.boot(endpoint.jwksUri, { createAdapter });
      await app.send(bench.token());
      endpoint.answer = hang;
      bench.clock.advanceSeconds(MAX_AGE_SECONDS + 1);
      const asked = endpoint.nextRequest();
      expect(distinct(await app.sendAll(bench.tokens(3)))).toEqual([ADMITTED]);
      await asked;

      await app.nest.close();

      expect(await endpoint.busyConnections()).toBe(0);
    });

    it('fetches no keys afterwards', async () => {
      const endpoint = await bench.endpoint(json(bench.pool.jwks));
      const app = await bench.boot(endpoint.jwksUri, { createAdapter });
      const { verifier } = app;
      await app.nest.close();

      await expect(verifier.verify(bench.token())).rejects.toMatchObject({
        code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      });
      expect(endpoint.connections).toBe(0);
    });

    it('ends even where its own fetch ignores the signal', async () => {
      const app = await bench.boot('https://keys.invalid/jwks.json', {
        createAdapter,
        signingKeys: { fetch: () => new Promise<never>(() => undefined) },
      });
      const waiting = Promise.allSettled([app.verifier.verify(bench.token())]);

      await app.nest.close();

      expect(await waiting).toMatchObject([
        { status: 'rejected', reason: { code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE' } },
      ]);
    });
  },
);
