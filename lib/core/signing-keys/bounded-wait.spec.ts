import { BoundedWait } from './bounded-wait.js';

const never = (): Promise<string> => new Promise(() => undefined);

describe('BoundedWait', () => {
  it('lets as many wait as it is told to, and refuses the next at once', async () => {
    const wait = new BoundedWait(2, 3000);
    void wait.for(never());
    void wait.for(never());

    await expect(wait.for(Promise.resolve('key'))).rejects.toMatchObject({
      code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      retryAfterSeconds: 3,
    });
  });

  it.each<[string, () => Promise<string>]>([
    ['an answer', () => Promise.resolve('key')],
    ['a failure', () => Promise.reject(new RangeError('no key'))],
  ])('lets the next wait after %s', async (_case, settle) => {
    const wait = new BoundedWait(1, 3000);
    await wait.for(settle()).catch(() => undefined);

    expect(await wait.for(Promise.resolve('key'))).toBe('key');
  });

  it('leaves no failure unheard of which it did not wait for', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const wait = new BoundedWait(1, 3000);
    void wait.for(never());
    await wait.for(Promise.reject(new RangeError('no key'))).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);

    expect(unhandled).toEqual([]);
  });
});
