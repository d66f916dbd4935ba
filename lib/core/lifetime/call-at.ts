import type { Clock } from '../options/clock.js';

/** Longer delays overflow, and Node then calls at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Calls back when a clock reaches a time, however far off it is. Does not keep the process running.
 *
 * @param timeMs milliseconds since the epoch
 * @returns a function that cancels the call
 */
export function callAt(timeMs: number, clock: Clock, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const remainingMs = timeMs - clock();
    timer = setTimeout(check, Math.min(Math.max(remainingMs, 0), MAX_DELAY_MS));
    timer.unref();
  };
  // A timer may fire a little early, and the clock may not keep pace with it.
  const check = (): void => (clock() < timeMs ? wait() : callback());
  wait();
  return () => clearTimeout(timer);
}
