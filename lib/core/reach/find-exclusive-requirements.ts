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

/** A token has one of each. */
const ONE_OF_EACH: readonly KindOf[] = ['token-use', 'user-pool', 'audience'];

const OF_ACCESS_TOKENS: readonly KindOf[] = ['audience', 'scopes'];

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
