/** A map that forgets: what has expired, and the oldest where there would be too many. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly keptUntilMs: number }>();
  readonly #now: () => number;
  readonly #max: number;

  /** @param max how many it keeps */
  constructor(now: () => number, max: number) {
    this.#now = now;
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.keptUntilMs > this.#now() ? entry.value : undefined;
  }

  /** @returns what had to go for it, although it had not expired */
  set(key: string, value: Value, keptUntilMs: number): readonly Value[] {
    this.#entries.delete(key);
    this.#entries.set(key, { value, keptUntilMs });
    return this.#entries.size > this.#max ? this.#makeRoom() : [];
  }

  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  /** Those that have not expired, oldest first. */
  values(): readonly Value[] {
    const now = this.#now();
    return [...this.#entries.values()].flatMap((entry) =>
      entry.keptUntilMs > now ? [entry.value] : [],
    );
  }

  #makeRoom(): readonly Value[] {
    const now = this.#now();
    for (const [key, { keptUntilMs }] of this.#entries) {
      if (keptUntilMs <= now) this.#entries.delete(key);
    }
    const gone: Value[] = [];
    for (const [key, { value }] of this.#entries) {
      if (this.#entries.size <= this.#max) break;
      this.#entries.delete(key);
      gone.push(value);
    }
    return gone;
  }
}
