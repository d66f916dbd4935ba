const MAX_NAMES = 10;

/** Names for a line of the log: the first ten, and how many there are beyond. */
export function listed(names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return names.slice(0, MAX_NAMES).join(', ') + more;
}
