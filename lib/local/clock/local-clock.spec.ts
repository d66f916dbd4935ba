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

    expect(clock.now() - before).toBeGreaterThanOrEqual(61_000);
    expect(clock.now() - before).toBeLessThan(71_000);
  });

  it.each([-1, Number.NaN, Infinity])('refuses to be advanced by %d', (ms) => {
    expect(() => new LocalClock().advance(ms)).toThrow(RangeError);
  });

  it('is set to a date, and goes on from there', () => {
    const clock = new LocalClock();
    clock.set(new Date('2030-01-01T00:00:00Z'));

    expect(new Date(clock.now()).toISOString()).toMatch(/^2030-01-01T00:00:0/);
    expect(() => clock.set(new Date('no date'))).toThrow(RangeError);
  });
});
