import { UserRefusedError } from '../errors/token-refused.errors.js';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoUser } from '../claims/cognito-user.js';
import { mapVerifiedUser } from './map-user.js';

const user = new CognitoUser(
  { sub: 'sub-1', token_use: 'access', client_id: 'client-1', exp: 1 } as unknown as CognitoClaims,
  'pool-1',
);

describe('mapVerifiedUser', () => {
  it('gives what the application makes of a user and of what the call came with', async () => {
    const carrier = {};

    expect(await mapVerifiedUser((...given) => given, user, carrier)).toEqual([user, carrier]);
  });

  it('gives the user where the application makes nothing of users', async () => {
    expect(await mapVerifiedUser(undefined, user, {})).toBe(user);
  });

  it.each([undefined, null, false, 0, -0, 0n, NaN, ''])(
    'refuses a user of whom the application makes %p',
    async (nobody) => {
      for (const mapUser of [() => nobody, async () => nobody]) {
        await expect(mapVerifiedUser(mapUser, user, {})).rejects.toBeInstanceOf(UserRefusedError);
      }
    },
  );

  it.each([true, 1, 'account-1', {}, []])('takes %p for somebody', async (somebody) => {
    expect(await mapVerifiedUser(() => somebody, user, {})).toBe(somebody);
  });
});
