import { callAt } from './call-at.js';

const { jest } = import.meta;
const DAY_MS = 86_400_000;

describe('callAt', () => {
  const called: number[] = [];
  const callback = (): void => void called.push(Date.now());

  beforeEach(() => {
    called.length = 0;
    jest.useFakeTimers({ now: 0 });
  });

  afterEach(() => jest.useRealTimers());

  it('calls once the time has come, and once only', () => {
    callAt(1000, Date.now, callback);
    jest.advanceTimersByTime(999);
    expect(called).toEqual([]);

    jest.advanceTimersByTime(DAY_MS);
    expect(called).toEqual([1000]);
  });

  it('calls soon when the time has passed, but not at once', () => {
    callAt(-5, Date.now, callback);
    expect(called).toEqual([]);

    jest.advanceTimersByTime(1);
    expect(called).toHaveLength(1);
  });

  it('waits for longer than a timer can', () => {
    callAt(60 * DAY_MS, Date.now, callback);
    jest.advanceTimersByTime(60 * DAY_MS - 1);
    expect(called).toEqual([]);

    jest.advanceTimersByTime(1);
    expect(called).toEqual([60 * DAY_MS]);
  });

  it('goes by the clock, not by the timer', () => {
    let nowMs = 0;
    callAt(1000, () => nowMs, callback);
    jest.advanceTimersByTime(5000);
    expect(called).toEqual([]);

    nowMs = 1000;
    jest.advanceTimersByTime(1000);
    expect(called).toHaveLength(1);
  });

  it('can be called off, also after the first timer', () => {
    const callOff = callAt(60 * DAY_MS, Date.now, callback);
    jest.advanceTimersByTime(30 * DAY_MS);
    callOff();
    jest.advanceTimersByTime(60 * DAY_MS);

    expect(called).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not keep the process running', () => {
    jest.useRealTimers();
    const timers: NodeJS.Timeout[] = [];
    const original = globalThis.setTimeout;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((...given: [() => void, number]) => {
      const timer = original(...given);
      timers.push(timer);
      return timer;
    }) as typeof setTimeout);
    const callOff = callAt(Date.now() + DAY_MS, Date.now, callback);

    expect(timers.map((timer) => timer.hasRef())).toEqual([false]);
    callOff();
    jest.restoreAllMocks();
  });
});
