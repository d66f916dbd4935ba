import { LocalCalls } from './local-calls.js';

describe('LocalCalls', () => {
  it('lists calls in order, and counts them', () => {
    const calls = new LocalCalls();
    for (const call of ['SignUp', 'GetUser', 'GetUser']) calls.add(call);

    expect([...calls]).toEqual(['SignUp', 'GetUser', 'GetUser']);
    expect([calls.count(), calls.count('GetUser'), calls.count(/^S/)]).toEqual([3, 2, 1]);
    calls.clear();
    expect(calls.count()).toBe(0);
  });

  it('keeps the latest, and no more of a name than 200 characters', () => {
    const calls = new LocalCalls();
    calls.add('first');
    for (let index = 0; index < 30_000; index += 1) calls.add('/'.repeat(300));

    expect(calls.count()).toBeLessThanOrEqual(20_000);
    expect(calls.count('first')).toBe(0);
    expect([...calls].at(-1)).toBe('/'.repeat(200));
  });
});
