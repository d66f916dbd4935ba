import { REFUSALS } from './refusals.js';

describe('REFUSALS', () => {
  it('cannot be changed, not in one answer either', () => {
    expect(Object.isFrozen(REFUSALS)).toBe(true);
    expect(Object.values(REFUSALS).filter((answer) => !Object.isFrozen(answer))).toEqual([]);
  });
});
