// Tokens that are really signed, each seen for the first time, through the whole verifier.
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { bootVerifier } from '../boot-verifier.mjs';
import { runPart } from '../run-part.mjs';
import { median } from '../statistics.mjs';
import { usedMebibytes } from './memory.mjs';

const NEWEST = 50;
const REPEATS = 40;

await runPart(async ({ isQuick }) => {
  const pool = await LocalUserPool.create();
  const { app, verifier } = await bootVerifier(pool.options);
  const rows = [];
  const before = usedMebibytes();
  let seen = 0;
  for (const count of isQuick ? [100, 1000] : [100, 1000, 10_000, 20_000]) {
    const figures = await verifyNewTokens(verifier, pool, count - seen);
    seen = count;
    rows.push({ count, ...figures, mebibytes: usedMebibytes() - before });
  }
  await app.close();
  return rows;
});

async function verifyNewTokens(verifier, pool, count) {
  const coldMicroseconds = [];
  let newest = [];
  for (let index = 0; index < count; index++) {
    const token = pool.accessToken({ groups: ['a'] });
    const began = performance.now();
    await verifier.verify(token);
    coldMicroseconds.push((performance.now() - began) * 1000);
    if (index >= count - NEWEST) newest.push(token);
  }
  const warmMicroseconds = newest.map((token) => timeHits(verifier, token));
  newest = [];
  return { cold: median(coldMicroseconds), warm: median(warmMicroseconds) };
}

function timeHits(verifier, token) {
  const began = performance.now();
  for (let index = 0; index < REPEATS; index++) verifier.verifyOrRecall(token);
  return ((performance.now() - began) * 1000) / REPEATS;
}
