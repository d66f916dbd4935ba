import { nearestName } from './nearest-name.js';

describe('nearestName', () => {
  it.each([
    ['clientID', 'clientId'],
    ['clientIds', 'clientId'],
    ['cleintId', 'clientId'],
    ['group', 'groups'],
    ['algorithms', undefined],
    ['', undefined],
  ])('finds for %j %p', (mistyped, nearest) => {
    expect(nearestName(mistyped, ['clientId', 'groups'])).toBe(nearest);
  });
});
