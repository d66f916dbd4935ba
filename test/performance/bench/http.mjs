// How many requests an application answers, with and without protection.
import assert from 'node:assert/strict';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { findCores, start } from './processes.mjs';
import { runPart } from './run-part.mjs';
import { median, ratioOf } from './statistics.mjs';
import { accessTokenOfLength, withOtherPayload, USUAL_TOKEN_LENGTH } from '../tokens.mjs';

const VARIANTS = {
  bare: { protection: 'bare' },
  // The same once more: what differs here is noise.
  'bare again': { protection: 'bare' },
  'guarded, warm': { protection: 'guarded' },
  'guarded, warm, with @CurrentUser()': { protection: 'guardedWithUser' },
  'guarded, cold': { protection: 'guardedCold' },
  "AuthGuard('jwt') of @nestjs/passport": { protection: 'authGuard' },
};
const AUTH_GUARD = "AuthGuard('jwt') of @nestjs/passport";

await runPart(async ({ isQuick }) => {
  const { rounds, seconds } = { rounds: isQuick ? 2 : 10, seconds: 1 };
  const pool = await LocalUserPool.create();
  const token = accessTokenOfLength(pool, USUAL_TOKEN_LENGTH);
  const cores = findCores();
  const load = start('./http/load.mjs', { core: cores.load });
  try {
    const platforms = {};
    for (const platform of ['Express', 'Fastify']) {
      platforms[platform] = await measurePlatform({
        platform,
        rounds,
        seconds,
        token,
        options: pool.options,
        load,
        core: cores.server,
      });
    }
    return report(platforms, cores);
  } finally {
    await load.stop();
  }
});

async function measurePlatform({ platform, rounds, seconds, token, options, load, core }) {
  const servers = {};
  try {
    for (const [name, { protection }] of Object.entries(VARIANTS)) {
      const process = start('./http/server.mjs', { core });
      servers[name] = { process };
      const url = await process.ask({ platform, protection, options });
      servers[name].url = url;
      await checkThatItProtects(name, url, token);
    }
    const names = Object.keys(VARIANTS);
    // For the compiler.
    for (const name of names) await measureServer(servers[name], { load, token, seconds: 2 });
    const results = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (let index = 0; index < names.length; index++) {
        const name = names[(round + index) % names.length];
        results[name].push(await measureServer(servers[name], { load, token, seconds }));
      }
    }
    return results;
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.process.stop()));
  }
}

/** A guard that lets everybody in is fast. */
async function checkThatItProtects(name, url, token) {
  const statusFor = async (bearer) =>
    (await fetch(url, { headers: { authorization: `Bearer ${bearer}` } })).status;
  const isOpen = VARIANTS[name].protection === 'bare';
  assert.equal(await statusFor(token), 200, name);
  assert.equal(await statusFor(withOtherPayload(token)), isOpen ? 200 : 401, name);
}

async function measureServer({ process, url }, { load, token, seconds }) {
  const before = await process.ask('cpu');
  const { answered, elapsedSeconds, failed } = await load.ask({ url, token, seconds });
  const after = await process.ask('cpu');
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed`);
  const busyMicroseconds = after.user + after.system - before.user - before.system;
  return {
    perSecond: answered / elapsedSeconds,
    // Time of the processor is lost to nobody else, so it is steadier than the time of the clock.
    busyMicroseconds: busyMicroseconds / answered,
    busyShare: busyMicroseconds / 1e6 / elapsedSeconds,
  };
}

function report(platforms, cores) {
  const series = (platform, name, figure) => platforms[platform][name].map((run) => run[figure]);
  const ratio = (platform, name, other, figure = 'perSecond') =>
    ratioOf(series(platform, name, figure), series(platform, other, figure));
  const pinning =
    cores.server === undefined
      ? 'not pinned to processors (no taskset, or only one of them)'
      : `server on processor ${cores.server}, load on ${cores.load}`;
  return {
    tables: Object.keys(platforms).map((platform) => ({
      title: `${platform}: one route, ${pinning}`,
      columns: ['', 'requests/s', '/ bare', 'µs CPU a request', 'bare / it', 'server busy'],
      rows: Object.keys(VARIANTS).map((name) => [
        name,
        Math.round(median(series(platform, name, 'perSecond'))),
        ratio(platform, name, 'bare').median,
        median(series(platform, name, 'busyMicroseconds')),
        ratio(platform, 'bare', name, 'busyMicroseconds').median,
        median(series(platform, name, 'busyShare')),
      ]),
    })),
    ratios: {
      expressToBare: ratio('Express', 'guarded, warm', 'bare'),
      fastifyToBare: ratio('Fastify', 'guarded, warm', 'bare'),
      fastifyToAuthGuard: ratio('Fastify', 'guarded, warm', AUTH_GUARD),
    },
  };
}
