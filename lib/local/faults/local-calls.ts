import { type LocalCallPattern, callMatcher } from './call-matcher.js';

const MAX_CALLS = 10_000;
/** Routes are named by whoever sends the request. */
const MAX_CALL_LENGTH = 200;

/**
 * What was asked of a local Cognito, in order: names of operations (`GetUser`), documents (`jwks.json`), and other
 * routes (`POST /oauth2/token`). Of more than 10,000 calls, the latest are kept.
 */
export class LocalCalls implements Iterable<string> {
  #calls: string[] = [];

  /** How often it was asked; without a pattern, how often anything was. */
  count(pattern: LocalCallPattern = '*'): number {
    return this.#calls.filter(callMatcher(pattern)).length;
  }

  clear(): void {
    this.#calls = [];
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#calls.values();
  }

  /** @internal */
  add(call: string): void {
    this.#calls.push(shortened(call));
    if (this.#calls.length >= 2 * MAX_CALLS) this.#calls = this.#calls.slice(-MAX_CALLS);
  }
}

/** A copy, since a slice would keep the whole text in memory. */
function shortened(call: string): string {
  return call.length <= MAX_CALL_LENGTH
    ? call
    : Buffer.from(call.slice(0, MAX_CALL_LENGTH)).toString();
}
