/**
 * The result of a decision about a client, if it comes in time. The services that an application asks in
 * `validateClaims` or `mapUser` may never answer, and nothing may wait for them for ever. A result that comes too
 * late is dropped.
 *
 * @throws {Error} (rejects) when the time is up
 */
export async function withinDeadline<Result>(
  decision: Promise<Result>,
  deadlineMs: number,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_resolve, reject) => {
    const fail = (): void =>
      reject(new Error(`There was no decision about a client within ${deadlineMs} ms`));
    timer = setTimeout(fail, deadlineMs).unref();
  });
  try {
    return await Promise.race([decision, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
