import { LocalClock } from './local-clock.js';

describe('LocalClock', () => {
  it('goes with the machine until it is moved', () => {
    const before = Date.now();
    const { now } = new LocalClock();

    expect(now()).toBeGreaterThanOrEqual(before);
    expect(now()).toBeLessThanOrEqual(Date.now());
  });

  it('is advanced, time after time', () => {
    const clock = new LocalClock();
    const before = Date.now();
    clock.advance(60_000);
    clock.advance(1000);

    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(before + 61_000);
    expect(now).toBeLessThanOrEqual(Date.now() + 61_000);
  });

  it.each([-1, Number.NaN, Infinity])('refuses to be advanced by %d', (ms) => {
    expect(() => new LocalClock().advance(ms)).toThrow(RangeError);
  });

  it('is set to a date, and goes on from there', () => {
    const clock = new LocalClock();
    const date = new Date('2030-01-01T00:00:00Z');
    const before = Date.now();
    clock.set(date);

    const passed = clock.now() - date.getTime();
    expect(passed).toBeGreaterThanOrEqual(0);
    expect(passed).toBeLessThanOrEqual(Date.now() - before);
    expect(() => clock.set(new Date('no date'))).toThrow(RangeError);
  });
});
