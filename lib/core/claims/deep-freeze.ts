/**
 * Freezes a value from `JSON.parse`, and everything in it. Works through a list instead of calling itself: a token
 * can nest deeper than the stack.
 */
export function deepFreeze<T extends object>(root: T): T {
  const pending: object[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    // Each new token waits for this: a list is its own values, and an index is a third of the time of an iterator.
    const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    for (let index = 0; index < children.length; index += 1) {
      const child = children[index];
      if (typeof child === 'object' && child !== null) pending.push(child);
    }
    Object.freeze(value);
  }
  return root;
}
