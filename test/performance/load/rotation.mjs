import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { Client } from './client.mjs';
import { json, KeyEndpoint } from './key-endpoint.mjs';
import { counts, ms } from './report.mjs';
import { inTurn, times } from './sequences.mjs';
import { withUnknownKid } from '../tokens.mjs';

const STEADY_PER_SECOND = 400;
const PROBES_PER_SECOND = 50;
const CONNECTIONS = 64;
const FLOOD_CONCURRENCY = 200;
const COOLDOWN_MS = 1000;
const DEADLINE_MS = 500;
/** What a busy server and a busy client add to a request that waits for nothing. */
const MARGIN_MS = 500;
const WARM_UP_REQUESTS = 3000;
const SETTLE_MS = COOLDOWN_MS + DEADLINE_MS + MARGIN_MS;

/** Keys come and go while tokens are sent. */
export async function checkRotation({ report, server, pool: oldKeys, platform }) {
  // Another pair of keys of the same pool.
  const { userPoolId, clientId, issuer } = oldKeys;
  const newKeys = await LocalUserPool.create({ userPoolId, clientId, issuer });
  const context = { report, server, oldKeys, newKeys, platform };
  await checkNewKey({ ...context, isFlooded: false });
  await checkNewKey({ ...context, isFlooded: true });
  await checkAgedKeys(context);
}

async function checkNewKey({ report, server, oldKeys, newKeys, platform, isFlooded }) {
  const name = `new key, ${platform}${isFlooded ? ', unknown-kid flood' : ''}:`;
  await withTraffic(
    { server, oldKeys, newKeys, platform, maxAgeSeconds: 3600 },
    async (traffic) => {
      const { endpoint, client, old, probes } = traffic;
      const flood = isFlooded ? startFlood(traffic.origin, oldKeys) : undefined;
      await delay(COOLDOWN_MS + MARGIN_MS / 5);

      const hitsBefore = endpoint.hits;
      const publishedAt = performance.now();
      endpoint.answer = json({ keys: [...oldKeys.jwks.keys, ...newKeys.jwks.keys] });
      const stopProbes = new AbortController();
      const probing = client.pace(
        PROBES_PER_SECOND,
        stopProbes.signal,
        inTurn([newKeys.accessToken(), newKeys.idToken()].map((token) => noted(token, probes))),
      );
      await delay(SETTLE_MS);
      const fetches = endpoint.hits - hitsBefore;
      stopProbes.abort();
      await probing;

      const firstAt = Math.min(...probes.filter(({ status }) => status === 200).map(endedAt));
      const bound = isFlooded ? COOLDOWN_MS + DEADLINE_MS + MARGIN_MS : COOLDOWN_MS;
      report.check(
        `${name} a new key works`,
        firstAt - publishedAt <= bound,
        `${ms(firstAt - publishedAt)} after it is published`,
        `≤ ${bound} ms`,
      );
      const afterwards = probes.filter(({ startedAt }) => startedAt > firstAt);
      report.check(
        `${name} and goes on working`,
        afterwards.length > 0 && afterwards.every(({ status }) => status === 200),
        counts(tallyOf(afterwards)),
        'all 200',
      );
      const mostFetches = isFlooded ? 1 + Math.floor(SETTLE_MS / COOLDOWN_MS) : 2;
      report.check(
        `${name} fetches within ${SETTLE_MS} ms`,
        fetches >= 1 && fetches <= mostFetches,
        String(fetches),
        `1 to ${mostFetches}`,
      );

      // The pause between two fetches has to pass before anything can bring the next one.
      await delay(COOLDOWN_MS + MARGIN_MS / 5);
      const removal = removeOldKeys(traffic);
      // One token that needs a fetch; that it is refused says that the fetch is over.
      await client.send('/guarded', `Bearer ${withUnknownKid(oldKeys.accessToken())}`);
      await delay(SETTLE_MS);
      await flood?.stop();

      reportRemoval({ report, name, old, removal });
      report.check(
        `${name} no request waits longer than a fetch may take`,
        longest([...old, ...probes]) < DEADLINE_MS + MARGIN_MS,
        ms(longest([...old, ...probes])),
        `< ${DEADLINE_MS + MARGIN_MS} ms`,
      );
      if (flood === undefined) return;
      const flooded = flood.statuses();
      report.check(
        `${name} the flood is refused`,
        Object.keys(flooded).join() === '401',
        counts(flooded),
        'all 401',
      );
    },
  );
}

