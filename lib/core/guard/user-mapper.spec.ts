import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoUser } from '../claims/cognito-user.js';
import type { Authentication } from '../decorators/authenticated-user.js';
import { UserRefusedError } from '../errors/token-refused.errors.js';
import { UserMapper } from './user-mapper.js';

const user = new CognitoUser(
  { sub: 'sub-1', token_use: 'access', client_id: 'client-1', exp: 1 } as unknown as CognitoClaims,
  'pool-1',
);
const authentication = (token = 'token-1'): Authentication => ({
  by: UserMapper,
  token,
  user,
  currentUser: user,
});

describe('UserMapper', () => {
  it('puts what the application makes of a user in the place of the user', async () => {
    const given: unknown[] = [];
    const account = { id: 7 };
    const mapper = new UserMapper((...all) => {
      given.push(...all);
      return account;
    });
    const anchor = {};

    expect(await mapper.map(anchor, authentication())).toEqual({
      ...authentication(),
      currentUser: account,
    });
    expect(given[0]).toBe(user);
    expect(given[1]).toBe(anchor);
  });

  it.each([undefined, null])('refuses a user of whom it makes %s', async (nobody) => {
    const mapper = new UserMapper(async () => nobody);

    await expect(mapper.map({}, authentication())).rejects.toBeInstanceOf(UserRefusedError);
  });

  it.each([0, false, ''])('takes %p for somebody', async (somebody) => {
    const mapper = new UserMapper(() => somebody);

    expect((await mapper.map({}, authentication())).currentUser).toBe(somebody);
  });

  it('maps once for calls that share anchor and token, also at the same time', async () => {
    let calls = 0;
    const mapper = new UserMapper(async () => {
      calls += 1;
      return { call: calls };
    });
    const anchor = {};
    const [first, second] = await Promise.all([
      mapper.map(anchor, authentication()),
      mapper.map(anchor, authentication()),
    ]);

    expect(first).toBe(second);
    expect(calls).toBe(1);
    await mapper.map(anchor, authentication('token-2'));
    await mapper.map({}, authentication());
    expect(calls).toBe(3);
  });

  it('does not remember a failure', async () => {
    const outcomes = [new Error('no database'), { id: 7 }];
    const mapper = new UserMapper(() => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    });
    const anchor = {};

    await expect(mapper.map(anchor, authentication())).rejects.toThrow('no database');
    expect((await mapper.map(anchor, authentication())).currentUser).toEqual({ id: 7 });
  });
});
