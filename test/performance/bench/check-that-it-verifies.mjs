import assert from 'node:assert/strict';
import { withOtherPayload } from '../tokens.mjs';

/** Who lets everything pass is fast. */
export async function checkThatItVerifies(name, verify, token) {
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  assert.equal((await verify(token)).sub, sub, name);
  await assert.rejects(async () => await verify(withOtherPayload(token)), name);
}
