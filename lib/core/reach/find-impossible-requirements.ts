import type { AccessRequirement } from '../access/access-requirements.js';
import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import type { ResolvedUserPool } from '../options/resolved-cognito-auth-options.interface.js';
import { findExclusiveRequirements } from './find-exclusive-requirements.js';
import { nameOf } from './find-unenforced-handlers.js';
import type { HandlerOfHost } from './handlers-of.js';

/**
 * Describes the requirements of a handler that no token of these pools can meet. Where some exclude each other, nobody
 * knows yet which of them stays, so the pools are not asked about scopes.
 */
export function findImpossibleRequirements(
  handler: HandlerOfHost,
  userPools: readonly ResolvedUserPool[],
): readonly string[] {
  const { requirements } = handler.policy();
  const accepted = requiredPoolsOf(requirements, userPools);
  const exclusive = findExclusiveRequirements(requirements);
  const others =
    exclusive.length === 0 ? requirements : requirements.filter(({ kind }) => kind !== 'scopes');
  return [
    ...exclusive,
    ...others.flatMap((requirement) => describeImpossible(requirement, userPools, accepted) ?? []),
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
      return takesUse(accepted, requirement.tokenUse)
        ? undefined
        : `requires tokens of use '${requirement.tokenUse}', but none of its user pools accepts them; add it to the ` +
            'option tokenUse';
    case 'scopes':
      return takesUse(accepted, 'access')
        ? undefined
        : 'requires scopes, which only access tokens have, but none of its user pools accepts access tokens; ' +
            "add 'access' to the option tokenUse";
    // The options do not limit these, so any token may have them.
    case 'groups':
    case 'claims':
      return undefined;
    default:
      return describeAdded(requirement);
  }
}

/** The options say nothing of kinds that other entry points add. A kind of this one without a case does not compile. */
function describeAdded(_requirement: never): undefined {
  return undefined;
}

function describeUserPool(
  userPoolId: string,
  userPools: readonly ResolvedUserPool[],
): string | undefined {
  const ids = userPools.map((userPool) => userPool.userPoolId);
  if (ids.includes(userPoolId)) return undefined;
  return `requires user pool ${userPoolId}, which is not configured; the options name ${ids.join(', ')}`;
}

function takesUse(userPools: readonly ResolvedUserPool[], tokenUse: CognitoTokenUse): boolean {
  return userPools.some(({ claimsRules }) => claimsRules.tokenUses.includes(tokenUse));
}

function takesAudience({ audiences }: ResolvedUserPool['claimsRules'], audience: string): boolean {
  return audiences === null || (audiences?.includes(audience) ?? false);
}
