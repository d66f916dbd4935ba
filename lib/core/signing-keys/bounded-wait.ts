import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';

/**
 * Bounds how many calls wait for keys at a time. Anybody can send tokens whose key has to be fetched first, and while
 * the endpoint hangs every one of them holds a request.
 */
export class BoundedWait {
  readonly #max: number;
  readonly #retryAfterSeconds: number;
  #waiting = 0;

  /** @param waitMs how long it takes at most until those who wait are gone */
  constructor(max: number, waitMs: number) {
    this.#max = max;
    this.#retryAfterSeconds = Math.ceil(waitMs / 1000);
  }

  /**
   * @param start is called only where there is room: whoever is refused must not hang on a promise either, since
   * that takes memory until it settles
   * @throws {SigningKeysUnavailableError} at once when too many wait already
   */
  for<Result>(start: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= this.#max) throw new SigningKeysUnavailableError(this.#retryAfterSeconds);
    return this.#count(start);
  }

  async #count<Result>(start: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    try {
      return await start();
    } finally {
      this.#waiting -= 1;
    }
  }
}
