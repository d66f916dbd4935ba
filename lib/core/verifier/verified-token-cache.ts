import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ResolvedVerifiedTokenCacheOptions } from '../options/resolved-cognito-auth-options.interface.js';
import type { VerifiedToken } from './verified-token.interface.js';

/** What the parsed claims of a token take in memory, for each character of the token, and the rest of an entry. */
const BYTES_PER_CHARACTER = 1;
const BYTES_PER_ENTRY = 512;

/**
 * Remembers tokens whose signature and fixed claims hold, so that the next request with the same token
 * need not verify them again. Keyed by {@link digestOf} the whole token: tokens are not kept, and no
 * two of them share an entry.
 *
 * On every hit, the caller must check the key and the times.
 */
export class VerifiedTokenCache {
  readonly #entries: LRUCache<string, VerifiedToken>;

  constructor({ maxTokens, maxBytes }: ResolvedVerifiedTokenCacheOptions) {
    this.#entries = new LRUCache({ max: maxTokens, maxSize: maxBytes });
  }

  get(digest: string): VerifiedToken | undefined {
    return this.#entries.get(digest);
  }

  /**
   * Only for good tokens: what nobody has signed must not take up memory.
   *
   * @param token what `digest` is the digest of; only its length is used
   */
  set(digest: string, token: string, verified: VerifiedToken): void {
    const size = BYTES_PER_ENTRY + BYTES_PER_CHARACTER * token.length;
    this.#entries.set(digest, verified, { size });
  }
}

/** The key of a token in the cache. A digest takes longer than a lookup, so make one for each use of a token. */
export function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
