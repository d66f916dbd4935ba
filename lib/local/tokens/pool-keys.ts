import type { KeyObject } from 'node:crypto';
import type { PublicJwk } from '../../core/standalone.js';
import { LocalSigningKey } from './local-signing-key.js';

/** A JWK Set. */
export interface LocalJwks {
  readonly keys: readonly PublicJwk[];
}

/** Cognito signs access tokens and ID tokens with different keys. */
interface SigningPair {
  readonly access: LocalSigningKey;
  readonly id: LocalSigningKey;
}

/** The keys of a pool: the two that sign, and those that are published. */
export class PoolKeys {
  #signing: SigningPair;
  /** By key id: the keys that sign, and those that have signed. */
  #published = new Map<string, LocalSigningKey>();

  readonly #makeKid: (() => string) | undefined;

  /** @param makeKid ids of keys to come. @defaultValue random ones */
  constructor(signing: SigningPair, makeKid?: () => string) {
    this.#signing = signing;
    this.#makeKid = makeKid;
    this.#publish(signing);
  }

  /** @param makeKid ids of all keys. @defaultValue random ones */
  static async generate(makeKid?: () => string): Promise<PoolKeys> {
    return new PoolKeys(await generatePair(makeKid), makeKid);
  }

  get signing(): SigningPair {
    return this.#signing;
  }

  /** The public keys, as the pool publishes them. */
  get jwks(): LocalJwks {
    return { keys: [...this.#published.values()].map(({ jwk }) => jwk) };
  }

  /** A published key. */
  publicKey(kid: string): KeyObject | undefined {
    return this.#published.get(kid)?.publicKey;
  }

  /** Signs with new keys from now on; the old ones stay published until they are dropped. */
  async rotate(): Promise<void> {
    this.#signing = await generatePair(this.#makeKid);
    this.#publish(this.#signing);
  }

  /**
   * Stops publishing a key.
   *
   * @param kid @defaultValue every key that no longer signs
   * @throws {RangeError} when no such key is published
   */
  drop(kid?: string): void {
    if (kid !== undefined) {
      if (!this.#published.delete(kid)) throw new RangeError(`The pool publishes no key ${kid}`);
      return;
    }
    this.#published = new Map();
    this.#publish(this.#signing);
  }

  #publish({ access, id }: SigningPair): void {
    for (const key of [access, id]) this.#published.set(key.kid, key);
  }
}

async function generatePair(makeKid?: () => string): Promise<SigningPair> {
  const [access, id] = await Promise.all([
    LocalSigningKey.generate(makeKid?.()),
    LocalSigningKey.generate(makeKid?.()),
  ]);
  return { access, id };
}
