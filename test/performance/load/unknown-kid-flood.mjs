import { setTimeout } from 'node:timers/promises';
import { Client, Tally } from './client.mjs';
import { counts, ms } from './report.mjs';
import { inTurn, times } from './sequences.mjs';
import { withUnknownKid } from '../tokens.mjs';

const REQUESTS = 10_000;
const CONCURRENCY = 200;
const REPEATS = 3;
const COOLDOWN_SECONDS = 1;
const VALID_PER_SECOND = 100;
const VALID_CONNECTIONS = 64;
/** A rate that either platform keeps up with, guarded or not. */
const STEADY_PER_SECOND = 1000;
const STEADY_SECONDS = 1.5;
const WARM_UP_REQUESTS = 3000;

/**
 * Anybody can send tokens with made-up key ids. They must cost hardly a fetch, and callers with
 * good tokens are answered meanwhile; how late, is for the record.
 */
export async function checkUnknownKidFlood({ report, server, pool, endpoint, platform }) {
  const valid = pool.accessToken();
  const unknown = times(REQUESTS, () => withUnknownKid(valid));
  const boot = () =>
    server.boot(platform, {
      ...endpoint.optionsOf(pool),
      signingKeys: { prefetch: false, cooldownSeconds: COOLDOWN_SECONDS },
    });
  const flood = (origin, path, isSteady = false) =>
    measureFlood({ origin, path, unknown, valid, endpoint, isSteady });

  const results = { openCold: [], cold: [], openWarm: [], warm: [], refusing: [] };
  const steady = { open: [], warm: [] };
  const origin = await boot();
  await warmUp(origin, { valid, unknown: unknown.slice(0, WARM_UP_REQUESTS) });
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    // The code stays compiled when an application is booted anew in its process; its keys are gone.
    // A valid token has to wait for them then, whichever route is flooded.
    results.openCold.push(await flood(await boot(), '/open'));
    const rebooted = await boot();
    results.cold.push(await flood(rebooted, '/guarded'));
    results.openWarm.push(await flood(rebooted, '/open'));
    // A fast machine is done before the cooldown is over, and would not see a fetch at all.
    await setTimeout(COOLDOWN_SECONDS * 1000);
    results.warm.push(await flood(rebooted, '/guarded'));
    // For the record only, so once is enough.
    if (repeat === 0) results.refusing.push(await flood(rebooted, '/refusing'));
    steady.open.push(await flood(rebooted, '/open', true));
    steady.warm.push(await flood(rebooted, '/guarded', true));
  }

  for (const state of ['cold', 'warm']) {
    const floods = results[state];
    const name = `unknown kids, ${platform}, ${state} keys:`;
    const answers = floods.map(({ tally }) => tally.statuses);
    report.check(
      `${name} unknown kids are refused`,
      floods.every(({ tally }) => tally.isAll(401)),
      answers.map(counts).join('; '),
      `${REQUESTS} × 401 each`,
    );
    report.check(
      `${name} fetches`,
      floods.every(({ fetches, mostFetches }) => fetches >= 1 && fetches <= mostFetches),
      floods.map(({ fetches, tally }) => `${fetches} in ${tally.seconds.toFixed(1)} s`).join('; '),
      `1 and 1 per ${COOLDOWN_SECONDS} s`,
    );
    report.check(
      `${name} a valid token is accepted`,
      floods.every(({ valid: probe }) => probe.isAll(200)),
      floods.map(({ valid: probe }) => counts(probe.statuses)).join('; '),
      'all 200',
    );
    const p99 = p99Of(floods);
    const unguarded = p99Of(state === 'cold' ? results.openCold : results.openWarm);
    report.note(
      `${name} p99 of a valid token, beside an open route`,
      `${ms(p99)} = ${(p99 / unguarded).toFixed(2)} × ${ms(unguarded)}`,
    );
  }
  const refusing = p99Of(results.refusing);
  report.note(
    `unknown kids, ${platform}: the same beside a handler that throws a 401`,
    `${ms(refusing)} = ${(refusing / p99Of(results.openWarm)).toFixed(2)} ×`,
  );
  const p99 = p99Of(steady.warm);
  const unguarded = p99Of(steady.open);
  const ofSteady = `unknown kids, ${platform}, ${STEADY_PER_SECOND} unknown kids a second:`;
  report.check(
    `${ofSteady} a valid token is accepted`,
    steady.warm.every(({ valid: probe }) => probe.isAll(200)),
    steady.warm.map(({ valid: probe }) => counts(probe.statuses)).join('; '),
    'all 200',
  );
  report.note(
    `${ofSteady} p99 of a valid token, beside an open route`,
    `${ms(p99)} = ${(p99 / unguarded).toFixed(2)} × ${ms(unguarded)}`,
  );
  for (const [name, floods] of Object.entries(results)) {
    report.note(
      `unknown kids, ${platform}, ${name}: flood; valid p50`,
      floods
        .map(
          ({ tally, valid: probe }) =>
            `${tally.perSecond.toFixed(0)}/s; ${ms(probe.percentileMs(50))}`,
        )
        .join(', '),
    );
  }
}

/** What is measured has to be compiled code. */
async function warmUp(origin, { valid, unknown }) {
  const client = await Client.connect(origin, { connections: CONCURRENCY, path: '/open' });
  for (const path of ['/open', '/refusing', '/guarded']) {
    await client.flood(path, unknown, CONCURRENCY);
  }
  await client.flood(
    '/guarded',
    times(unknown.length, () => valid),
    CONCURRENCY,
  );
  await client.close();
}

async function measureFlood({ origin, path, unknown, valid, endpoint, isSteady }) {
  const [flooding, probing] = await Promise.all([
    Client.connect(origin, { connections: CONCURRENCY, path: '/open' }),
    Client.connect(origin, { connections: VALID_CONNECTIONS, path: '/open' }),
  ]);
  const hitsBefore = endpoint.hits;
  const end = new AbortController();
  const probe = probing.pace(VALID_PER_SECOND, end.signal, () => ({
    path: '/guarded',
    token: valid,
  }));
  const tally = isSteady
    ? await flooding.pace(
        STEADY_PER_SECOND,
        AbortSignal.timeout(STEADY_SECONDS * 1000),
        inTurn(unknown.map((token) => ({ path, token }))),
      )
    : await flooding.flood(path, unknown, CONCURRENCY);
  end.abort();
  const result = {
    tally,
    valid: await probe,
    fetches: endpoint.hits - hitsBefore,
    mostFetches: 1 + Math.floor(tally.seconds / COOLDOWN_SECONDS),
  };
  await Promise.all([flooding.close(), probing.close()]);
  return result;
}

const p99Of = (floods) => Tally.merge(floods.map(({ valid }) => valid)).percentileMs(99);
