import { ExpiringMap } from './expiring-map.js';

describe('ExpiringMap', () => {
  let nowMs = 0;
  const now = () => nowMs;

  beforeEach(() => {
    nowMs = 0;
  });

  it('keeps what it is given until its time is over', () => {
    const map = new ExpiringMap<string>(now, 10);
    map.set('a', 'first', 1000);

    nowMs = 999;
    expect(map.get('a')).toBe('first');
    expect(map.values()).toEqual(['first']);
    nowMs = 1000;
    expect(map.get('a')).toBeUndefined();
    expect(map.values()).toEqual([]);
  });

  it('lets go of what has expired before what has not', () => {
    const map = new ExpiringMap<string>(now, 2);
    map.set('kept', 'kept', 5000);
    map.set('over', 'over', 1000);
    nowMs = 2000;

    expect(map.set('new', 'new', 5000)).toEqual([]);
    expect(map.values()).toEqual(['kept', 'new']);
  });

  it('lets go of the oldest where there are too many, and says so', () => {
    const map = new ExpiringMap<string>(now, 2);
    map.set('a', 'a', 5000);
    map.set('b', 'b', 5000);
    map.set('a', 'again', 5000);

    expect(map.set('c', 'c', 5000)).toEqual(['b']);
    expect(map.values()).toEqual(['again', 'c']);
    expect(map.size).toBe(2);
  });

  it('forgets on demand', () => {
    const map = new ExpiringMap<string>(now, 2);
    map.set('a', 'a', 5000);

    expect([map.delete('a'), map.delete('a'), map.get('a')]).toEqual([true, false, undefined]);
  });
});
