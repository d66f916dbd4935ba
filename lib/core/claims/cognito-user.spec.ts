import type { CognitoClaims } from './cognito-claims.interface.js';
import { CognitoUser, isCognitoUser } from './cognito-user.js';

const common = { sub: 'sub-1', iss: 'https://issuer.example', exp: 1_900_000_000, iat: 1 };
const access = {
  ...common,
  token_use: 'access',
  client_id: 'client-1',
  username: 'alice',
} as const;
const id = { ...common, token_use: 'id', aud: 'client-2', 'cognito:username': 'bob' } as const;

const userOf = (claims: object): CognitoUser => new CognitoUser(claims as CognitoClaims, 'pool-1');

describe('CognitoUser', () => {
  it('is read from an access token', () => {
    const claims = { ...access, scope: 'a/read  b/write ', 'cognito:groups': ['Admin', 'staff'] };

    expect(userOf(claims)).toEqual({
      sub: 'sub-1',
      username: 'alice',
      groups: ['Admin', 'staff'],
      scopes: ['a/read', 'b/write'],
      tokenUse: 'access',
      clientId: 'client-1',
      userPoolId: 'pool-1',
      isClient: false,
      expiresAt: new Date(1_900_000_000_000),
      claims,
    });
  });

  it('is read from an ID token, which has no scopes', () => {
    expect(userOf({ ...id, scope: 'a/read', username: 'mallory', client_id: 'x' })).toMatchObject({
      username: 'bob',
      scopes: [],
      tokenUse: 'id',
      clientId: 'client-2',
      isClient: false,
    });
  });

  it.each<[string, object, boolean]>([
    ['a token of a client', { username: undefined, sub: 'client-1' }, true],
    ['a token with a user name', { sub: 'client-1' }, false],
    ['a token of a user without a name', { username: undefined }, false],
  ])('tells %s', (_case, claims, isClient) => {
    expect(userOf({ ...access, ...claims }).isClient).toBe(isClient);
  });

  it('takes no ID token for that of a client', () => {
    expect(userOf({ ...id, sub: 'client-2', client_id: 'client-2' }).isClient).toBe(false);
  });

  it.each([undefined, null, 1, ['alice'], {}])('has no name where the claim is %j', (username) => {
    expect(userOf({ ...access, username }).username).toBeUndefined();
    expect(userOf({ ...id, 'cognito:username': username }).username).toBeUndefined();
  });

  it.each([undefined, null, 'admin', { 0: 'admin', length: 1 }, ['admin', 1], [['admin']], true])(
    'is in no group where the claim is %j',
    (groups) => {
      expect(userOf({ ...access, 'cognito:groups': groups }).groups).toEqual([]);
    },
  );

  it.each([undefined, null, '', ' ', 1, ['a/read'], {}])(
    'has no scope where the claim is %j',
    (scope) => {
      expect(userOf({ ...access, scope }).scopes).toEqual([]);
    },
  );

  it('splits scopes at spaces and nothing else', () => {
    expect(userOf({ ...access, scope: 'a\tb,c d\ne' }).scopes).toEqual(['a\tb,c', 'd\ne']);
  });

  it('has lists of its own that nobody can change', () => {
    const claims = { ...access, scope: 'a', 'cognito:groups': ['b'] };
    const user = userOf(claims);

    expect(user.groups).not.toBe(claims['cognito:groups']);
    for (const list of [user.groups, user.scopes, userOf(id).groups, userOf(id).scopes]) {
      expect(Object.isFrozen(list)).toBe(true);
    }
  });
});

describe('isCognitoUser', () => {
  it('knows users, also those of another copy of the package', () => {
    const brand = Symbol.for('nestjs-cognito-auth:cognito-user');

    expect(isCognitoUser(userOf(access))).toBe(true);
    expect(isCognitoUser({ [brand]: true })).toBe(true);
    expect((userOf(access) as unknown as Record<symbol, unknown>)[brand]).toBe(true);
  });

  it.each([undefined, null, 'user', 1, {}, { sub: 'a' }, () => undefined])(
    'does not take %j for one',
    (value) => {
      expect(isCognitoUser(value)).toBe(false);
    },
  );

  it('leaves no mark that JSON or a copy of the user would show', () => {
    expect(Object.getOwnPropertySymbols(userOf(access))).toEqual([]);
  });
});
