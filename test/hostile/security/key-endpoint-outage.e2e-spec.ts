import {
  type CognitoAuthEvent,
  CognitoTokenVerifier,
  SIGNING_KEYS,
  type SigningKeys,
} from 'nestjs-cognito-auth';
import { resolveCognitoAuthOptions } from '../../../lib/core/options/resolve-cognito-auth-options.js';
import { FakeClock } from '../../support/fake-clock.js';
import {
  announceTooMuch,
  type Answer,
  breakOff,
  drop,
  hang,
  held,
  json,
} from '../../support/answers.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { headerValues } from '../../support/raw-http.js';
import {
  acceptanceOf,
  allRefusedAt,
  KEYS_UNAVAILABLE,
  refusalOf,
  refusedAt,
} from './support/refusal-of.js';
import { settled } from './support/settled.js';

const clock = new FakeClock();
const pool = RawUserPool.create({ now: () => clock.nowMs });
const log = new CapturedLog();
const KEYS = JSON.stringify(pool.jwks);

describe.each(platforms)(
  'an application whose key endpoint fails, on %s,',
  (_name, createAdapter) => {
    const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

    const expectAccepted = () => acceptanceOf(bench.app, bearer(pool.token()));
    const expectUnavailable = async () =>
      expect(await refusalOf(bench.app, bearer(pool.token()))).toEqual(KEYS_UNAVAILABLE);
    const verify = () => settled(bench.app.nest.get(CognitoTokenVerifier).verify(pool.token()));

    it('settles all calls that wait for a failing fetch and try again at once', async () => {
      bench.endpoint.answer = drop;
      await bench.start();
      const again = async (times: number): Promise<string> => {
        const code = await verify();
        return times === 0 ? code : again(times - 1);
      };

      const codes = await Promise.all(Array.from({ length: 20 }, () => again(3)));

      expect(new Set(codes)).toEqual(new Set([KEYS_UNAVAILABLE.code]));
      expect(bench.endpoint.hits).toBe(1);
      await expectUnavailable();
    });

    it('settles a call from inside the fetch, or from the event of its failure', async () => {
      const nested: Promise<string>[] = [];
      let fetches = 0;
      await bench.start({
        onEvent: ({ type }: CognitoAuthEvent) => {
          if (type === 'keys-failed') nested.push(verify());
        },
        signingKeys: {
          prefetch: false,
          fetch: () => {
            fetches += 1;
            nested.push(verify());
            return Promise.reject(new Error('down'));
          },
        },
      });

      await expectUnavailable();
      expect(await Promise.all(nested)).toEqual([KEYS_UNAVAILABLE.code, KEYS_UNAVAILABLE.code]);
      expect(fetches).toBe(1);
    });

    it('fetches once for all who come during a fetch, however long it takes', async () => {
      const { answer, letGo } = held(json(pool.jwks));
      bench.endpoint.answer = answer;
      const asked = bench.endpoint.nextRequest();
      await bench.start();

      const first = verify();
      await asked;
      clock.advanceSeconds(30);
      const second = verify();
      letGo();

      expect(await Promise.all([first, second])).toEqual(['accepted', 'accepted']);
      expect(bench.endpoint.hits).toBe(1);
    });

    it.each([
      ['that never answers', hang],
      ['that never ends its answer', announceTooMuch(KEYS)],
    ] satisfies readonly (readonly [string, Answer])[])(
      'gives up an endpoint %s at the deadline',
      async (_case, answer) => {
        bench.endpoint.answer = answer;
        await bench.start({ signingKeys: { prefetch: false, requestTimeoutMs: 200 } });
        const requests = Array.from({ length: 5 }, () => bearer(pool.token()));

        const refused = await allRefusedAt(bench.app, requests);

        expect(refused.map(({ refusal }) => refusal)).toEqual(requests.map(() => KEYS_UNAVAILABLE));
        expect(bench.endpoint.hits).toBe(1);
        expect(bench.app.nest.get<SigningKeys>(SIGNING_KEYS).states()).toMatchObject([
          { lastError: { message: expect.stringContaining('no complete answer within 200 ms') } },
        ]);
      },
    );

    it('keeps the keys that it has fetched for a day', async () => {
      await bench.startWarm();
      bench.endpoint.answer = drop;

      for (const seconds of [3601, 3600, 3600, 70_000]) {
        clock.advanceSeconds(seconds);
        await expectAccepted();
      }
      expect(bench.endpoint.hits).toBeGreaterThan(1);
      clock.advanceSeconds(10_000);
      await expectUnavailable();
    });

    it('fetches again after a connection is lost in the middle of an answer', async () => {
      bench.endpoint.answer = breakOff(KEYS, 'close');
      await bench.start();

      await expectUnavailable();
      bench.endpoint.answer = json(pool.jwks);
      clock.advanceSeconds(1);
      await expectAccepted();
    });

    it('fetches once for unknown kids, which do not lock out good tokens', async () => {
      await bench.startWarm();
      clock.advanceSeconds(11);
      const verifier = bench.app.nest.get(CognitoTokenVerifier);
      const unsignedUnder = (kid: string): string =>
        `${pool.token({ header: pool.header({ kid }) }).slice(0, -342)}AAAA`;

      const codes = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          settled(verifier.verify(unsignedUnder(`unknown-${index}`))),
        ),
      );

      expect(new Set(codes)).toEqual(new Set(['ERR_COGNITO_SIGNING_KEY_UNKNOWN']));
      expect(bench.endpoint.hits).toBe(2);
      await expectAccepted();
      clock.advanceSeconds(3601);
      await expectAccepted();
    });

    it.each([
      ['drops connections', drop],
      ['drops them in mid-answer', breakOff(KEYS, 'close')],
      ['fails', json({}, 500)],
      ['answers something else', json([])],
    ] satisfies readonly (readonly [string, Answer])[])(
      'answers 503, and does not blame the caller, where the endpoint %s',
      async (_case, answer) => {
        bench.endpoint.answer = answer;
        await bench.start();

        const { refusal, response } = await refusedAt(bench.app, bearer(pool.token()));

        expect(refusal).toEqual(KEYS_UNAVAILABLE);
        expect(headerValues(response, 'retry-after')).toEqual(['1']);
        const optional = { ...bearer(pool.token()), path: '/optional' };
        expect(await refusalOf(bench.app, optional)).toEqual(KEYS_UNAVAILABLE);
      },
    );

    it('uses the endpoint as soon as it works, and keeps no failure', async () => {
      bench.endpoint.answer = drop;
      await bench.start();
      await expectUnavailable();
      bench.endpoint.answer = json(pool.jwks);
      await expectUnavailable();
      clock.advanceSeconds(1);

      await expectAccepted();
    });

    it('loses no key by a refresh that fails or hangs', async () => {
      // Longer than a test may take: a request that waited for the refresh would not be answered.
      await bench.startWarm({ signingKeys: { prefetch: false, requestTimeoutMs: 30_000 } });
      const { answer, letGo } = held(json({}, 500));
      bench.endpoint.answer = answer;
      const asked = bench.endpoint.nextRequest();
      clock.advanceSeconds(3601);
      const request = bearer(pool.token());

      await acceptanceOf(bench.app, request);
      await asked;
      await acceptanceOf(bench.app, request);
      letGo();
      await acceptanceOf(bench.app, request);
    });

    it('reports an issuer that it cannot reach, and boots', async () => {
      let report: (event: CognitoAuthEvent) => void = () => undefined;
      const failed = new Promise<CognitoAuthEvent>((resolve) => {
        report = resolve;
      });
      await bench.startWith({
        ...pool.rules,
        signingKeys: { fetch: () => Promise.reject(new Error('ENOTFOUND')) },
        onEvent: (event) => report(event),
      });

      expect(await failed).toMatchObject({ type: 'keys-failed', userPoolId: pool.userPoolId });
    });
  },
);

describe('the deadline of a fetch', () => {
  it('is three seconds at least, unless the options ask for less', () => {
    const { signingKeys } = resolveCognitoAuthOptions(pool.rules);

    expect(signingKeys.requestTimeoutMs).toBeGreaterThanOrEqual(3000);
  });
});
