/** For how long a decision on a client may take. */
const DECISION_MS = 10_000;

/**
 * What a decision on a client comes to, where it comes in time. What an application asks in `validateClaims` or
 * `mapUser` may never answer, and nothing may wait for that for ever. An answer that comes too late is dropped.
 *
 * @throws {Error} (rejects) when the time is up
 */
export async function withinDeadline<Result>(decision: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`A client was not decided on in ${DECISION_MS} ms`));
    timer = setTimeout(fail, DECISION_MS).unref();
  });
  try {
    return await Promise.race([decision, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
