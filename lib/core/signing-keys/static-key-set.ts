import type { KeyObject } from 'node:crypto';
import { SigningKeyUnknownError } from '../errors/token-refused.errors.js';
import type { KeySet, KeySetState } from './key-set.interface.js';

/** Keys from the options: they are never fetched and never become stale. */
export class StaticKeySet implements KeySet {
  readonly hasHadKeys = true;
  readonly #keys: ReadonlyMap<string, KeyObject>;

  constructor(keys: ReadonlyMap<string, KeyObject>) {
    this.#keys = keys;
  }

  has(kid: string): boolean {
    return this.#keys.has(kid);
  }

  resolveNow(kid: string): KeyObject {
    const key = this.#keys.get(kid);
    if (key === undefined) throw new SigningKeyUnknownError(kid);
    return key;
  }

  async resolveFetched(kid: string): Promise<KeyObject> {
    return this.resolveNow(kid);
  }

  refresh(): undefined {
    return undefined;
  }

  state(): KeySetState {
    return { status: 'fresh', fetchedAt: undefined, lastError: undefined };
  }
}
