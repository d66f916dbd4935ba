// What it costs to verify one token, here and elsewhere.
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
// No part of the package's interface: by file, of the build.
import { traceDecision } from '../../../dist/esm/core/events/channels.js';
import { bootVerifier } from './boot-verifier.mjs';
import { checkThatItVerifies } from './check-that-it-verifies.mjs';
import { measureRounds } from './measure-rounds.mjs';
import { createContenders, createYardsticks } from './micro-contenders.mjs';
import { runPart } from './run-part.mjs';
import { median, ratioOf } from './statistics.mjs';
import { accessTokenOfLength, USUAL_TOKEN_LENGTH } from '../tokens.mjs';

await runPart(async ({ isQuick }) => {
  const pool = await LocalUserPool.create();
  const token = accessTokenOfLength(pool, USUAL_TOKEN_LENGTH);
  const { options } = pool;
  const warm = await bootVerifier(options);
  const cold = await bootVerifier({ ...options, verifiedTokenCache: false });
  await pool.listen();
  const contenders = {
    cold: (bearer) => cold.verifier.verify(bearer),
    // What the guard calls: a token that was verified before is answered without a promise.
    warm: (bearer) => warm.verifier.verifyOrRecall(bearer),
    'warm, with a channel that nobody hears': (bearer) =>
      warm.verifier.verifyOrRecall(bearer, traceDecision('http')),
    'warm, as a promise': (bearer) => warm.verifier.verify(bearer),
    ...(await createContenders(pool, pool.options.jwksUri)),
  };
  for (const [name, verify] of Object.entries(contenders))
    await checkThatItVerifies(name, verify, token);

  const calls = { ...createYardsticks(pool, token) };
  for (const [name, verify] of Object.entries(contenders)) calls[name] = () => verify(token);
  const results = await measureRounds(calls, isQuick ? 7 : 61);

  await pool.close();
  await Promise.all([warm.app.close(), cold.app.close()]);
  return report(token, results);
});

function report(token, { usual, mean }) {
  const ratio = (numerator, denominator) => ratioOf(usual[numerator], usual[denominator]);
  return {
    tables: [
      {
        title: `One token of ${token.length} characters`,
        columns: ['', 'µs CPU', 'with GC', '/ crypto.verify', '/ cold', '/ warm'],
        rows: Object.keys(usual).map((name) => [
          name,
          median(usual[name]),
          median(mean[name]),
          ...['crypto.verify', 'cold', 'warm'].map((other) => ratio(name, other).median),
        ]),
      },
    ],
    ratios: {
      coldToRaw: ratio('cold', 'crypto.verify'),
      awsToCold: ratio('aws-jwt-verify', 'cold'),
      diyToCold: ratio('passport-jwt + jwks-rsa', 'cold'),
      warmToHash: ratio('warm', 'SHA-256 + Map lookup'),
      fastJwtToWarm: ratio('fast-jwt cached', 'warm'),
      channelToWarm: ratio('warm, with a channel that nobody hears', 'warm'),
    },
  };
}
