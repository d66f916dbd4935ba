/**
 * Iterates over a source until `end` is called, which also gives up on the results that are still awaited.
 *
 * @param onEnd takes the function that ends the iteration, and returns a function that cancels this
 */
export function endIterator<T>(
  source: AsyncIterable<T>,
  onEnd: (end: () => void) => () => void,
): AsyncIterableIterator<T> {
  return new EndingIterator(source[Symbol.asyncIterator](), onEnd);
}

class EndingIterator<T> implements AsyncIterableIterator<T> {
  readonly #source: AsyncIterator<T>;
  readonly #callOff: () => void;
  readonly #waiting = new Set<(result: IteratorResult<T>) => void>();
  #hasEnded = false;

  constructor(source: AsyncIterator<T>, onEnd: (end: () => void) => () => void) {
    this.#source = source;
    this.#callOff = onEnd(() => void this.#end().catch(() => undefined));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#hasEnded) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      this.#advance(resolve).then(resolve, reject);
    });
  }

  async return(): Promise<IteratorResult<T>> {
    await this.#end();
    return DONE;
  }

  async #advance(waiting: (result: IteratorResult<T>) => void): Promise<IteratorResult<T>> {
    let isDone: boolean | undefined = true;
    try {
      const result = await this.#source.next();
      isDone = result.done;
      return result;
    } finally {
      this.#waiting.delete(waiting);
      if (isDone === true) this.#callOff();
    }
  }

  async #end(): Promise<void> {
    this.#hasEnded = true;
    this.#callOff();
    for (const giveUp of this.#waiting) giveUp(DONE);
    this.#waiting.clear();
    await this.#source.return?.();
  }
}

const DONE = { done: true, value: undefined } as const;
