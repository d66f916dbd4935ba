import type { CognitoUser } from '../core/index.js';
import { bindConnectionUser, connectionUserOf } from './connection-user.js';

const user = (sub: string, userPoolId = 'pool', iat = 0): CognitoUser =>
  ({ sub, userPoolId, claims: { iat } }) as CognitoUser;

describe('the user of a connection', () => {
  it('is nobody at first', () => {
    expect(connectionUserOf({})).toBeUndefined();
  });

  it('is the one by the newest token', () => {
    const client = {};
    bindConnectionUser(client, user('alice', 'pool', 1));
    const newer = user('alice', 'pool', 2);
    bindConnectionUser(client, newer);

    expect(connectionUserOf(client)).toBe(newer);
  });

  it('stays the one by the newest token when an older one is decided on later', () => {
    const client = {};
    const newer = user('alice', 'pool', 2);
    bindConnectionUser(client, newer);

    expect(bindConnectionUser(client, user('alice', 'pool', 1))).toBe(newer);
    expect(connectionUserOf(client)).toBe(newer);
  });

  it('becomes the one by another token of the same second', () => {
    const client = {};
    bindConnectionUser(client, user('alice', 'pool', 1));
    const other = user('alice', 'pool', 1);

    expect(bindConnectionUser(client, other)).toBe(other);
    expect(connectionUserOf(client)).toBe(other);
  });

  it.each([
    ['another user', user('bob')],
    ['the same id in another pool', user('alice', 'other')],
  ])('cannot become %s', (_case, other) => {
    const client = {};
    const alice = user('alice');
    bindConnectionUser(client, alice);

    expect(() => bindConnectionUser(client, other)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_TOKEN_AMBIGUOUS' }),
    );
    expect(connectionUserOf(client)).toBe(alice);
  });

  it('does not show when the client is printed or copied', () => {
    const client = {};
    bindConnectionUser(client, user('alice'));

    expect({ ...client }).toEqual({});
    expect(Object.getOwnPropertySymbols({ ...client })).toEqual([]);
  });
});
