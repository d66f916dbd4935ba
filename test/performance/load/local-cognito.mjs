import { Pool } from 'undici';
import { hostileRequests } from '../../support/hostile-requests.mjs';
import { counts } from './report.mjs';

const REQUESTS = 100_000;
const WARM_UP = 20_000;
const CONNECTIONS = 20;
const MOST_HEAP_MIB = 8;
const MOST_RSS_MIB = 48;

/** Requests that nobody should send leave nothing behind in a local Cognito, and do not break it. */
export async function checkLocalCognito({ report, server }) {
  const local = await server.send('bootLocal');
  const client = new Pool(local.origin, { connections: CONNECTIONS });
  // What is bounded by count, such as the sign-ins that have begun, is full by then.
  await flood(client, local, WARM_UP);
  const before = await server.send('measureMemory');
  const statuses = await flood(client, local, REQUESTS);
  const after = await server.send('measureMemory');
  await client.close();
  await server.send('close');

  const isRefused = Object.keys(statuses).every((status) => Number(status) < 500);
  report.check('local: hostile requests', isRefused, counts(statuses), 'no 5xx, each answered');
  report.checkGrowth('local: heap after them', before.heapMiB, after.heapMiB, MOST_HEAP_MIB);
  report.checkGrowth('local: resident memory', before.rssMiB, after.rssMiB, MOST_RSS_MIB);
}

/** @returns how often there was which status, or which error in place of an answer */
async function flood(client, local, count) {
  const statuses = {};
  const requests = repeated(local, count);
  const work = async () => {
    for (const request of requests) {
      const status = await send(client, request);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return statuses;
}

function* repeated(local, count) {
  let sent = 0;
  while (sent < count) {
    for (const request of hostileRequests(local)) {
      if (sent >= count) return;
      sent += 1;
      yield request;
    }
  }
}

async function send(client, request) {
  try {
    const { statusCode, body } = await client.request(request);
    await body.dump();
    return statusCode;
  } catch (error) {
    return error.code ?? error.name;
  }
}
