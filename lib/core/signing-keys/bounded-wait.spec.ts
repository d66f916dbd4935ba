import { SigningKeysUnavailableError } from '../errors/signing-keys-unavailable.error.js';
import { BoundedWait } from './bounded-wait.js';

const { jest } = import.meta;

const never = (): Promise<string> => new Promise(() => undefined);

describe('BoundedWait', () => {
  it('lets as many wait as the limit allows, and refuses the next at once', () => {
    const wait = new BoundedWait(2, 3000);
    void wait.for(never);
    void wait.for(never);

    expect(() => wait.for(never)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
        retryAfterSeconds: 3,
      }),
    );
  });

  it('starts nothing for a call that it refuses', () => {
    const start = jest.fn(never);
    const wait = new BoundedWait(1, 3000);
    void wait.for(never);

    expect(() => wait.for(start)).toThrow(SigningKeysUnavailableError);
    expect(start).not.toHaveBeenCalled();
  });

  it.each<[string, () => Promise<string>]>([
    ['an answer', () => Promise.resolve('key')],
    ['a failure', () => Promise.reject(new RangeError('no key'))],
  ])('lets the next wait after %s', async (_case, settle) => {
    const wait = new BoundedWait(1, 3000);
    await wait.for(settle).catch(() => undefined);

    expect(await wait.for(() => Promise.resolve('key'))).toBe('key');
  });
});
