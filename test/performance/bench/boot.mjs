// How long an application takes to start, and to answer its first request.
import assert from 'node:assert/strict';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { start } from './processes.mjs';
import { runPart } from './run-part.mjs';
import { median, ratioOf } from './statistics.mjs';
import { accessTokenOfLength, USUAL_TOKEN_LENGTH } from '../tokens.mjs';

await runPart(async ({ isQuick }) => {
  const pool = await LocalUserPool.create();
  const token = accessTokenOfLength(pool, USUAL_TOKEN_LENGTH);
  const withStaticKeys = pool.options;
  await pool.listen();
  const variants = {
    'without the module': null,
    'with it, keys given in the options': withStaticKeys,
    'with it, keys fetched while it starts (default)': pool.options,
  };
  const results = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  // The first round fills the caches of the file system.
  for (let round = -1; round < (isQuick ? 3 : 15); round++) {
    for (const [name, options] of Object.entries(variants)) {
      const result = await bootOnce(options, token);
      if (round >= 0) results[name].push(result);
    }
  }
  await pool.close();
  return report(results);
});

async function bootOnce(options, token) {
  const app = start('./boot/app.mjs', { env: { BENCH_OPTIONS: JSON.stringify(options) } });
  try {
    const { bootMs, busyMs, url } = await app.receive();
    const firstMs = await timeRequest(url, token);
    return { bootMs, busyMs, firstMs, secondMs: await timeRequest(url, token) };
  } finally {
    await app.stop();
  }
}

async function timeRequest(url, token) {
  const began = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  assert.equal(response.status, 200);
  return performance.now() - began;
}

function report(results) {
  const series = (name, figure) => results[name].map((run) => run[figure]);
  const [without, withStaticKeys] = Object.keys(results);
  const ratio = (name, figure = 'bootMs') => ratioOf(series(name, figure), series(without, figure));
  return {
    tables: [
      {
        title: 'A small Express application in a fresh process: import and init()',
        columns: ['', 'ms', '/ without', 'ms CPU', '/ without', 'first request, ms', 'second, ms'],
        rows: Object.keys(results).map((name) => [
          name,
          median(series(name, 'bootMs')),
          ratio(name).median,
          median(series(name, 'busyMs')),
          ratio(name, 'busyMs').median,
          median(series(name, 'firstMs')),
          median(series(name, 'secondMs')),
        ]),
      },
    ],
    ratios: { boot: ratio(withStaticKeys) },
  };
}
