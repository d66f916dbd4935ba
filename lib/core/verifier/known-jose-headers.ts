/** A pool has two keys, and for a while after a rotation four. */
const MAX_KNOWN_HEADERS = 64;

/**
 * Key ids by the header segment that names them. All tokens of a key have the same header, so it need not
 * be decoded and checked for each. Only headers of tokens that were good get in.
 */
export class KnownJoseHeaders {
  readonly #keyIds = new Map<string, string>();

  keyIdOf(headerSegment: string): string | undefined {
    return this.#keyIds.get(headerSegment);
  }

  remember(headerSegment: string, kid: string): void {
    if (this.#keyIds.has(headerSegment)) return;
    if (this.#keyIds.size >= MAX_KNOWN_HEADERS) this.#keyIds.clear();
    // A copy: a part of a string keeps all of it in memory, here the whole token.
    this.#keyIds.set(Buffer.from(headerSegment, 'latin1').toString('latin1'), kid);
  }
}
