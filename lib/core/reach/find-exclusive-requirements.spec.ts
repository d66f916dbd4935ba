import type { AccessRequirement } from '../access/access-requirements.js';
import { findExclusiveRequirements } from './find-exclusive-requirements.js';

const audience = (name: string): AccessRequirement => ({ kind: 'audience', audience: name });
const pool = (userPoolId: string): AccessRequirement => ({ kind: 'user-pool', userPoolId });
const use = (tokenUse: 'access' | 'id'): AccessRequirement => ({ kind: 'token-use', tokenUse });
const scopes = (...names: string[]): AccessRequirement => ({ kind: 'scopes', match: 'all', names });
const groups = (...names: string[]): AccessRequirement => ({ kind: 'groups', match: 'any', names });

describe('findExclusiveRequirements', () => {
  it.each<[string, AccessRequirement[], string]>([
    ['two audiences', [audience('a'), audience('b')], 'audience a and audience b,'],
    ['two user pools', [pool('x_1'), pool('x_2')], 'user pool x_1 and user pool x_2,'],
    ['both uses of tokens', [use('access'), use('id')], 'access token and id token,'],
    ['an audience of ID tokens', [use('id'), audience('a')], 'id token and audience a,'],
    ['scopes of ID tokens', [use('id'), scopes('s')], 'id token and all scope s,'],
  ])('names %s', (_case, requirements, words) => {
    expect(findExclusiveRequirements(requirements)).toEqual([
      expect.stringContaining(`requires ${words} but no token can meet them all`),
    ]);
  });

  it('names every pair that excludes each other', () => {
    const requirements = [use('id'), pool('x_1'), pool('x_2'), audience('a'), audience('b')];

    expect(findExclusiveRequirements(requirements)).toHaveLength(3);
  });

  it.each<[string, AccessRequirement[]]>([
    ['nothing', []],
    ['the same twice', [groups('g'), groups('g'), pool('x_1'), pool('x_1'), use('id'), use('id')]],
    ['one of each', [use('access'), pool('x_1'), audience('a'), scopes('s'), scopes('t')]],
    ['several groups of ID tokens', [use('id'), groups('g'), groups('h')]],
  ])('finds nothing wrong with %s', (_case, requirements) => {
    expect(findExclusiveRequirements(requirements)).toEqual([]);
  });
});
