import { floodGraphql, floodHttp, floodNativeSockets, floodSocketIo } from './flood-client.mjs';
import { measureFlood } from './measure-flood.mjs';
import { counts, mib, ms } from './report.mjs';

const HEAP_MIB = 512;
const MOST_TIMES_LARGER = 1.3;

const HTTP = { flood: floodHttp, load: { count: 300_000, connections: 4 } };
const GRAPHQL = { flood: floodGraphql, load: { count: 96_000, connections: 4, aliases: 3000 } };
const FLOODS = {
  Express: HTTP,
  Fastify: HTTP,
  ws: { flood: floodNativeSockets, load: { count: 400_000, connections: 2 } },
  'socket.io': { flood: floodSocketIo, load: { count: 200_000, connections: 2 } },
  Apollo: GRAPHQL,
  Mercurius: GRAPHQL,
};

/**
 * Calls without a token that come faster than they can be answered: over connections that do not wait for answers,
 * in frames, in operations of thousands of fields. All are refused, a caller with a good token is answered
 * meanwhile, and the process grows hardly more than one whose guard does nothing but throw the same.
 */
export async function checkRefusalFlood({ report, pool, platform: kind }) {
  const { flood, load } = FLOODS[kind];
  const measure = (guard) => measureFlood({ kind, guard, pool, heapMiB: HEAP_MIB, flood, load });
  const guarded = await measure('CognitoAuthGuard');
  const control = await measure('ThrowingGuard');

  const name = `T-DOS ${kind}, ${load.count} refusals that nobody waits for:`;
  const [answered = 0, ...others] = Object.values(guarded.answers);
  report.check(
    `${name} answers`,
    answered === load.count && others.length === 0,
    guarded.end ?? counts(guarded.answers),
    'all, and all the same',
  );
  report.check(
    `${name} peak of resident memory`,
    guarded.peakRssMiB <= MOST_TIMES_LARGER * control.peakRssMiB,
    `${mib(guarded.peakRssMiB)} = ${(guarded.peakRssMiB / control.peakRssMiB).toFixed(2)} × ${mib(control.peakRssMiB)}`,
    `≤ ${MOST_TIMES_LARGER} × that of a guard that throws`,
  );
  report.check(
    `${name} a good token is accepted`,
    guarded.good.isAll(200),
    counts(guarded.good.statuses),
    'all 200',
  );
  for (const [guard, { good, seconds }] of Object.entries({ guarded, control })) {
    report.note(
      `${name} ${guard}: time; p50 and p99 of a good token`,
      `${seconds.toFixed(1)} s; ${ms(good.percentileMs(50))}, ${ms(good.percentileMs(99))}`,
    );
  }
}
