import { deepFreeze } from './deep-freeze.js';

describe('deepFreeze', () => {
  it('freezes everything that JSON can hold, and gives it back', () => {
    const inner = { c: [{ d: null }, 'text', 1] };
    const root = { a: inner, b: [[inner]], text: 'x' };

    expect(deepFreeze(root)).toBe(root);
    for (const part of [root, inner, inner.c, inner.c[0], root.b, root.b[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('goes deeper than the stack', () => {
    const root = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown[];
    deepFreeze(root);

    let depth = 0;
    for (let value: unknown = root; value !== undefined; value = (value as unknown[])[0]) {
      if (Object.isFrozen(value)) depth += 1;
    }
    expect(depth).toBe(200_000);
  });
});
