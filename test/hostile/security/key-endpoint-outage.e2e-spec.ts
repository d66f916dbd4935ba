import { type CognitoAuthEvent, CognitoTokenVerifier } from 'nestjs-cognito-auth';
import { resolveCognitoAuthOptions } from '../../../lib/core/options/resolve-cognito-auth-options.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type Answer, json } from '../../support/key-endpoint.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from './support/captured-log.js';
import { bearer } from './support/guarded-app.js';
import { RawUserPool } from './support/hostile-token.js';
import { headerValues } from './support/raw-http.js';
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

const drop: Answer = (_request, response) => response.destroy();

/** Says how long the answer is, sends a part of it, and ends the connection. */
const dropInMidAnswer: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"keys":[', () => response.destroy());
};

const neverAnswer: Answer = () => undefined;

const neverEnd: Answer = (_request, response) => {
  response.writeHead(200).write('{"keys":[');
};

/** Holds the answer back: `asked` is when it is waited for, `release` lets it go. */
function heldBack(answer: Answer): { answer: Answer; asked: Promise<void>; release: () => void } {
  let release: () => void = () => undefined;
  let ask: () => void;
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  return {
    asked,
    answer: (request, response) => {
      release = () => answer(request, response);
      ask();
    },
    release: () => release(),
  };
}

describe.each(platforms)('a key endpoint that fails, on %s', (_name, createAdapter) => {
  const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

  const expectAccepted = () => acceptanceOf(bench.app, bearer(pool.token()));
  const expectUnavailable = async () =>
    expect(await refusalOf(bench.app, bearer(pool.token()))).toEqual(KEYS_UNAVAILABLE);
  const verify = () => settled(bench.app.nest.get(CognitoTokenVerifier).verify(pool.token()));

  it('R-19: those who wait for a failing fetch and try again at once all settle', async () => {
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

  it('R-19: a token that is sent from inside the fetch, or from the news of its failure, settles', async () => {
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

  it('R-19: who comes while a fetch is under way joins it, however long it takes', async () => {
    const held = heldBack(json(pool.jwks));
    bench.endpoint.answer = held.answer;
    await bench.start();

    const first = verify();
    await held.asked;
    clock.advanceSeconds(30);
    const second = verify();
    held.release();

    expect(await Promise.all([first, second])).toEqual(['accepted', 'accepted']);
    expect(bench.endpoint.hits).toBe(1);
  });

  it.each([
    ['that never answers', neverAnswer],
    ['that never ends its answer', neverEnd],
  ] satisfies readonly (readonly [string, Answer])[])(
    'R-23: an endpoint %s is given up at the deadline',
    async (_case, answer) => {
      bench.endpoint.answer = answer;
      await bench.start({ signingKeys: { prefetch: false, requestTimeoutMs: 200 } });
      const requests = Array.from({ length: 5 }, () => bearer(pool.token()));
      const began = performance.now();

      const refused = await allRefusedAt(bench.app, requests);

      expect(refused.map(({ refusal }) => refusal)).toEqual(requests.map(() => KEYS_UNAVAILABLE));
      expect(bench.endpoint.hits).toBe(1);
      expect(performance.now() - began).toBeLessThan(1200);
    },
  );

  it('R-24: keys that were fetched outlive an outage', async () => {
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

  it('a connection that is lost in mid-answer fails the fetch, and the next one works', async () => {
    bench.endpoint.answer = dropInMidAnswer;
    await bench.start();

    await expectUnavailable();
    bench.endpoint.answer = json(pool.jwks);
    clock.advanceSeconds(1);
    await expectAccepted();
  });

  it('unknown kids cause one fetch and do not lock out good tokens', async () => {
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
    ['drops them in mid-answer', dropInMidAnswer],
    ['fails', json({}, 500)],
    ['answers something else', json([])],
  ] satisfies readonly (readonly [string, Answer])[])(
    'a key endpoint that %s is an outage, and not the fault of the caller',
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

  it('a failure is not kept: what failed once works as soon as it can', async () => {
    bench.endpoint.answer = drop;
    await bench.start();
    await expectUnavailable();
    bench.endpoint.answer = json(pool.jwks);
    await expectUnavailable();
    clock.advanceSeconds(1);

    await expectAccepted();
  });

  it('a refresh that fails, or is under way, takes no key away', async () => {
    // Longer than a test may take: a request that waited for the refresh would not be answered.
    await bench.startWarm({ signingKeys: { prefetch: false, requestTimeoutMs: 30_000 } });
    const held = heldBack(json({}, 500));
    bench.endpoint.answer = held.answer;
    clock.advanceSeconds(3601);
    const request = bearer(pool.token());

    await acceptanceOf(bench.app, request);
    await held.asked;
    await acceptanceOf(bench.app, request);
    held.release();
    await acceptanceOf(bench.app, request);
  });

  it('an issuer that cannot be reached is reported and does not stop the boot', async () => {
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
});

describe('the deadline of a fetch', () => {
  it('R-25: is three seconds at least, unless less is asked for', () => {
    const { signingKeys } = resolveCognitoAuthOptions(pool.rules);

    expect(signingKeys.requestTimeoutMs).toBeGreaterThanOrEqual(3000);
  });
});
