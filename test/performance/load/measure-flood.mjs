import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Tally } from './client.mjs';
import { startFloodServer } from './start-flood-server.mjs';

const PAUSE_MS = 100;
/** No answer takes as long, so what comes later has been forgotten. */
const DEADLINE_MS = 240_000;

/**
 * Floods a new process of flood-server.mjs, and sends good tokens meanwhile.
 *
 * @param flood one of flood-client.mjs
 * @returns `answers` to the flood; `good`, those to good tokens; `end`, the reason where the process has ended
 */
export async function measureFlood({ kind, guard, pool, heapMiB, flood, load }) {
  const server = await startFloodServer({ kind, guard, options: pool.options, heapMiB });
  const end = new AbortController();
  const probe = sendGoodTokens(server.port, pool.accessToken(), end.signal);
  try {
    const startedAt = performance.now();
    const answers = await Promise.race([
      flood(server.port, load),
      server.exit,
      delay(DEADLINE_MS, 'not all are answered', { ref: false }),
    ]);
    const seconds = (performance.now() - startedAt) / 1000;
    end.abort();
    return {
      ...(typeof answers === 'string' ? { answers: {}, end: answers } : { answers }),
      seconds,
      good: await probe,
      peakRssMiB: await server.peakRssMiB().catch(() => Number.POSITIVE_INFINITY),
    };
  } finally {
    end.abort();
    await server.stop();
  }
}

/** One after another, each over a connection of its own, as callers do that have nothing to do with each other. */
async function sendGoodTokens(port, token, signal) {
  const tally = new Tally();
  do {
    const startedAt = performance.now();
    const status = await statusOf(port, token);
    tally.add({ status, startedAt, endedAt: performance.now() });
    await delay(PAUSE_MS);
  } while (!signal.aborted);
  return tally;
}

async function statusOf(port, token) {
  const headers = { authorization: `Bearer ${token}` };
  try {
    const request = get({ host: '127.0.0.1', port, path: '/good', agent: false, headers });
    const [response] = await once(request, 'response');
    response.resume();
    return response.statusCode;
  } catch (error) {
    return error.code ?? error.name;
  }
}
