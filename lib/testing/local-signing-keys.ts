import { createPublicKey, type KeyObject } from 'node:crypto';
import { SigningKeyUnknownError, type SigningKeys, type SigningKeysState } from '../core/index.js';
import type { LocalUserPool } from '../local/index.js';

/** The current keys of local pools, without a network. */
export class LocalSigningKeys implements SigningKeys {
  readonly #pools: readonly LocalUserPool[];
  /** A key stays one object, because the cache of verified tokens compares it. */
  readonly #keys = new Map<string, KeyObject>();

  constructor(pools: readonly LocalUserPool[]) {
    this.#pools = pools;
  }

  issuerOf(kid: string): string | undefined {
    return this.#pools.find(({ jwks }) => jwks.keys.some((key) => key['kid'] === kid))?.issuer;
  }

  resolve(issuer: string, kid: string): KeyObject {
    const pool = this.#pools.find((candidate) => candidate.issuer === issuer);
    const key = pool?.jwks.keys.find((candidate) => candidate['kid'] === kid);
    if (key === undefined) throw new SigningKeyUnknownError(kid);
    const known = this.#keys.get(kid) ?? createPublicKey({ key, format: 'jwk' });
    this.#keys.set(kid, known);
    return known;
  }

  states(): readonly SigningKeysState[] {
    return this.#pools.map(({ userPoolId, issuer }) => ({
      userPoolId,
      issuers: [issuer],
      status: 'fresh',
      fetchedAt: undefined,
      lastError: undefined,
    }));
  }
}
