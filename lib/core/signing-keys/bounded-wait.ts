import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';

/**
 * Limits how many calls wait for keys at the same time. Anybody can send tokens whose key has to be fetched first,
 * and while the endpoint hangs, each of them holds a request.
 */
export class BoundedWait {
  readonly #max: number;
  readonly #retryAfterSeconds: number;
  #waiting = 0;

  /** @param waitMs how long the calls that wait now can wait at most */
  constructor(max: number, waitMs: number) {
    this.#max = max;
    this.#retryAfterSeconds = Math.ceil(waitMs / 1000);
  }

  /**
   * @param start is called only if there is room: a refused call must not hang on a promise either, since that takes
   * memory until it settles
   * @throws {SigningKeysUnavailableError} at once when too many calls already wait
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
