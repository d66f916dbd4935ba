/**
 * Reports a mistake of ours on the standard error output: what it was and where. Not its message, which may quote what
 * was sent.
 */
export function reportFailure(error: unknown): void {
  const { name, stack = '' } = error instanceof Error ? error : new Error();
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  process.stderr.write(`[local-cognito] a failure of its own: ${[name, ...frames].join('\n')}\n`);
}
