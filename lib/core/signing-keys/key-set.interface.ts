import type { KeyObject } from 'node:crypto';
import type { SigningKeysState } from './signing-keys.interface.js';

/** The keys from one place. */
export interface KeySet {
  /** Whether there are keys at hand, or have been. */
  readonly hasHadKeys: boolean;
  /** Whether a key of this id is at hand. */
  has(kid: string): boolean;
  /**
   * The key, or `undefined` where the keys have to be fetched first. Starts the fetch that is due. Throws like
   * {@link SigningKeys.resolve}.
   */
  resolveNow(kid: string): KeyObject | undefined;
  /** The key after the fetch under way; rejects like {@link SigningKeys.resolve}. */
  resolveFetched(kid: string): Promise<KeyObject>;
  /** Starts a fetch, or joins the one under way; `undefined` where there is nothing to fetch now. */
  refresh(): Promise<void> | undefined;
  state(): KeySetState;
}

/** The state of one key set. */
export type KeySetState = Pick<SigningKeysState, 'status' | 'fetchedAt' | 'lastError'>;
