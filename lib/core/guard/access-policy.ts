import type { CognitoUser } from '../claims/cognito-user.js';
import { accessModeOf, type AccessMode } from '../decorators/access-mode.js';
import { accessRequirementsOf, type AccessRequirement } from '../decorators/access-requirements.js';
import { GroupRequiredError } from '../errors/group-required.error.js';

/** Who may call a handler. */
export interface AccessPolicy {
  readonly mode: AccessMode | 'required';
  /** All of them must hold. */
  readonly requirements: readonly AccessRequirement[];
}

/** What the decorators on a handler and on its class come to. What is nearer to the handler wins. */
export function accessPolicyOf(controller: object, handler: object): AccessPolicy {
  const ownRequirements = accessRequirementsOf(handler);
  const inherited = ownRequirements.length > 0 ? undefined : accessModeOf(controller);
  const mode = accessModeOf(handler) ?? inherited ?? 'required';
  return {
    mode,
    requirements:
      mode === 'public' ? [] : [...accessRequirementsOf(controller), ...ownRequirements],
  };
}

/** @throws {GroupRequiredError} when the user lacks what the policy asks for */
export function enforceAccessPolicy({ requirements }: AccessPolicy, user: CognitoUser): void {
  for (const { groups } of requirements) {
    if (!groups.some((group) => user.groups.includes(group))) throw new GroupRequiredError();
  }
}
