// How cost grows with the size of tokens, and cost and memory with their number.
import { bootVerifier } from './boot-verifier.mjs';
import { measureRounds } from './measure-rounds.mjs';
import { createYardsticks } from './micro-contenders.mjs';
import { start } from './processes.mjs';
import { runPart } from './run-part.mjs';
import { median, ratioOf } from './statistics.mjs';
import { accessTokenOfLength, createTersePool, smallestToken } from '../tokens.mjs';

/** The last is the longest that the module accepts by default. */
const LENGTHS = [1024, 2048, 4096, 8190];

await runPart(async ({ isQuick }) => {
  const args = isQuick ? ['--quick'] : [];
  const bySize = await measureSizes(isQuick ? 3 : 15);
  const throughVerifier = await runChild('./growth/tokens-through-verifier.mjs', args);
  const throughCache = await runChild('./growth/tokens-through-cache.mjs', args);
  const grown = throughCache.rows.at(-1).mebibytes;
  return {
    tables: [
      {
        title:
          'Size of the token (with a key of 2048 bits it cannot be much smaller than the first)',
        columns: [
          'characters',
          'cold, µs',
          'warm, µs',
          'crypto.verify, µs',
          'cold / crypto.verify',
        ],
        rows: bySize,
      },
      {
        title: 'Distinct tokens, really signed, through the verifier, default cache',
        columns: ['tokens', 'cold, µs', 'warm (the newest), µs', 'memory grown by, MiB'],
        rows: throughVerifier.map(({ count, cold, warm, mebibytes }) => [
          count,
          cold,
          warm,
          mebibytes,
        ]),
      },
      {
        title: `Distinct tokens of ${throughCache.length} characters with random signatures, through the verified-token cache alone, default sizes`,
        columns: ['tokens', 'set, µs', 'get (the newest), µs', 'memory grown by, MiB'],
        rows: throughCache.rows.map(({ count, set, get, mebibytes }) => [
          count,
          set,
          get,
          mebibytes,
        ]),
      },
    ],
    ratios: { memory: { median: grown, p25: grown, p75: grown } },
  };
});

async function measureSizes(rounds) {
  const pool = await createTersePool();
  const warm = await bootVerifier(pool.options);
  const cold = await bootVerifier({ ...pool.options, verifiedTokenCache: false });
  const tokens = [
    smallestToken(pool),
    ...LENGTHS.map((length) => accessTokenOfLength(pool, length)),
  ];
  const calls = {};
  for (const token of tokens) {
    await warm.verifier.verify(token);
    calls[`cold ${token.length}`] = () => cold.verifier.verify(token);
    calls[`warm ${token.length}`] = () => warm.verifier.verifyOrRecall(token);
    calls[`raw ${token.length}`] = createYardsticks(pool, token)['crypto.verify'];
  }
  const { usual } = await measureRounds(calls, rounds);
  await Promise.all([warm.app.close(), cold.app.close()]);
  return tokens.map(({ length }) => [
    length,
    ...['cold', 'warm', 'raw'].map((way) => median(usual[`${way} ${length}`])),
    ratioOf(usual[`cold ${length}`], usual[`raw ${length}`]).median,
  ]);
}

async function runChild(script, args) {
  const child = start(script, { args, flags: ['--expose-gc'] });
  try {
    return await child.receive();
  } finally {
    await child.exited;
  }
}
