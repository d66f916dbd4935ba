import type { OptionReader } from './option-reader.js';

/**
 * The option `fetch`, or else what another module fetches with, or else the global one. That is looked up at each use,
 * since something may replace it.
 */
export function readFetch(
  options: OptionReader,
  ofOtherModule: typeof globalThis.fetch | undefined,
): typeof globalThis.fetch {
  const own = options.optionalFunction('fetch') as typeof globalThis.fetch | undefined;
  return own ?? ofOtherModule ?? ((...request) => globalThis.fetch(...request));
}
