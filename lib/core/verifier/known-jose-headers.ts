/** A pool has two keys, and for a while after a rotation four. */
const MAX_KNOWN_HEADERS = 64;

interface KnownHeader {
  readonly segment: string;
  readonly kid: string;
}

/**
 * Key ids by the header segment that names them. All tokens of a key have the same header, so it need not
 * be decoded and checked for each. Only headers of tokens that were good get in.
 */
export class KnownJoseHeaders {
  readonly #headers = new Map<string, KnownHeader>();
  #latest: KnownHeader | undefined;

  keyIdOf(segment: string): string | undefined {
    // Most tokens in a row have one header, and it is quicker to compare them than to hash the next one.
    if (segment !== this.#latest?.segment) this.#latest = this.#headers.get(segment);
    return this.#latest?.kid;
  }

  remember(segment: string, kid: string): void {
    if (this.#headers.has(segment)) return;
    if (this.#headers.size >= MAX_KNOWN_HEADERS) this.#forget();
    // A copy: a part of a string keeps all of it in memory, here the whole token.
    const copy = Buffer.from(segment, 'latin1').toString('latin1');
    this.#headers.set(copy, { segment: copy, kid });
  }

  #forget(): void {
    this.#headers.clear();
    this.#latest = undefined;
  }
}
