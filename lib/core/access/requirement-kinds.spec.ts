import { runInNewContext } from 'node:vm';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoUser } from '../claims/cognito-user.js';
import { ClaimsInsufficientError } from '../errors/claims-insufficient.error.js';
import type { AccessRequirement } from './access-requirements.js';
import { BUILT_IN_KINDS, type RequirementKind, RequirementKinds } from './requirement-kinds.js';

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
    expect(BUILT_IN_KINDS.of(requirement).isMet(requirement, user)).toBe(isMet);
  });

  it('names every scope that is asked for and lacking, each once', () => {
    const requirements = [
      { kind: 'scopes', ...names('all', 'x', 'z') },
      { kind: 'scopes', ...names('any', 'y', 'w') },
      { kind: 'scopes', ...names('any', 'z', 'v') },
    ] as const;

    expect(BUILT_IN_KINDS.of(requirements[0]).refusalOf(requirements, someUser)).toMatchObject({
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
    expect(BUILT_IN_KINDS.of(requirement).describe(requirement)).toBe(words);
  });

  it('is asked for what a token is before what it grants', () => {
    expect(BUILT_IN_KINDS.names).toEqual([
      'token-use',
      'user-pool',
      'audience',
      'groups',
      'scopes',
      'claims',
    ]);
  });
});

describe('a requirement that is not met', () => {
  it.each<[AccessRequirement, string]>([
    [{ kind: 'token-use', tokenUse: 'id' }, 'ERR_COGNITO_TOKEN_USE_REFUSED'],
    [{ kind: 'user-pool', userPoolId: 'pool_2' }, 'ERR_COGNITO_USER_POOL_REQUIRED'],
    [{ kind: 'audience', audience: 'https://other' }, 'ERR_COGNITO_AUDIENCE_REFUSED'],
    [{ kind: 'groups', ...names('any', 'z') }, 'ERR_COGNITO_GROUP_REQUIRED'],
    [{ kind: 'scopes', ...names('any', 'z') }, 'ERR_COGNITO_SCOPE_REQUIRED'],
    [{ kind: 'claims', isMetBy: () => false }, 'ERR_COGNITO_CLAIMS_INSUFFICIENT'],
  ])('%j is refused with %s', (requirement, code) => {
    expect(BUILT_IN_KINDS.of(requirement).refusalOf([requirement], someUser)).toMatchObject({
      code,
    });
  });

  it.each<[string, () => Promise<boolean>]>([
    ['resolves to true', async () => true],
    ['rejects', () => Promise.reject(new Error('no answer'))],
    ['is of another realm', () => runInNewContext('Promise.resolve(true)') as Promise<boolean>],
  ])('is never met by a promise, here one that %s', (_case, isMetBy) => {
    const requirement: AccessRequirement = {
      kind: 'claims',
      isMetBy: isMetBy as unknown as () => boolean,
    };

    expect(() => BUILT_IN_KINDS.of(requirement).isMet(requirement, someUser)).toThrow(
      /^The function of @RequireClaims\(\) .* a promise.*validateClaims or a guard/s,
    );
  });
});

describe('RequirementKinds', () => {
  const kind: RequirementKind = {
    isMet: () => false,
    refusalOf: () => new ClaimsInsufficientError(),
    describe: () => 'fresh sign-in',
  };

  it('asks for a kind that was added after all others, whatever the order of the decorators', () => {
    const kinds = new RequirementKinds();
    kinds.add('fresh-sign-in', kind);
    const fresh = { kind: 'fresh-sign-in' } as unknown as AccessRequirement;
    const claims: AccessRequirement = { kind: 'claims', isMetBy: () => true };
    const pool: AccessRequirement = { kind: 'user-pool', userPoolId: 'pool_1' };

    expect(kinds.inOrder([fresh, claims, pool])).toEqual([pool, claims, fresh]);
    expect(kinds.of(fresh)).toBe(kind);
    expect(BUILT_IN_KINDS.names).not.toContain('fresh-sign-in');
  });

  it('has one meaning for each kind', () => {
    expect(() => new RequirementKinds().add('groups', kind)).toThrow(
      "There is a kind of requirement 'groups' already",
    );
  });
});
