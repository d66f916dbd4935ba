import type { OptionReader } from '../option-reader/option-reader.js';
import { bearerToken } from '../token-source/bearer-token.js';
import { cookieToken } from '../token-source/cookie-token.js';
import { headerToken } from '../token-source/header-token.js';
import { queryToken } from '../token-source/query-token.js';
import type { TokenSource } from '../token-source/token-source.interface.js';

/** Functions that make token sources, and are easily mistaken for one. */
const MAKERS: readonly unknown[] = [bearerToken, cookieToken, headerToken, queryToken];

const NO_LIST = 'must be a list of token sources that is not empty, such as [bearerToken()]';

/** Reads the token sources, and the warnings that they carry. */
export function readTokenSources(
  options: OptionReader,
  warnings: string[],
): readonly TokenSource[] {
  if (options.raw('tokenSources') === undefined) return Object.freeze([bearerToken()]);
  const sources = options.list('tokenSources');
  if (!Array.isArray(options.raw('tokenSources')) || !sources.every(isTokenSource)) {
    options.mistake('tokenSources', NO_LIST);
    return [];
  }
  if (sources.length === 0) options.mistake('tokenSources', NO_LIST);
  sources.forEach((source, index) => {
    for (const remedy of remediesFor(source)) {
      options.mistake(`tokenSources[${index}]`, remedy, source);
    }
    if (typeof source.warning === 'string') warnings.push(source.warning);
  });
  return Object.freeze(sources);
}

function isTokenSource(source: unknown): source is TokenSource {
  return typeof source === 'function';
}

function remediesFor(source: TokenSource): readonly string[] {
  const { warning, forbidsCaching }: { warning?: unknown; forbidsCaching?: unknown } = source;
  return [
    ...(MAKERS.includes(source) ? [`must be what ${source.name}(…) returns; call it`] : []),
    ...(warning === undefined || (typeof warning === 'string' && warning !== '')
      ? []
      : ['has a warning that is no text']),
    ...(forbidsCaching === undefined || typeof forbidsCaching === 'boolean'
      ? []
      : ['has a forbidsCaching that is neither true nor false']),
  ];
}
