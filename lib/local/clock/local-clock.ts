/** The time of a local Cognito: that of the machine, until somebody moves it. Everything that expires goes by it. */
export class LocalClock {
  #aheadMs = 0;

  /** Milliseconds since the epoch. It is a property, so that it can be handed on as it is, such as for `CLOCK`. */
  readonly now = (): number => Date.now() + this.#aheadMs;

  /**
   * Moves the time on, from where it is.
   *
   * @param ms milliseconds, 0 or more
   * @throws {RangeError} when it is negative or not a number: a clock that goes back revives what has expired
   */
  advance(ms: number): void {
    if (!(Number.isFinite(ms) && ms >= 0)) {
      throw new RangeError(`The clock can be advanced by 0 or more milliseconds (given: ${ms})`);
    }
    this.#aheadMs += ms;
  }

  /**
   * Sets the time, from which it goes on.
   *
   * @throws {RangeError} when it is not a date
   */
  set(date: Date): void {
    const ms = date.getTime();
    if (Number.isNaN(ms)) throw new RangeError('The clock can be set to a valid date only');
    this.#aheadMs = ms - Date.now();
  }
}
