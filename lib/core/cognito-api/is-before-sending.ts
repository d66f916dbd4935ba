/** Codes of Node and undici for a connection that was never made. */
const NOT_CONNECTED: readonly unknown[] = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Longer chains of causes than any library makes. */
const MAX_CAUSES = 5;

/** Whether a request failed before anything of it was sent, so that it may be sent once more whatever it does. */
export function isBeforeSending(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES; depth += 1) {
    if (typeof cause !== 'object' || cause === null) return false;
    const { code, cause: next } = cause as { readonly code?: unknown; readonly cause?: unknown };
    if (NOT_CONNECTED.includes(code)) return true;
    cause = next;
  }
  return false;
}
