import { LockOut } from './lock-out.js';

const MINUTE_MS = 60_000;

describe('LockOut', () => {
  let nowMs = 0;
  let lockOut: LockOut;
  const isLocked = (): boolean => {
    try {
      lockOut.check('ada');
      return false;
    } catch {
      return true;
    }
  };
  const fail = (times: number): void => {
    for (let time = 0; time < times; time += 1) lockOut.countFailure('ada');
  };

  beforeEach(() => {
    nowMs = 0;
    lockOut = new LockOut(() => nowMs);
  });

  it.each([
    [5, 1000],
    [6, 2000],
    [9, 16_000],
    [14, 512_000],
    [15, 15 * MINUTE_MS],
    [100, 15 * MINUTE_MS],
  ])('locks after %d failures for %d ms', (failures, lockMs) => {
    fail(failures);

    nowMs = lockMs - 1;
    expect(isLocked()).toBe(true);
    nowMs = lockMs;
    expect(isLocked()).toBe(false);
  });

  it('does not lock after four', () => {
    fail(4);

    expect(isLocked()).toBe(false);
  });

  it('forgets after a success, and after 15 quiet minutes', () => {
    fail(4);
    lockOut.lift('ada');
    fail(4);
    expect(isLocked()).toBe(false);

    nowMs = 15 * MINUTE_MS + 1;
    fail(4);
    expect(isLocked()).toBe(false);
    fail(1);
    expect(isLocked()).toBe(true);
  });

  it('locks one user only', () => {
    fail(5);

    expect(() => lockOut.check('bob')).not.toThrow();
  });
});
