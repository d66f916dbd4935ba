import type { ExecutionContext, Type } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { accessModeOf, type AccessMode } from '../decorators/access-mode.js';
import { accessRequirementsOf, type AccessRequirement } from '../decorators/access-requirements.js';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import { GroupRequiredError } from '../errors/group-required.error.js';

/** Who may call a handler. */
export interface AccessPolicy {
  readonly mode: AccessMode | 'required';
  /** All of them must hold. */
  readonly requirements: readonly AccessRequirement[];
}

/** A method of a controller, or of whatever else Nest routes calls to. */
export type Handler = ReturnType<ExecutionContext['getHandler']>;

/**
 * What the decorators on a handler and on its class come to. What is nearer to the handler wins.
 *
 * @throws {CognitoAuthOptionsError} when they contradict each other: one of them would have no effect
 */
export function accessPolicyOf(controller: Type<unknown>, handler: Handler): AccessPolicy {
  const ofHandler = { mode: accessModeOf(handler), requirements: accessRequirementsOf(handler) };
  const ofClass = {
    mode: accessModeOf(controller),
    requirements: accessRequirementsOf(controller),
  };
  const name = `${controller.name}.${handler.name}`;
  if (ofHandler.mode !== undefined && ofHandler.requirements.length > 0) {
    throw contradiction(`${name} is ${DECORATORS[ofHandler.mode]} and requires something`);
  }
  if (ofClass.mode !== undefined && ofClass.requirements.length > 0) {
    throw contradiction(`${controller.name} is ${DECORATORS[ofClass.mode]} and requires something`);
  }
  if (ofHandler.mode === 'optional' && ofClass.requirements.length > 0) {
    throw contradiction(`${name} is @OptionalAuth(), and ${controller.name} requires something`);
  }
  const inherited = ofHandler.requirements.length > 0 ? undefined : ofClass.mode;
  const mode = ofHandler.mode ?? inherited ?? 'required';
  return {
    mode,
    requirements: mode === 'public' ? [] : [...ofClass.requirements, ...ofHandler.requirements],
  };
}

const DECORATORS: Readonly<Record<AccessMode, string>> = {
  public: '@Public()',
  optional: '@OptionalAuth()',
};

function contradiction(what: string): CognitoAuthOptionsError {
  return new CognitoAuthOptionsError([`${what}; keep the decorator that is meant`]);
}

/** @throws {GroupRequiredError} when the user lacks what the policy asks for */
export function enforceAccessPolicy({ requirements }: AccessPolicy, user: CognitoUser): void {
  for (const { groups } of requirements) {
    if (!groups.some((group) => user.groups.includes(group))) throw new GroupRequiredError();
  }
}
