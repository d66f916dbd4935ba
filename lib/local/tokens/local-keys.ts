import type { PublicJwk } from '../../core/standalone.js';
import { LocalSigningKey } from './local-signing-key.js';

/** A JWK Set. */
export interface LocalJwks {
  readonly keys: readonly PublicJwk[];
}

/** Cognito signs access tokens and ID tokens with different keys. */
export interface SigningPair {
  readonly access: LocalSigningKey;
  readonly id: LocalSigningKey;
}

/** The keys of a user pool: those that sign, and those that have signed and are still published. */
export class LocalKeys {
  #signing: SigningPair;
  /** By key id. */
  #published = new Map<string, LocalSigningKey>();

  constructor(signing: SigningPair) {
    this.#signing = signing;
    this.#publish();
  }

  static async generate(): Promise<LocalKeys> {
    return new LocalKeys(await generateSigningPair());
  }

  get signing(): SigningPair {
    return this.#signing;
  }

  get jwks(): LocalJwks {
    return { keys: [...this.#published.values()].map(({ jwk }) => jwk) };
  }

  /** Signs with new keys from now on. The old ones stay published. */
  async rotate(): Promise<void> {
    this.#signing = await generateSigningPair();
    this.#publish();
  }

  /**
   * Stops publishing a key.
   *
   * @param kid every key that no longer signs, where it is left out
   * @throws {RangeError} when no such key is published
   */
  drop(kid?: string): void {
    if (kid !== undefined) {
      if (!this.#published.delete(kid)) throw new RangeError(`The pool publishes no key ${kid}`);
      return;
    }
    this.#published = new Map();
    this.#publish();
  }

  #publish(): void {
    for (const key of [this.#signing.access, this.#signing.id]) this.#published.set(key.kid, key);
  }
}

async function generateSigningPair(): Promise<SigningPair> {
  const [access, id] = await Promise.all([LocalSigningKey.generate(), LocalSigningKey.generate()]);
  return { access, id };
}
