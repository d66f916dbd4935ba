/**
 * Freezes a value from `JSON.parse`, and everything in it. Works through a list instead of calling itself: a token
 * can nest deeper than the stack.
 */
export function deepFreeze<T extends object>(root: T): T {
  const pending: object[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const child of Object.values(value) as unknown[]) {
      if (typeof child === 'object' && child !== null) pending.push(child);
    }
    Object.freeze(value);
  }
  return root;
}