/** Without any token that needs a fetch, it is the age of the keys that ends the trust in a removed one. */
async function checkAgedKeys({ report, server, oldKeys, newKeys, platform }) {
  const name = `removed key, ${platform}, keys that age:`;
  const maxAgeSeconds = COOLDOWN_MS / 1000;
  await withTraffic({ server, oldKeys, newKeys, platform, maxAgeSeconds }, async (traffic) => {
    await delay(2 * maxAgeSeconds * 1000);
    const removal = removeOldKeys(traffic);
    await delay(maxAgeSeconds * 1000 + SETTLE_MS);
    reportRemoval({ report, name, old: traffic.old, removal });
    const lastAt = Math.max(
      ...traffic.old.filter(({ status }) => status === 200).map(({ startedAt }) => startedAt),
    );
    const bound = maxAgeSeconds * 1000 + DEADLINE_MS;
    report.check(
      `${name} the last token is accepted`,
      lastAt - removal.publishedAt <= bound,
      `${ms(lastAt - removal.publishedAt)} after its key is removed`,
      `≤ ${bound} ms`,
    );
  });
}

/** From now on only the new keys are published. `servedAt`: when that was first seen by anyone. */
function removeOldKeys({ endpoint, newKeys }) {
  const removal = { publishedAt: performance.now(), servedAt: Number.POSITIVE_INFINITY };
  const answer = json(newKeys.jwks);
  endpoint.answer = (request, response) => {
    response.once('finish', () => {
      removal.servedAt = Math.min(removal.servedAt, performance.now());
    });
    answer(request, response);
  };
  return removal;
}

function reportRemoval({ report, name, old, removal }) {
  const { publishedAt, servedAt } = removal;
  const before = old.filter((result) => endedAt(result) < publishedAt);
  report.check(
    `${name} old tokens before their key is removed`,
    before.length > 0 && before.every(({ status }) => status === 200),
    counts(tallyOf(before)),
    'all 200',
  );
  // What is already on its way through the client and the server may still meet the old set.
  const after = old.filter(({ startedAt }) => startedAt > servedAt + MARGIN_MS);
  report.check(
    `${name} the same tokens after the next fetch`,
    after.length > 0 && after.every(({ status }) => status === 401),
    counts(tallyOf(after)),
    'all 401',
  );
}

/** An application with the old keys, and tokens of them that are sent for as long as `run` takes. */
async function withTraffic({ server, oldKeys, newKeys, platform, maxAgeSeconds }, run) {
  const endpoint = await KeyEndpoint.start(json(oldKeys.jwks));
  const origin = await server.boot(platform, {
    ...endpoint.optionsOf(oldKeys),
    tokenUse: ['access', 'id'],
    signingKeys: {
      cooldownSeconds: COOLDOWN_MS / 1000,
      requestTimeoutMs: DEADLINE_MS,
      maxAgeSeconds,
    },
  });
  const client = await Client.connect(origin, { connections: CONNECTIONS, path: '/open' });
  // The first requests of a process are slow, and would make a queue.
  const oldToken = oldKeys.accessToken();
  const warmUp = times(WARM_UP_REQUESTS, () => oldToken);
  await client.flood('/guarded', warmUp, CONNECTIONS);
  const old = [];
  const end = new AbortController();
  const traffic = client.pace(
    STEADY_PER_SECOND,
    end.signal,
    inTurn([oldKeys.accessToken(), oldKeys.idToken()].map((token) => noted(token, old))),
  );
  try {
    await run({ endpoint, client, origin, old, newKeys, probes: [] });
  } finally {
    end.abort();
    await traffic;
    await client.close();
    await server.send('close');
    await endpoint.close();
  }
}

/** Tokens with unknown key ids, without an end. */
function startFlood(origin, pool) {
  const valid = pool.accessToken();
  const unknown = times(2000, () => withUnknownKid(valid));
  const statuses = {};
  const end = new AbortController();
  const flooding = (async () => {
    const client = await Client.connect(origin, { connections: FLOOD_CONCURRENCY, path: '/open' });
    while (!end.signal.aborted) {
      const tally = await client.flood('/guarded', unknown, FLOOD_CONCURRENCY);
      for (const [status, count] of Object.entries(tally.statuses)) {
        statuses[status] = (statuses[status] ?? 0) + count;
      }
    }
    await client.close();
  })();
  return {
    statuses: () => statuses,
    stop() {
      end.abort();
      return flooding;
    },
  };
}

const noted = (token, results) => ({
  path: '/guarded',
  token,
  note: (result) => results.push(result),
});
const endedAt = (result) => result.endedAt;
const longest = (results) =>
  results.reduce((most, { startedAt, endedAt: end }) => Math.max(most, end - startedAt), 0);

function tallyOf(results) {
  const statuses = {};
  for (const { status } of results) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}
