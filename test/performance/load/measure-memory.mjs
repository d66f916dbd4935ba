import { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { CognitoAuthError, CognitoUser } from 'nestjs-cognito-auth';

const MIB = 2 ** 20;
/** Some of what a request holds is let go of a turn or two later: closed streams, settled promises. */
const COLLECTIONS = 4;
const PAUSE_MS = 100;

/** What is still held after garbage collection. Needs `--expose-gc`. */
export async function measureMemory() {
  for (let collection = 0; collection < COLLECTIONS; collection += 1) {
    await delay(PAUSE_MS);
    globalThis.gc();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapMiB: (heapUsed + external) / MIB, rssMiB: rss / MIB };
}

/** How many objects of some classes are held. Stops the process for as long as it takes to count them. */
export function countObjects() {
  return Object.fromEntries(
    Object.entries(COUNTED_CLASSES).map(([name, type]) => [
      name,
      queryObjects(type, { format: 'count' }),
    ]),
  );
}

const COUNTED_CLASSES = {
  CognitoUser,
  CognitoAuthError,
  Error,
  Buffer,
  Promise,
  IncomingMessage,
  Map,
};
