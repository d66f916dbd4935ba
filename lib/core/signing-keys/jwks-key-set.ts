import type { KeyObject } from 'node:crypto';
import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import { SigningKeyUnknownError } from '../errors/token-refused.errors.js';
import type { Clock } from '../options/clock.js';
import type { ResolvedSigningKeysOptions } from '../options/resolved-cognito-auth-options.interface.js';
import type { KeySet, KeySetState } from './key-set.interface.js';

/** What a key set needs from its owner, and reports to it. */
export interface JwksKeySetPorts {
  readonly clock: Clock;
  /** Downloads and imports the keys; rejects if none of them can be used. */
  readonly fetchKeys: () => Promise<ReadonlyMap<string, KeyObject>>;
  /** Called after each attempt. */
  readonly onAttempt: (error: Error | undefined, durationMs: number) => void;
  /** Whether tokens of the user pool can be verified without this set; failing is then harmless. */
  readonly isDispensable: () => boolean;
}

/** First pause after a failed attempt while there are no keys at all; doubles up to the cooldown. */
const FIRST_PAUSE_MS = 1000;

/**
 * The keys from one place, always whole: a fetch replaces all of them, so that a key which is no longer
 * published is no longer trusted.
 *
 * There are no timers, because serverless platforms freeze them. The age is checked when a key is needed.
 */
export class JwksKeySet implements KeySet {
  readonly #options: ResolvedSigningKeysOptions;
  readonly #ports: JwksKeySetPorts;
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #fetchedAt: number | undefined;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #lastError: Error | undefined;
  #running: Promise<void> | undefined;

  constructor(options: ResolvedSigningKeysOptions, ports: JwksKeySetPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** Whether keys have ever been fetched, however long ago. */
  get hasHadKeys(): boolean {
    return this.#fetchedAt !== undefined;
  }

  has(kid: string): boolean {
    return this.#keys.has(kid);
  }

  /** The key, if the set is recent enough or it is too early to fetch it again. */
  resolveNow(kid: string): KeyObject | undefined {
    const age = this.#ageSeconds();
    const key = age > this.#options.staleIfErrorSeconds ? undefined : this.#keys.get(kid);
    if (key !== undefined && age <= this.#options.maxAgeSeconds) return key;
    const refresh = this.refresh();
    if (key !== undefined && age <= 2 * this.#options.maxAgeSeconds) return key;
    return refresh === undefined ? this.#lookUp(kid) : undefined;
  }

  async resolveFetched(kid: string): Promise<KeyObject> {
    await this.#running;
    return this.#lookUp(kid);
  }

  /** Starts a fetch, or joins the one in progress; `undefined` if it is too early for one. */
  refresh(): Promise<void> | undefined {
    if (this.#running === undefined && this.#secondsToNextAttempt() <= 0) {
      this.#running = this.#fetch().finally(() => {
        this.#running = undefined;
      });
    }
    return this.#running;
  }

  state(): KeySetState {
    const age = this.#ageSeconds();
    return {
      status: this.#statusAt(age),
      fetchedAt: this.#fetchedAt === undefined ? undefined : new Date(this.#fetchedAt),
      lastError: this.#lastError,
    };
  }

  #statusAt(age: number): KeySetState['status'] {
    if (!this.#isUsable(age)) return 'missing';
    return age <= this.#options.maxAgeSeconds ? 'fresh' : 'stale';
  }

  /** The key among those at hand, after every possible attempt to renew them. */
  #lookUp(kid: string): KeyObject {
    if (!this.#isUsable(this.#ageSeconds())) throw this.#unavailable();
    const key = this.#keys.get(kid);
    if (key !== undefined) return key;
    // The keys at hand may be old, so nobody knows whether the key exists.
    throw this.#lastError === undefined ? new SigningKeyUnknownError(kid) : this.#unavailable();
  }

  async #fetch(): Promise<void> {
    this.#attemptedAt = this.#ports.clock();
    const startMs = performance.now();
    try {
      this.#keys = keepEqualKeys(this.#keys, await this.#ports.fetchKeys());
      this.#fetchedAt = this.#ports.clock();
      this.#failures = 0;
      this.#lastError = undefined;
    } catch (error) {
      this.#failures += 1;
      this.#lastError = error as Error;
    }
    this.#attemptedAt = this.#ports.clock();
    this.#ports.onAttempt(this.#lastError, performance.now() - startMs);
  }

  #unavailable(): SigningKeysUnavailableError {
    const retryAfterSeconds = Math.max(1, Math.ceil(this.#secondsToNextAttempt()));
    return new SigningKeysUnavailableError(retryAfterSeconds, { cause: this.#lastError });
  }

  /** A clock that was set back must not delay the next attempt, so an attempt in the future counts as none. */
  #secondsToNextAttempt(): number {
    const sinceAttempt = this.#ports.clock() - this.#attemptedAt;
    return sinceAttempt < 0 ? 0 : (this.#pauseMs() - sinceAttempt) / 1000;
  }

  #pauseMs(): number {
    const cooldownMs = this.#options.cooldownSeconds * 1000;
    if (this.#isUsable(this.#ageSeconds()) || this.#ports.isDispensable()) return cooldownMs;
    return Math.min(cooldownMs, FIRST_PAUSE_MS * 2 ** Math.max(0, this.#failures - 1));
  }

  /** Keys that seem to come from the future, because a clock was set back, are due for a refresh. */
  #ageSeconds(): number {
    if (this.#fetchedAt === undefined) return Number.POSITIVE_INFINITY;
    const age = (this.#ports.clock() - this.#fetchedAt) / 1000;
    return age < 0 ? this.#options.maxAgeSeconds + 1 : age;
  }

  #isUsable(age: number): boolean {
    return age <= this.#options.staleIfErrorSeconds;
  }
}

/** A key that is published again stays the same object, because the cache of verified tokens compares it. */
function keepEqualKeys(
  current: ReadonlyMap<string, KeyObject>,
  fetched: ReadonlyMap<string, KeyObject>,
): ReadonlyMap<string, KeyObject> {
  return new Map(
    [...fetched].map(([kid, key]) => {
      const known = current.get(kid);
      return [kid, known?.equals(key) === true ? known : key];
    }),
  );
}
