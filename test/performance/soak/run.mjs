// Sends tokens of all kinds to an application while its key endpoint meets one fault after the other, and
// checks that each answer is the one that the application can give: `npm run test:soak`.
//
//   --seed N       repeats the faults and the kinds of tokens of another run
//   --minutes M    2 by default
//   --platform P   Express, the default, or Fastify
import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from '../load/client.mjs';
import { LoopDelay } from '../load/loop-delay.mjs';
import { mib, ms, Report } from '../load/report.mjs';
import { startServer } from '../load/start-server.mjs';
import { Answers } from './answers.mjs';
import { drawFaults, SLOW_MS } from './faults.mjs';
import { Random } from './random.mjs';
import { drawToken } from './traffic.mjs';
import { World } from './world.mjs';

const PERIOD_MS = 2000;
const PER_SECOND = 200;
const CONNECTIONS = 200;
const COOLDOWN_MS = 1000;
const DEADLINE_MS = 500;
const MAX_AGE_MS = 2000;
const STALE_MS = 6000;
/** What a busy machine adds to the deadline of a fetch. */
const MARGIN_MS = 500;
/** A fetch that began before the endpoint was well again, the pause after it, and then one that works. */
const RECOVERY_MS = DEADLINE_MS + COOLDOWN_MS + SLOW_MS + 200;
/** Until the code is compiled and the heap has found its size. */
const WARM_UP_SHARE = 0.25;
const SAMPLE_MS = 50;

const MOST_SOCKETS = 2;
const MOST_HEAP_MIB = 2;
const MOST_RSS_MIB = 24;
/** Of 48 MiB; more than the limit of 64 KiB, because the buffers of two sockets fill up as well. */
const MOST_ANSWER_MIB = 8;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(2 ** 32)) },
    minutes: { type: 'string', default: '2' },
    platform: { type: 'string', default: 'Express' },
  },
});
await soak({
  seed: Number(values.seed),
  seconds: Number(values.minutes) * 60,
  platform: values.platform,
});

async function soak({ seed, seconds, platform }) {
  const faults = drawFaults(new Random(seed), Math.ceil((seconds * 1000) / PERIOD_MS));
  console.log(`seed ${seed}, ${platform}, ${faults.length} faults: ${faults.join(', ')}`);
  const report = new Report();
  const world = await World.create();
  const server = await startServer();
  try {
    const origin = await server.boot(platform, {
      ...world.options,
      signingKeys: {
        cooldownSeconds: COOLDOWN_MS / 1000,
        requestTimeoutMs: DEADLINE_MS,
        maxAgeSeconds: MAX_AGE_MS / 1000,
        staleIfErrorSeconds: STALE_MS / 1000,
      },
    });
    const client = await Client.connect(origin, { connections: CONNECTIONS, path: '/open' });
    const measured = await run({ world, server, client, faults, random: new Random(seed + 1) });
    await client.close();
    judge(report, { ...measured, world, strayErrors: await server.send('strayErrors') });
  } finally {
    await server.stop();
    await world.close();
    report.finish();
    console.log(`(seed ${seed})`);
  }
}

async function run({ world, server, client, faults, random }) {
  const answers = new Answers({ staleMs: STALE_MS, recoveryMs: RECOVERY_MS });
  const end = new AbortController();
  const loopDelay = new LoopDelay();
  loopDelay.start();
  await server.send('startLoopDelay');
  const startedAt = performance.now();
  const traffic = client.pace(PER_SECOND, end.signal, () => {
    const { kind, token, kid } = drawToken(random, world.generations);
    const sent = { kind, kid, fault: world.fault, goodSince: world.goodSince };
    return {
      path: '/guarded',
      token,
      note: (result) => answers.judge({ ...sent, ...result }, world),
    };
  });
  const sockets = sampleSockets(world, end.signal);

  let before;
  for (const [index, fault] of faults.entries()) {
    await world.begin(fault);
    await delay(startedAt + (index + 1) * PERIOD_MS - performance.now());
    if (before === undefined && index + 1 >= faults.length * WARM_UP_SHARE) {
      before = await server.send('measureMemory');
    }
  }
  end.abort();
  const tally = await traffic;
  const seconds = (performance.now() - startedAt) / 1000;
  const fetches = world.endpoint.hits;
  const delays = { client: loopDelay.stop(), server: await server.send('stopLoopDelay') };
  await world.begin('healthy');
  const after = await server.send('measureMemory');
  return { answers, tally, sockets: await sockets, seconds, fetches, delays, before, after };
}

async function sampleSockets({ endpoint }, signal) {
  let most = 0;
  while (!signal.aborted) {
    most = Math.max(most, await endpoint.connections());
    await delay(SAMPLE_MS);
  }
  return most;
}

function judge(report, measured) {
  const { answers, tally, sockets, seconds, fetches, delays, before, after } = measured;
  const { world, strayErrors } = measured;
  for (const { name, judged, wrong, examples } of answers.results()) {
    report.check(
      name,
      judged > 0 && wrong === 0,
      wrong === 0
        ? `${judged} of ${judged}`
        : `${wrong} of ${judged} not, as ${examples.join('; ')}`,
      'all, and one at least',
    );
  }
  report.check(
    'the longest wait for an answer',
    tally.maxMs < DEADLINE_MS + MARGIN_MS,
    `${ms(tally.maxMs)}, p99 ${ms(tally.percentileMs(99))}, of ${tally.count} at ${tally.perSecond.toFixed(0)}/s`,
    `< ${DEADLINE_MS + MARGIN_MS} ms`,
  );
  const mostFetches = 1 + Math.floor((seconds * 1000) / COOLDOWN_MS);
  report.check(
    'fetches',
    fetches > seconds / 10 && fetches <= mostFetches,
    `${fetches} in ${seconds.toFixed(0)} s`,
    `≤ ${mostFetches}`,
  );
  report.check(
    'open connections to the endpoint',
    sockets >= 1 && sockets <= MOST_SOCKETS,
    String(sockets),
    `1 to ${MOST_SOCKETS}`,
  );
  report.check(
    'redirects that were followed',
    world.redirectsFollowed === 0,
    String(world.redirectsFollowed),
    '0',
  );
  const answerMiB = world.mostBytes / 2 ** 20;
  report.check(
    'what was taken of an answer of 48 MiB',
    answerMiB > 0 && answerMiB < MOST_ANSWER_MIB,
    mib(answerMiB),
    `< ${MOST_ANSWER_MIB} MiB`,
  );
  for (const [name, key, most] of [
    ['heap', 'heapMiB', MOST_HEAP_MIB],
    ['resident memory', 'rssMiB', MOST_RSS_MIB],
  ]) {
    report.checkGrowth(name, before[key], after[key], most);
  }
  report.check(
    'unhandled rejections and uncaught exceptions',
    strayErrors.length === 0,
    strayErrors.slice(0, 3).join('; ') || 'none',
    'none',
  );
  // Where these come near the deadline of a fetch, the machine was too busy for any of this to count.
  for (const [name, { p99Ms, maxMs }] of Object.entries(delays)) {
    report.note(`delay of the event loop of the ${name}`, `p99 ${ms(p99Ms)}, longest ${ms(maxMs)}`);
  }
}
