// How near the verification of a new token comes to the least that passport and passport-jwt can take.
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { bootVerifier } from './boot-verifier.mjs';
import { checkThatItVerifies } from './check-that-it-verifies.mjs';
import { createSteps } from './floor-steps.mjs';
import { measureTurns } from './measure-turns.mjs';
import { createPassportFloor } from './passport-floor.mjs';
import { runPart } from './run-part.mjs';
import { median, ratioOf } from './statistics.mjs';
import { accessTokenOfLength, USUAL_TOKEN_LENGTH } from '../tokens.mjs';

const FLOOR = 'passport-jwt alone';
const KEPT = 'cold, and kept in the cache';

await runPart(async ({ isQuick }) => {
  const pool = await LocalUserPool.create();
  const tokens = [1, 2].map(() => accessTokenOfLength(pool, USUAL_TOKEN_LENGTH));
  const cold = await bootVerifier({ ...pool.options, verifiedTokenCache: false });
  // Each of two tokens in turn drives the other one out, so neither is ever found.
  const crowded = await bootVerifier({ ...pool.options, verifiedTokenCache: { maxTokens: 1 } });
  const contenders = {
    [FLOOR]: createPassportFloor(pool),
    cold: (token) => cold.verifier.verify(token),
    [KEPT]: (token) => crowded.verifier.verify(token),
  };
  const paths = await measurePaths(contenders, tokens, isQuick ? 7 : 151);
  const steps = await measureSteps(createSteps(cold.app, pool, tokens[0]), isQuick ? 7 : 31);
  await Promise.all([cold.app.close(), crowded.app.close()]);
  return report(tokens[0], paths, steps);
});

async function measurePaths(contenders, tokens, rounds) {
  const calls = {};
  for (const [name, verify] of Object.entries(contenders)) {
    await checkThatItVerifies(name, verify, tokens[0]);
    let count = 0;
    calls[name] = () => verify(tokens[count++ % tokens.length]);
  }
  return measureTurns(calls, rounds);
}

/** @returns microseconds of each step in each round, by name */
async function measureSteps(steps, rounds) {
  const calls = {};
  for (const [name, { run, without }] of Object.entries(steps)) {
    calls[name] = run;
    if (without !== undefined) calls[withoutStep(name)] = without;
  }
  const { busy: series } = await measureTurns(calls, rounds);
  return Object.fromEntries(
    Object.keys(steps).map((name) => [name, subtract(series[name], series[withoutStep(name)])]),
  );
}

function withoutStep(name) {
  return `without ${name}`;
}

function subtract(series, taken) {
  return taken === undefined ? series : series.map((value, round) => value - taken[round]);
}

function report(token, paths, steps) {
  const ratio = (name, clock) => ratioOf(paths[clock][name], paths[clock][FLOOR]);
  const floor = median(paths.busy[FLOOR]);
  const row = (name, microseconds) => [name, microseconds, (100 * microseconds) / floor];
  const named = Object.entries(steps).map(([name, series]) => row(name, median(series)));
  const inAll = median(paths.busy[KEPT]) - floor;
  const rest = inAll - named.reduce((sum, [, microseconds]) => sum + microseconds, 0);
  return {
    tables: [
      {
        title: `A new token of ${token.length} characters, with GC`,
        columns: ['', 'µs', '/ passport-jwt alone', 'µs CPU', '/ passport-jwt alone'],
        rows: Object.keys(paths.wall).map((name) => [
          name,
          ...['wall', 'busy'].flatMap((clock) => [
            median(paths[clock][name]),
            ratio(name, clock).median,
          ]),
        ]),
      },
      {
        title: 'What this package adds, each step by itself',
        columns: ['', 'µs CPU', '% of passport-jwt alone'],
        rows: [...named, row('the rest: promises, the mixin of @nestjs/passport', rest)],
      },
    ],
    ratios: { coldToFloor: ratio('cold', 'wall') },
  };
}
