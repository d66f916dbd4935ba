import type { AccessRequirement } from '../access/access-requirements.js';
import type { ResolvedUserPool } from '../options/resolved-cognito-auth-options.interface.js';
import { findExclusiveRequirements } from './find-exclusive-requirements.js';
import { nameOf, policyOf } from './find-unenforced-handlers.js';
import type { HandlerOfHost } from './handlers-of.js';

/** What a handler requires that no token of these pools can have, as mistakes. */
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

/** The pools whose tokens a handler takes; all of them where it asks for one that is not there. */
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
        : `requires audience ${requirement.audience}, and the options take none such; add it to audience of a ` +
            'user pool, or write null there';
    case 'token-use':
      return accepted.some(({ claimsRules }) =>
        claimsRules.tokenUses.includes(requirement.tokenUse),
      )
        ? undefined
        : `takes only tokens of use '${requirement.tokenUse}', and the options take none; add it to tokenUse`;
    // Any token may have these, for all that the options say.
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
  return `requires user pool ${userPoolId}, which is not configured; there is ${ids.join(', ')}`;
}

function takesAudience({ audiences }: ResolvedUserPool['claimsRules'], audience: string): boolean {
  return audiences === null || (audiences?.includes(audience) ?? false);
}
