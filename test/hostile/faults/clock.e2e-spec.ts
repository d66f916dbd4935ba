import { platforms } from '../../support/platforms.js';
import { json } from '../../support/answers.js';
import { ADMITTED, distinct, UNKNOWN_KEY } from './support/fault-app.js';
import {
  COOLDOWN_SECONDS,
  FaultBench,
  MAX_AGE_SECONDS,
  STALE_SECONDS,
} from './support/fault-bench.js';

const bench = FaultBench.forThisFile();

const EXPIRED = { status: 401, code: 'ERR_COGNITO_TOKEN_EXPIRED' };
const TOO_EARLY = { status: 401, code: 'ERR_COGNITO_TOKEN_NOT_YET_VALID' };

describe.each(platforms)('a clock that is off, on %s,', (_name, createAdapter) => {
  it.each([
    [-30, 0, ADMITTED],
    [-60, 0, ADMITTED],
    [-61, 0, TOO_EARLY],
    [-61, 60, TOO_EARLY],
    [-61, 61, ADMITTED],
    [-600, 300, TOO_EARLY],
    [29, 0, ADMITTED],
    [30, 0, EXPIRED],
    [61, 0, EXPIRED],
    [61, 60, ADMITTED],
    [90, 60, EXPIRED],
    [600, 300, EXPIRED],
  ])(
    'by %i s, with a tolerance of %i s, decides about a token that is good for 30 s',
    async (offset, clockToleranceSeconds, expected) => {
      const endpoint = await bench.endpoint(json(bench.pool.jwks));
      const app = await bench.boot(endpoint.jwksUri, { createAdapter, clockToleranceSeconds });
      const token = bench.token({ expiresInSeconds: 30 });
      bench.clock.advanceSeconds(offset);

      expect(await app.send(token)).toMatchObject(expected);
      expect(endpoint.hits).toBe(1);
    },
  );

  describe('set while keys are cached,', () => {
    const bootWarm = async () => {
      const endpoint = await bench.endpoint(json(bench.pool.jwks));
      const app = await bench.boot(endpoint.jwksUri, { createAdapter });
      expect(await app.send(bench.token())).toMatchObject(ADMITTED);
      return { endpoint, app };
    };

    it.each([-0.5, -30, -61, -600, -STALE_SECONDS, -10 * STALE_SECONDS])(
      'by %d s, causes no more than one fetch',
      async (offset) => {
        const { endpoint, app } = await bootWarm();
        bench.clock.advanceSeconds(offset);

        const outcomes = await app.sendAll(bench.tokens(25));
        outcomes.push(...(await app.sendAll(bench.tokens(25))));

        expect(distinct(outcomes)).toEqual([ADMITTED]);
        expect(endpoint.hits).toBeLessThanOrEqual(2);
      },
    );

    it.each([30, 61, 600])('by %d s, causes no fetch', async (offset) => {
      const { endpoint, app } = await bootWarm();
      bench.clock.advanceSeconds(offset);

      expect(distinct(await app.sendAll(bench.tokens(25)))).toEqual([ADMITTED]);
      expect(endpoint.hits).toBe(1);
    });

    it('far ahead, causes one fetch that requests wait for', async () => {
      const { endpoint, app } = await bootWarm();
      bench.clock.advanceSeconds(10 * STALE_SECONDS);

      expect(distinct(await app.sendAll(bench.tokens(25)))).toEqual([ADMITTED]);
      expect(endpoint.hits).toBe(2);
      expect(app.states).toMatchObject([{ status: 'fresh' }]);
    });

    it.each([-600, -STALE_SECONDS])(
      'by %d s while the endpoint is down, causes one attempt in each cooldown',
      async (offset) => {
        const { endpoint, app } = await bootWarm();
        endpoint.answer = (_request, response) => {
          response.writeHead(503).end();
        };
        bench.clock.advanceSeconds(offset);

        for (const hits of [2, 3, 4]) {
          const failed = endpoint.nextRequest();
          const outcomes = await app.sendAll(bench.tokens(10));
          await failed;
          outcomes.push(...(await app.sendAll(bench.tokens(10))));
          expect(distinct(outcomes)).toEqual([ADMITTED]);
          expect(endpoint.hits).toBe(hits);
          bench.clock.advanceSeconds(COOLDOWN_SECONDS);
        }
      },
    );

    it('back, does not freeze the keys: finds a new one and refuses a dropped one', async () => {
      const rotated = await bench.rotated();
      const { endpoint, app } = await bootWarm();
      endpoint.answer = json(rotated.jwks);
      bench.clock.advanceSeconds(-STALE_SECONDS);

      expect(await app.send(bench.token({}, rotated))).toMatchObject(ADMITTED);
      expect(await app.send(bench.token())).toMatchObject(UNKNOWN_KEY);
      expect(endpoint.hits).toBe(2);
    });

    it('back, does not keep keys for longer: the next request refreshes them', async () => {
      const rotated = await bench.rotated();
      const { endpoint, app } = await bootWarm();
      endpoint.answer = json(rotated.jwks);
      bench.clock.advanceSeconds(-STALE_SECONDS);

      const asked = endpoint.nextRequest();
      await app.send(bench.token());
      await asked;
      // A token of the new key joins the refresh that the old one has started.
      expect(await app.send(bench.token({}, rotated))).toMatchObject(ADMITTED);

      expect(await app.send(bench.token())).toMatchObject(UNKNOWN_KEY);
      expect(endpoint.hits).toBe(2);
    });

    it('back after a failed attempt, does not delay the next one', async () => {
      const endpoint = await bench.endpoint((_request, response) => {
        response.writeHead(503).end();
      });
      const app = await bench.boot(endpoint.jwksUri, { createAdapter });
      expect((await app.send(bench.token())).status).toBe(503);
      endpoint.answer = json(bench.pool.jwks);
      bench.clock.advanceSeconds(-MAX_AGE_SECONDS);

      expect(await app.send(bench.token())).toMatchObject(ADMITTED);
      expect(endpoint.hits).toBe(2);
    });
  });
});
