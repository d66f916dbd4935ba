import { Client } from './client.mjs';
import { counts } from './report.mjs';
import { times } from './sequences.mjs';
import { malformed, withOtherPayload, withUnknownKid } from '../tokens.mjs';

const VALID = 12_000;
const INVALID = 100_000;
const CONCURRENCY = 50;
const MOST_HEAP_MIB = 2;
const MOST_RSS_MIB = 24;
const MOST_OBJECTS = 500;

/** Tokens, good ones and bad ones, leave nothing behind. */
export async function checkMemory({ report, server, pool, endpoint, platform }) {
  const origin = await server.boot(platform, endpoint.optionsOf(pool));
  const client = await Client.connect(origin, { connections: CONCURRENCY, path: '/open' });
  const base = pool.accessToken();
  const expired = times(100, () => pool.accessToken({ expiresInSeconds: -60 }));
  const invalid = (index) =>
    [
      () => withUnknownKid(base),
      malformed,
      () => withUnknownKid(base),
      () => withOtherPayload(base),
      () => expired[index % expired.length],
    ][index % 5]();
  const send = (count, make) => client.flood('/guarded', lazily(count, make), CONCURRENCY);

  // A process grows until its code is compiled, its heap has found its size and its cache is full, which by
  // default is with 5 000 tokens.
  await send(VALID / 2, () => pool.accessToken());
  await send(INVALID / 10, invalid);
  const measure = async () => ({
    ...(await server.send('measureMemory')),
    objects: await server.send('countObjects'),
  });
  const before = await measure();
  const accepted = await send(VALID, () => pool.accessToken());
  const afterValid = await measure();
  const refused = await send(INVALID, invalid);
  const after = await measure();
  await client.close();

  const name = `memory, ${platform}:`;
  report.check(
    `${name} distinct valid tokens`,
    accepted.isAll(200),
    counts(accepted.statuses),
    `${VALID} × 200`,
  );
  report.check(
    `${name} distinct invalid tokens`,
    refused.isAll(401),
    counts(refused.statuses),
    `${INVALID} × 401`,
  );
  for (const [what, from, to] of [
    ['valid', before, afterValid],
    ['invalid', afterValid, after],
  ]) {
    report.checkGrowth(
      `${name} heap after the ${what} ones`,
      from.heapMiB,
      to.heapMiB,
      MOST_HEAP_MIB,
    );
    const objects = Object.entries(to.objects).map(([type, count]) => [
      type,
      count - from.objects[type],
    ]);
    report.check(
      `${name} objects kept after the ${what} ones`,
      objects.every(([, more]) => more < MOST_OBJECTS),
      objects.map(([type, more]) => `${type} ${more}`).join(', '),
      `+ < ${MOST_OBJECTS} each`,
    );
  }
  report.checkGrowth(`${name} resident memory`, before.rssMiB, after.rssMiB, MOST_RSS_MIB);
}

/** Made when they are sent, since together they would take 100 MB. */
function lazily(count, make) {
  return new Proxy([], {
    get: (_target, key) => (key === 'length' ? count : make(Number(key))),
  });
}
