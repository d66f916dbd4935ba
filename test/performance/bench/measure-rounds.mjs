import { median } from './statistics.mjs';

const SAMPLE_MS = 4;
const SAMPLES_A_ROUND = 10;
const WARM_UP_MS = 150;

/**
 * Measures functions in turn, round after round, so that a machine that is busy for a second is busy for
 * all of them. The known libraries take the functions one after the other, each to its end.
 *
 * What counts is the time of the processor: of the clock's, other processes take a share that changes
 * from round to round. It includes threads, as those of WebCrypto.
 *
 * @param candidates functions by name
 * @returns the microseconds of a call in each round, by name: `usual`, without the pauses in which garbage
 * is collected, which come once in many calls and depend on what else is in memory; `mean`, with them
 */
export async function measureRounds(candidates, rounds) {
  const names = Object.keys(candidates);
  const calls = new Map();
  for (const name of names) calls.set(name, await warmUp(candidates[name]));
  const usual = Object.fromEntries(names.map((name) => [name, []]));
  const mean = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that nobody always runs after the same neighbour.
    for (let index = 0; index < names.length; index++) {
      const name = names[(round + index) % names.length];
      const samples = await takeSamples(candidates[name], calls.get(name));
      usual[name].push(median(samples));
      mean[name].push(samples.reduce((sum, sample) => sum + sample) / samples.length);
    }
  }
  return { usual, mean };
}

/** @returns how many calls fill a sample */
async function warmUp(candidate) {
  const end = performance.now() + WARM_UP_MS;
  let microseconds = Infinity;
  // The quickest counts: those before it are not compiled yet.
  do microseconds = Math.min(microseconds, await timeCalls(candidate, 100));
  while (performance.now() < end);
  return Math.ceil((SAMPLE_MS * 1000) / microseconds);
}

async function takeSamples(candidate, calls) {
  const samples = [];
  while (samples.length < SAMPLES_A_ROUND) samples.push(await timeCalls(candidate, calls));
  return samples;
}

/** @returns microseconds of a call */
async function timeCalls(candidate, calls) {
  const busy = process.cpuUsage();
  // Waiting for what is no promise would be measured too.
  if (candidate() instanceof Promise) for (let call = 1; call < calls; call++) await candidate();
  else for (let call = 1; call < calls; call++) candidate();
  const { user, system } = process.cpuUsage(busy);
  return (user + system) / calls;
}
