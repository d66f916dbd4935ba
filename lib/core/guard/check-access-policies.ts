import type { ModulesContainer } from '@nestjs/core';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import type { AccessRequirement } from '../decorators/access-requirements.js';
import type {
  ResolvedCognitoAuthOptions,
  ResolvedUserPool,
} from '../options/resolved-cognito-auth-options.interface.js';
import { describeUnenforced, isForgotten } from './check-enforcement.js';
import { accessPolicyOf } from './access-policy.js';
import type { GlobalReach } from './global-reach.js';
import { handlersOf } from './handlers-of.js';

/**
 * Makes the policy of every method that could be a handler once, so that decorators which contradict each
 * other, ask for what no token can have, or are enforced by nobody, stop the boot.
 *
 * @returns what is suspicious, as warnings
 * @throws {CognitoAuthOptionsError} with every mistake
 */
export function checkAccessPolicies(
  modules: ModulesContainer,
  { userPools }: Pick<ResolvedCognitoAuthOptions, 'userPools'>,
  reach: GlobalReach,
): readonly string[] {
  const mistakes = new Set<string>();
  const forgotten = new Set<string>();
  for (const { type, handler } of handlersOf(modules)) {
    try {
      const { requirements } = accessPolicyOf(type, handler);
      for (const requirement of requirements) {
        const mistake = describeImpossible(requirement, userPools);
        if (mistake !== undefined) mistakes.add(`${type.name}.${handler.name} ${mistake}`);
      }
      const unenforced = describeUnenforced(type, handler, reach);
      if (unenforced !== undefined) mistakes.add(unenforced);
      else if (isForgotten(type, handler, reach)) forgotten.add(`${type.name}.${handler.name}`);
    } catch (error) {
      if (!(error instanceof CognitoAuthOptionsError)) throw error;
      for (const mistake of error.mistakes) mistakes.add(mistake);
    }
  }
  if (mistakes.size > 0) throw new CognitoAuthOptionsError([...mistakes]);
  return forgotten.size === 0 ? [] : [FORGOTTEN + [...forgotten].join(', ')];
}

const FORGOTTEN =
  'The global guard does not reach gateways before Nest 12, nor message handlers of a hybrid application that is ' +
  'connected without inheritAppConfig. Add @UseGuards(CognitoAuthGuard), or @Public() where everybody may call: ';

/** What is wrong with a requirement that no token of these pools can meet. */
function describeImpossible(
  requirement: AccessRequirement,
  userPools: readonly ResolvedUserPool[],
): string | undefined {
  if (requirement.kind === 'user-pool') {
    const ids = userPools.map(({ userPoolId }) => userPoolId);
    if (ids.includes(requirement.userPoolId)) return undefined;
    return `requires user pool ${requirement.userPoolId}, which is not configured; there is ${ids.join(', ')}`;
  }
  if (requirement.kind === 'token-use') {
    const { tokenUse } = requirement;
    if (userPools.some(({ claimsRules }) => claimsRules.tokenUses.includes(tokenUse)))
      return undefined;
    return `takes only tokens of use '${tokenUse}', and the options take none; add it to tokenUse`;
  }
  return undefined;
}
