/** A sample cannot start, for a reason that whoever started it can mend. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
