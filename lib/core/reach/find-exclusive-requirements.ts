import type { AccessRequirement } from '../access/access-requirements.js';
import { BUILT_IN_KINDS } from '../access/requirement-kinds.js';

/**
 * Describes requirements that exclude each other, so that no token can meet them all. A class may have one and its
 * handler another.
 */
export function findExclusiveRequirements(
  requirements: readonly AccessRequirement[],
): readonly string[] {
  return [
    ...ONE_OF_EACH.map((kind) => requirements.filter((requirement) => requirement.kind === kind)),
    // An ID token has no scopes, and its audience is the app client.
    requirements.some(isOfIdTokens) ? requirements.filter(isForEitherUse) : [],
  ]
    .map(wordsOf)
    .filter((words) => words.length > 1)
    .map(
      (words) =>
        `requires ${words.join(' and ')}, but no token can meet them all; keep only those that should apply`,
    );
}

type KindOf = AccessRequirement['kind'];

/**
 * Whether a token has one of each, and whether ID tokens have none. A kind of this entry point without a line does not
 * compile; others may add kinds, of which nothing is known.
 */
const TRAITS: Readonly<
  Record<KindOf, { readonly isOne: boolean; readonly isOfAccessTokens: boolean }>
> = {
  'token-use': { isOne: true, isOfAccessTokens: false },
  'user-pool': { isOne: true, isOfAccessTokens: false },
  audience: { isOne: true, isOfAccessTokens: true },
  groups: { isOne: false, isOfAccessTokens: false },
  scopes: { isOne: false, isOfAccessTokens: true },
  claims: { isOne: false, isOfAccessTokens: false },
};

const KINDS = Object.keys(TRAITS) as KindOf[];
const ONE_OF_EACH = KINDS.filter((kind) => TRAITS[kind].isOne);
const OF_ACCESS_TOKENS = KINDS.filter((kind) => TRAITS[kind].isOfAccessTokens);

function isOfIdTokens(requirement: AccessRequirement): boolean {
  return requirement.kind === 'token-use' && requirement.tokenUse === 'id';
}

function isForEitherUse(requirement: AccessRequirement): boolean {
  return isOfIdTokens(requirement) || OF_ACCESS_TOKENS.includes(requirement.kind);
}

/** Without repetitions: a requirement does not exclude itself. */
function wordsOf(requirements: readonly AccessRequirement[]): readonly string[] {
  return [
    ...new Set(
      requirements.map((requirement) => BUILT_IN_KINDS.of(requirement).describe(requirement)),
    ),
  ];
}
