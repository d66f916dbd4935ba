/**
 * How many refusals one turn of the event loop may hold. An exception on its way through Nest, its answer
 * and the refused caller's next attempt cost tens of microseconds, so a turn stays within a millisecond.
 */
const REFUSALS_PER_TURN = 12;

// Taken when the module is loaded: a test that replaces the timers must not hold up refusals.
const { setImmediate } = globalThis;

/**
 * Refuses a few calls in each turn of the event loop; the others wait for the next turn. Without it, a flood
 * of bad tokens fills every turn with its answers, and a caller with a good token waits for all of them.
 * Nothing is slower for it: while refusals wait, turns follow each other at once.
 */
export class RefusalQueue {
  readonly #waiting: (() => void)[] = [];
  #left = REFUSALS_PER_TURN;
  #isTurnAwaited = false;

  /** Settles with what `refuse` gives or throws, in this turn or in a later one. */
  add(refuse: () => Promise<never>): Promise<never> {
    this.#awaitNextTurn();
    if (this.#left === 0) {
      return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(refuse);
    }
    this.#left -= 1;
    return refuse();
  }

  #awaitNextTurn(): void {
    if (this.#isTurnAwaited) return;
    this.#isTurnAwaited = true;
    setImmediate(() => {
      this.#isTurnAwaited = false;
      const next = this.#waiting.splice(0, REFUSALS_PER_TURN);
      this.#left = REFUSALS_PER_TURN - next.length;
      if (this.#waiting.length > 0 || next.length > 0) this.#awaitNextTurn();
      for (const resolve of next) resolve();
    });
  }
}
