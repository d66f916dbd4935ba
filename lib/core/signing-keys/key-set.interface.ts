import type { KeyObject } from 'node:crypto';
import type { SigningKeysState } from './signing-keys.interface.js';

/** The keys from one place. */
export interface KeySet {
  /** Whether there are keys at hand, or were before. */
  readonly hasHadKeys: boolean;
  /** Whether a key with this id is at hand. */
  has(kid: string): boolean;
  /**
   * The key, or `undefined` if the keys have to be fetched first. Starts a fetch that is due. Throws like
   * {@link SigningKeys.resolve}.
   */
  resolveNow(kid: string): KeyObject | undefined;
  /** The key after the fetch in progress; rejects like {@link SigningKeys.resolve}. */
  resolveFetched(kid: string): Promise<KeyObject>;
  /** Starts a fetch, or joins the one in progress; `undefined` if there is nothing to fetch now. */
  refresh(): Promise<void> | undefined;
  state(): KeySetState;
}

/** The state of one key set. */
export type KeySetState = Pick<SigningKeysState, 'status' | 'fetchedAt' | 'lastError'>;
