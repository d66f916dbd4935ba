import { LRUCache } from 'lru-cache';
import type { Clock } from '../../core/internal.js';
import type { IdentityCredentials } from './aws-credentials.interface.js';

export interface CredentialsCacheOptions {
  readonly maxCredentials: number;
  /** Credentials with less time left are replaced in the background. */
  readonly refreshAheadMs: number;
  readonly now: Clock;
  /** Told of an attempt that failed while there are credentials to go on with. */
  readonly onFailure: (error: unknown) => void;
  /** Told of each attempt that succeeded. */
  readonly onSuccess: () => void;
}

/** The least that is left of credentials that are given out: a call of AWS with them has to arrive. */
const MIN_LEFT_MS = 30_000;
/** Between two attempts, while there are credentials to go on with. */
const RETRY_MS = 5000;

/** The credentials of one login. */
interface Entry {
  credentials?: IdentityCredentials;
  /** Made once: most calls take it. */
  given?: Promise<IdentityCredentials>;
  pending?: Promise<IdentityCredentials>;
  failedAtMs?: number;
}

/**
 * Keeps credentials, and replaces them before they expire, when somebody asks for them: no timers, which serverless
 * platforms freeze. While replacing fails, the old ones serve as long as they are good.
 */
export class CredentialsCache {
  readonly #options: CredentialsCacheOptions;
  readonly #entries: LRUCache<string, Entry>;

  constructor(options: CredentialsCacheOptions) {
    this.#options = options;
    this.#entries = new LRUCache({ max: options.maxCredentials });
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * @param key of the login; what is loaded for it belongs to nobody else
   * @param load is run once for all who wait
   */
  resolve(key: string, load: () => Promise<IdentityCredentials>): Promise<IdentityCredentials> {
    const entry = this.#entryOf(key);
    const nowMs = this.#options.now();
    const leftMs = (entry.credentials?.expiration.getTime() ?? 0) - nowMs;
    if (entry.given === undefined || leftMs <= MIN_LEFT_MS) return this.#load(key, entry, load);
    if (leftMs <= this.#options.refreshAheadMs && !hasJustFailed(entry, nowMs)) {
      this.#load(key, entry, load).catch(this.#options.onFailure);
    }
    return entry.given;
  }

  /** Drops what is kept under every key that begins so. */
  forget(prefix: string): void {
    const keys = [...this.#entries.keys()].filter((key) => key.startsWith(prefix));
    for (const key of keys) this.#entries.delete(key);
  }

  #entryOf(key: string): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = {};
    this.#entries.set(key, entry);
    return entry;
  }

  #load(
    key: string,
    entry: Entry,
    load: () => Promise<IdentityCredentials>,
  ): Promise<IdentityCredentials> {
    return (entry.pending ??= this.#loadInto(key, entry, load));
  }

  async #loadInto(
    key: string,
    entry: Entry,
    load: () => Promise<IdentityCredentials>,
  ): Promise<IdentityCredentials> {
    try {
      const credentials = await load();
      entry.credentials = credentials;
      entry.given = Promise.resolve(credentials);
      delete entry.failedAtMs;
      this.#options.onSuccess();
      return credentials;
    } catch (error) {
      entry.failedAtMs = this.#options.now();
      // A login that never had credentials must not take the place of one that has.
      if (entry.given === undefined && this.#entries.peek(key) === entry) this.#entries.delete(key);
      throw error;
    } finally {
      delete entry.pending;
    }
  }
}

function hasJustFailed({ failedAtMs }: Entry, nowMs: number): boolean {
  return failedAtMs !== undefined && nowMs - failedAtMs < RETRY_MS;
}
