/** What the caller did wrong, in a line that is printed as it is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
