/**
 * Makes errors without stack traces until the returned function is called. A trace costs several times as
 * much as finding out that a token is bad.
 */
export function suspendStackTraces(): () => void {
  const { stackTraceLimit } = Error;
  // Reflect: where intrinsics are frozen, this has no effect instead of throwing.
  Reflect.set(Error, 'stackTraceLimit', 0);
  return () => {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  };
}
