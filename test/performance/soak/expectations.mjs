/**
 * What the application can know of a key while a request is under way, told by what its endpoint had
 * answered until then:
 *
 * - `known`: it has the key, in a set that is young enough
 * - `unknown`: it has a set that is young enough, and the key is in none that it can have
 * - `lost`: every set that it can have is too old
 * - `unclear`: none of these for sure
 */
export function knowledgeOf(kid, deliveries, { startedAt, endedAt }, staleMs) {
  const surest = deliveries.findLastIndex(({ knownAt }) => knownAt <= startedAt);
  const possible = deliveries
    .slice(Math.max(0, surest))
    .filter(({ writtenAt }) => writtenAt <= endedAt);
  if (possible.length === 0) return 'lost';
  if (possible.every(({ knownAt }) => startedAt > knownAt + staleMs)) return 'lost';
  // An age is counted from when a set was read, so one counted from when it was written is never too young.
  if (surest === -1 || endedAt > deliveries[surest].writtenAt + staleMs) return 'unclear';
  if (possible.every(({ kids }) => kids.has(kid))) return 'known';
  return possible.some(({ kids }) => kids.has(kid)) ? 'unclear' : 'unknown';
}
