import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoUser } from '../claims/cognito-user.js';
import type { AccessRequirement } from './access-requirements.js';
import { KINDS_IN_ORDER, kindOf } from './requirement-kinds.js';

const userWith = (claims: object): CognitoUser =>
  new CognitoUser(
    { token_use: 'access', client_id: 'c', sub: 's', exp: 1, ...claims } as CognitoClaims,
    'pool_1',
  );

const someUser = userWith({
  'cognito:groups': ['a', 'b'],
  scope: 'x y',
  aud: 'https://api.example.com',
});
const idUser = userWith({ token_use: 'id', aud: 'https://api.example.com' });

const names = (match: 'any' | 'all', ...given: string[]) => ({ match, names: given });

describe('a requirement', () => {
  it.each<[AccessRequirement, CognitoUser, boolean]>([
    [{ kind: 'token-use', tokenUse: 'access' }, someUser, true],
    [{ kind: 'token-use', tokenUse: 'id' }, someUser, false],
    [{ kind: 'user-pool', userPoolId: 'pool_1' }, someUser, true],
    [{ kind: 'user-pool', userPoolId: 'pool_2' }, someUser, false],
    [{ kind: 'audience', audience: 'https://api.example.com' }, someUser, true],
    [{ kind: 'audience', audience: 'https://api.example.com/' }, someUser, false],
    [{ kind: 'audience', audience: 'https://api.example.com' }, userWith({}), false],
    [
      { kind: 'audience', audience: 'https://api.example.com' },
      userWith({ aud: ['https://api.example.com'] }),
      false,
    ],
    // The audience of an ID token is its app client.
    [{ kind: 'audience', audience: 'https://api.example.com' }, idUser, false],
    [{ kind: 'groups', ...names('any', 'z', 'b') }, someUser, true],
    [{ kind: 'groups', ...names('any', 'z') }, someUser, false],
    [{ kind: 'groups', ...names('all', 'a', 'b') }, someUser, true],
    [{ kind: 'groups', ...names('all', 'a', 'z') }, someUser, false],
    [{ kind: 'scopes', ...names('any', 'z', 'y') }, someUser, true],
    [{ kind: 'scopes', ...names('any', 'a') }, someUser, false],
    [{ kind: 'scopes', ...names('all', 'x', 'y') }, someUser, true],
    [{ kind: 'scopes', ...names('all', 'x', 'z') }, someUser, false],
    [{ kind: 'claims', isMetBy: ({ sub }) => sub === 's' }, someUser, true],
    [{ kind: 'claims', isMetBy: () => 1 as unknown as boolean }, someUser, false],
  ])('%j of a user is met or not', (requirement, user, isMet) => {
    expect(kindOf(requirement).isMet(requirement, user)).toBe(isMet);
  });

  it('names every scope that is asked for and lacking, each once', () => {
    const requirements = [
      { kind: 'scopes', ...names('all', 'x', 'z') },
      { kind: 'scopes', ...names('any', 'y', 'w') },
      { kind: 'scopes', ...names('any', 'z', 'v') },
    ] as const;

    expect(kindOf(requirements[0]).refusalOf(requirements, someUser)).toMatchObject({
      code: 'ERR_COGNITO_SCOPE_REQUIRED',
      scopes: ['x', 'z', 'v'],
    });
  });

  it.each<[AccessRequirement, string]>([
    [{ kind: 'token-use', tokenUse: 'id' }, 'id token'],
    [{ kind: 'user-pool', userPoolId: 'pool_1' }, 'user pool pool_1'],
    [{ kind: 'audience', audience: 'https://api' }, 'audience https://api'],
    [{ kind: 'groups', ...names('any', 'a', 'b') }, 'any group a, b'],
    [{ kind: 'groups', ...names('all', 'a') }, 'all group a'],
    [{ kind: 'groups', ...names('all', 'a', 'b') }, 'all groups a, b'],
    [{ kind: 'scopes', ...names('all', 'x', 'y') }, 'all scopes x, y'],
    [
      {
        kind: 'claims',
        isMetBy: function isOwner() {
          return true;
        },
      },
      'claims isOwner',
    ],
    [
      {
        kind: 'claims',
        isMetBy: (
          () => () =>
            true
        )(),
      },
      'claims',
    ],
  ])('%j is described in a few words', (requirement, words) => {
    expect(kindOf(requirement).describe(requirement)).toBe(words);
  });

  it('is asked for what a token is before what it grants', () => {
    expect(KINDS_IN_ORDER).toEqual([
      'token-use',
      'user-pool',
      'audience',
      'groups',
      'scopes',
      'claims',
    ]);
  });
});
