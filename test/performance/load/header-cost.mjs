import { randomBytes } from 'node:crypto';
import { Client } from './client.mjs';
import { counts, ms } from './report.mjs';
import { times } from './sequences.mjs';

const KIB = 1024;
/** What fits through Node, whose limit for all headers together is 16 KiB. */
const LARGE = 15 * KIB;
/** What gets to the guard only where that limit was raised. */
const HUGE = 64 * KIB;
const CALLS = 500;
const MOST_MS = 1;
const REQUESTS = 2000;
const CONCURRENCY = 10;
/** A backtracking pattern takes longer than this on one such header. */
const MOST_LOOP_DELAY_MS = 50;

const fill = (text, length) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
const segment = (length) => randomBytes(length).toString('base64url').slice(0, length);
const json = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Headers that cost something where they are read carelessly. */
function headersOf(length) {
  const third = Math.floor(length / 3) & ~3;
  const header = json({ alg: 'RS256', kid: 'x' });
  const deep = `${'['.repeat(length / 3)}${']'.repeat(length / 3)}`;
  return {
    A: fill('A', length),
    'Bearer A': `Bearer ${fill('A', length)}`,
    'Bearer A !': `Bearer ${fill('A', length)} !`,
    'Bearer =': `Bearer A${fill('=', length)}!`,
    spaces: `Bearer${fill(' ', length)}!`,
    'spaces, A': `Bearer ${fill('A ', length)}!`,
    tabs: `Bearer${fill('\t', length)}!`,
    'only tabs': `!${fill('\t', length)}!`,
    'Bearer Bearer': fill('Bearer ', length) + '!',
    dots: `Bearer ${fill('.', length)}`,
    'A dots': `Bearer ${fill('A.', length)}`,
    noise: `Bearer ${segment(length)}`,
    'three segments': `Bearer ${times(3, () => segment(third)).join('.')}`,
    'large header': `Bearer ${json({ alg: 'RS256', kid: fill('k', length / 1.5) })}.e30.AAAA`,
    'large payload': `Bearer ${header}.${json({ iss: fill('i', length / 1.5) })}.AAAA`,
    'large signature': `Bearer ${header}.e30.${fill('A', length & ~3)}`,
    'deep payload': `Bearer ${header}.${Buffer.from(deep).toString('base64url')}.AAAA`,
    members: `Bearer ${header}.${json(Object.fromEntries(times(length / 16, (n) => [n, n])))}.AAAA`,
  };
}

/** No header, whatever its shape, holds the event loop up. */
export async function checkHeaderCost({ report, server, pool, platform }) {
  for (const maxTokenLength of [undefined, 16_384]) {
    const limit = maxTokenLength === undefined ? {} : { maxTokenLength };
    const origin = await server.boot(platform, { ...pool.options, ...limit });
    for (const length of [LARGE, HUGE]) {
      const headers = headersOf(length);
      const costs = await server.send('measureRefusals', { headers, calls: CALLS });
      const [worst] = Object.entries(costs).toSorted(([, a], [, b]) => b.cpuMs - a.cpuMs);
      const [name, { cpuMs, medianMs }] = worst;
      report.check(
        `header cost, ${platform}, tokens up to ${maxTokenLength ?? 'the default'}: a header of ${length / KIB} KiB`,
        cpuMs < MOST_MS,
        `${ms(cpuMs)} CPU, median ${ms(medianMs)} ('${name}', the worst of ${Object.keys(costs).length})`,
        `< ${MOST_MS} ms each`,
      );
    }
    await checkLoopDelay({ report, server, platform, origin, maxTokenLength });
  }
}

async function checkLoopDelay({ report, server, platform, origin, maxTokenLength }) {
  const headers = Object.values(headersOf(LARGE - KIB));
  const run = async (path) => {
    const client = await Client.connect(origin, { connections: CONCURRENCY, path: '/open' });
    let next = 0;
    const work = async (count) => {
      for (let sent = 0; sent < count; sent += 1) {
        next += 1;
        const { status } = await client.send(path, headers[next % headers.length]);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    };
    const statuses = {};
    const workers = (count) => Promise.all(times(CONCURRENCY, () => work(count / CONCURRENCY)));
    await workers(REQUESTS / 2); // to be compiled
    await server.send('startLoopDelay');
    await workers(REQUESTS);
    const { maxMs, cpuMs } = await server.send('stopLoopDelay');
    await client.close();
    return { statuses, maxMs, cpuMs: cpuMs / REQUESTS };
  };
  const open = await run('/open');
  const guarded = await run('/guarded');
  const name = `header cost, ${platform}, tokens up to ${maxTokenLength ?? 'the default'}: such traffic`;
  report.check(
    `${name} is refused`,
    guarded.statuses[401] === REQUESTS * 1.5,
    counts(guarded.statuses),
    'all 401',
  );
  report.check(
    `${name}, longest delay of the event loop`,
    guarded.maxMs - open.maxMs < MOST_LOOP_DELAY_MS,
    `${ms(guarded.maxMs)}, open route ${ms(open.maxMs)}`,
    `less than ${MOST_LOOP_DELAY_MS} ms longer`,
  );
  report.check(
    `${name}, CPU of a request above that of an open route`,
    guarded.cpuMs - open.cpuMs < MOST_MS,
    ms(guarded.cpuMs - open.cpuMs),
    `< ${MOST_MS} ms`,
  );
}
