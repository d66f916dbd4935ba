import { Client } from './client.mjs';
import { counts, ms } from './report.mjs';
import { inTurn, times } from './sequences.mjs';
import { malformed, withOtherPayload, withUnknownKid } from '../tokens.mjs';

const PER_SECOND = 1000;
const SECONDS = 10.5;
const CONNECTIONS = 64;
const MOST_LOOP_DELAY_MS = 20;
const MOST_RSS_MIB = 16;

/** Refusing some ten thousand times neither blocks the process nor makes it grow. */
export async function checkRefusalPath({ report, server, pool, endpoint, platform }) {
  const origin = await server.boot(platform, endpoint.optionsOf(pool));
  const client = await Client.connect(origin, { connections: CONNECTIONS, path: '/open' });
  const valid = pool.accessToken();
  const expired = pool.accessToken({ expiresInSeconds: -60 });
  const tokens = times(400, () => [
    withUnknownKid(valid),
    malformed(),
    withOtherPayload(valid),
    expired,
  ]).flat();
  const load = (path, seconds) =>
    client.pace(
      PER_SECOND,
      AbortSignal.timeout(seconds * 1000),
      inTurn(tokens.map((token) => ({ path, token }))),
    );

  for (const path of ['/open', '/guarded']) await load(path, 1); // to be compiled
  await server.send('startLoopDelay');
  await load('/open', SECONDS / 3);
  const open = await server.send('stopLoopDelay');
  const before = await server.send('measureMemory');
  await server.send('startLoopDelay');
  const refused = await load('/guarded', SECONDS);
  const guarded = await server.send('stopLoopDelay');
  const after = await server.send('measureMemory');
  await client.close();

  const name = `refusals, ${platform}, ${PER_SECOND} refusals a second:`;
  report.check(
    `${name} answers`,
    refused.isAll(401) && refused.count >= 10_000,
    `${counts(refused.statuses)} at ${refused.perSecond.toFixed(0)}/s`,
    'all 401, 10000 or more',
  );
  report.check(
    `${name} p99 of the delay of the event loop`,
    guarded.p99Ms < MOST_LOOP_DELAY_MS,
    `${ms(guarded.p99Ms)}, open route ${ms(open.p99Ms)}`,
    `< ${MOST_LOOP_DELAY_MS} ms`,
  );
  report.checkGrowth(`${name} resident memory`, before.rssMiB, after.rssMiB, MOST_RSS_MIB);
}
