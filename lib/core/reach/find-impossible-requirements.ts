import type { AccessRequirement } from '../access/access-requirements.js';
import type { ResolvedUserPool } from '../options/resolved-cognito-auth-options.interface.js';
import { findExclusiveRequirements } from './find-exclusive-requirements.js';
import { nameOf, policyOf } from './find-unenforced-handlers.js';
import type { HandlerOfHost } from './handlers-of.js';

/** Describes the requirements of a handler that no token of these pools can meet. */
export function findImpossibleRequirements(
  handler: HandlerOfHost,
  userPools: readonly ResolvedUserPool[],
): readonly string[] {
  const { requirements } = policyOf(handler);
  const accepted = requiredPoolsOf(requirements, userPools);
  return [
    ...findExclusiveRequirements(requirements),
    ...requirements.flatMap(
      (requirement) => describeImpossible(requirement, userPools, accepted) ?? [],
    ),
  ].map((mistake) => `${nameOf(handler)} ${mistake}`);
}

/** The pools whose tokens a handler accepts; all of them if it requires a pool that is not configured. */
function requiredPoolsOf(
  requirements: readonly AccessRequirement[],
  userPools: readonly ResolvedUserPool[],
): readonly ResolvedUserPool[] {
  const accepted = userPools.filter(({ userPoolId }) =>
    requirements.every(
      (requirement) => requirement.kind !== 'user-pool' || requirement.userPoolId === userPoolId,
    ),
  );
  return accepted.length === 0 ? userPools : accepted;
}

function describeImpossible(
  requirement: AccessRequirement,
  userPools: readonly ResolvedUserPool[],
  accepted: readonly ResolvedUserPool[],
): string | undefined {
  switch (requirement.kind) {
    case 'user-pool':
      return describeUserPool(requirement.userPoolId, userPools);
    case 'audience':
      return accepted.some(({ claimsRules }) => takesAudience(claimsRules, requirement.audience))
        ? undefined
        : `requires audience ${requirement.audience}, but none of its user pools accepts it; add it to the option ` +
            'audience of a user pool, or set that option to null';
    case 'token-use':
      return accepted.some(({ claimsRules }) =>
        claimsRules.tokenUses.includes(requirement.tokenUse),
      )
        ? undefined
        : `requires tokens of use '${requirement.tokenUse}', but none of its user pools accepts them; add it to the ` +
            'option tokenUse';
    // The options do not limit these, so any token may have them.
    case 'groups':
    case 'scopes':
    case 'claims':
    default:
      return undefined;
  }
}

function describeUserPool(
  userPoolId: string,
  userPools: readonly ResolvedUserPool[],
): string | undefined {
  const ids = userPools.map((userPool) => userPool.userPoolId);
  if (ids.includes(userPoolId)) return undefined;
  return `requires user pool ${userPoolId}, which is not configured; the options name ${ids.join(', ')}`;
}

function takesAudience({ audiences }: ResolvedUserPool['claimsRules'], audience: string): boolean {
  return audiences === null || (audiences?.includes(audience) ?? false);
}
