// A million distinct tokens through the verified-token cache alone, with the sizes that the module gives
// it by default. To sign so many would take a quarter of an hour; the cache does not look at signatures,
// so here they are random. What it keeps is as large as in a server: claims that were parsed and frozen
// for each token.
import { createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
// No part of the package's interface: by file, of the build.
import { deepFreeze } from '../../../../dist/esm/core/claims/deep-freeze.js';
import { readTokenGrants } from '../../../../dist/esm/core/claims/token-grants.js';
import { resolveCognitoAuthOptions } from '../../../../dist/esm/core/options/resolve-cognito-auth-options.js';
import {
  digestOf,
  VerifiedTokenCache,
} from '../../../../dist/esm/core/verifier/verified-token-cache.js';
import { runPart } from '../run-part.mjs';
import { median } from '../statistics.mjs';
import { usedMebibytes } from './memory.mjs';

const SIGNATURE_BYTES = 256;
const TIMED_SHARE = 10;

await runPart(async ({ isQuick }) => {
  const pool = await LocalUserPool.create();
  const issue = createIssuer(pool);
  const { verifiedTokenCache } = resolveCognitoAuthOptions(pool.options);

  const rows = [];
  const before = usedMebibytes();
  const cache = new VerifiedTokenCache(verifiedTokenCache);
  let seen = 0;
  const counts = [100, 1000, 10_000, 100_000, 1_000_000].slice(0, isQuick ? 4 : 5);
  for (const count of counts) {
    const figures = fill(cache, issue, count - seen);
    seen = count;
    rows.push({ count, ...figures, mebibytes: usedMebibytes() - before });
  }
  // The cache is still in use here, so it has been counted.
  cache.get('');
  return { rows, length: issue().token.length };
});

function fill(cache, issue, count) {
  const setMicroseconds = [];
  const getMicroseconds = [];
  for (let index = 0; index < count; index++) {
    const { token, verified } = issue();
    if (index % TIMED_SHARE !== 0) {
      cache.set(digestOf(token), token, verified);
      continue;
    }
    const began = performance.now();
    cache.set(digestOf(token), token, verified);
    const wasSet = performance.now();
    if (cache.get(digestOf(token)) !== verified)
      throw new Error('A token that was just put in is not there');
    getMicroseconds.push((performance.now() - wasSet) * 1000);
    setMicroseconds.push((wasSet - began) * 1000);
  }
  return { set: median(setMicroseconds), get: median(getMicroseconds) };
}

function createIssuer(pool) {
  const [header, payload] = pool.accessToken({ groups: ['a'] }).split('.');
  const model = JSON.parse(Buffer.from(payload, 'base64url'));
  const { kid } = pool.jwks.keys[0];
  const key = createPublicKey({ key: pool.jwks.keys[0], format: 'jwk' });
  return () => {
    const ids = { sub: randomUUID(), jti: randomUUID(), origin_jti: randomUUID() };
    const json = JSON.stringify({ ...model, ...ids });
    const signature = randomBytes(SIGNATURE_BYTES).toString('base64url');
    const token = `${header}.${Buffer.from(json).toString('base64url')}.${signature}`;
    const claims = deepFreeze(JSON.parse(json));
    const grants = readTokenGrants(claims);
    return { token, verified: { claims, grants, userPoolId: pool.userPoolId, key, kid } };
  };
}
