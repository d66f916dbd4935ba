import { OperationMemory } from './operation-memory.js';

const key = { carrier: {}, token: 'token-1' };

describe('OperationMemory', () => {
  it('finds out once what the calls of one operation ask, also at the same time', async () => {
    const memory = new OperationMemory<Promise<number>>();
    const operation = {};
    const asked: number[] = [];
    const find = async (): Promise<number> => asked.push(1);

    expect(
      await Promise.all([
        memory.findOnce(operation, key, find),
        memory.findOnce(operation, key, find),
      ]),
    ).toEqual([1, 1]);
    expect(await memory.findOnce(operation, key, find)).toBe(1);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, object | undefined, typeof key]>([
    ['another operation', {}, key],
    ['another token', undefined, { ...key, token: 'token-2' }],
    ['another carrier', undefined, { ...key, carrier: {} }],
  ])('finds out anew for %s', (_case, other, otherKey) => {
    const memory = new OperationMemory<string>();
    const operation = {};
    memory.findOnce(operation, key, () => 'first');

    expect(memory.findOnce(other ?? operation, otherKey, () => 'second')).toBe('second');
  });

  it('remembers nothing of a call that stands alone', () => {
    const memory = new OperationMemory<string>();
    memory.findOnce(undefined, key, () => 'first');

    expect(memory.findOnce(undefined, key, () => 'second')).toBe('second');
  });

  it.each<[string, () => never | Promise<never>]>([
    [
      'at once',
      () => {
        throw new RangeError('refused');
      },
    ],
    ['later', () => Promise.reject(new RangeError('refused'))],
  ])('remembers a refusal that comes %s', async (_case, refuse) => {
    const memory = new OperationMemory<string | Promise<string>>();
    const operation = {};
    const ask = async (find: () => string | Promise<string>): Promise<string> =>
      memory.findOnce(operation, key, find);

    await expect(ask(refuse)).rejects.toThrow(RangeError);
    await expect(ask(() => 'found')).rejects.toThrow(RangeError);
  });
});
