import type { ExecutionContext, Type } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import {
  type AccessMode,
  accessModeOfClass,
  accessModeOfHandler,
} from '../decorators/access-mode.js';
import { accessRequirementsOf, type AccessRequirement } from '../decorators/access-requirements.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { ClaimsInsufficientError } from '../errors/claims-insufficient.error.js';
import { GroupRequiredError } from '../errors/group-required.error.js';
import { ScopeRequiredError } from '../errors/scope-required.error.js';
import { TokenUseRefusedError } from '../errors/token-refused.errors.js';
import { UserPoolRequiredError } from '../errors/user-pool-required.error.js';

/** Who may call a handler. */
export interface AccessPolicy {
  readonly mode: AccessMode | 'required';
  /** All of them must hold; in the order in which they are asked. */
  readonly requirements: readonly AccessRequirement[];
}

/** A method of a controller, or of whatever else Nest routes calls to. */
export type Handler = ReturnType<ExecutionContext['getHandler']>;

/**
 * What the decorators on a handler and on its class come to. What is nearer to the handler wins.
 *
 * @param member what errors call the handler: a function in place of a method may have no name
 * @throws {CognitoAuthSetupError} when they contradict each other: one of them would have no effect
 */
export function accessPolicyOf(
  controller: Type<unknown>,
  handler: Handler,
  member: string = handler.name,
): AccessPolicy {
  const ofHandler = {
    mode: accessModeOfHandler(handler),
    requirements: accessRequirementsOf(handler),
  };
  const ofClass = {
    mode: accessModeOfClass(controller),
    requirements: accessRequirementsOf(controller),
  };
  const name = `${controller.name}.${member}`;
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
    requirements:
      mode === 'public' ? [] : inOrder([...ofClass.requirements, ...ofHandler.requirements]),
  };
}

/**
 * What a token is comes before what it grants, whatever the order of the decorators: a function of
 * `@RequireClaims()` beside `@RequireTokenUse('id')` is given claims of ID tokens only.
 */
const KINDS: readonly AccessRequirement['kind'][] = [
  'token-use',
  'user-pool',
  'any-group',
  'all-groups',
  'any-scope',
  'all-scopes',
  'claims',
];

function inOrder(requirements: readonly AccessRequirement[]): readonly AccessRequirement[] {
  return requirements.toSorted(
    (left, right) => KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind),
  );
}

const DECORATORS: Readonly<Record<AccessMode, string>> = {
  public: '@Public()',
  optional: '@OptionalAuth()',
};

function contradiction(what: string): CognitoAuthSetupError {
  return new CognitoAuthSetupError([`${what}; keep the decorator that is meant`]);
}

/**
 * Lets a user pass who has all that the policy asks for.
 *
 * @throws {CognitoAuthError} for the first requirement that does not hold
 */
export function enforceAccessPolicy({ requirements }: AccessPolicy, user: CognitoUser): void {
  for (const requirement of requirements) enforce(requirement, user);
}

function enforce(requirement: AccessRequirement, user: CognitoUser): void {
  switch (requirement.kind) {
    case 'token-use':
      if (user.tokenUse !== requirement.tokenUse) throw new TokenUseRefusedError();
      return;
    case 'user-pool':
      if (user.userPoolId !== requirement.userPoolId) throw new UserPoolRequiredError();
      return;
    case 'any-group':
      if (!includesAny(user.groups, requirement.groups)) throw new GroupRequiredError();
      return;
    case 'all-groups':
      if (!includesAll(user.groups, requirement.groups)) throw new GroupRequiredError();
      return;
    case 'any-scope':
      if (!includesAny(user.scopes, requirement.scopes)) {
        throw new ScopeRequiredError(requirement.scopes);
      }
      return;
    case 'all-scopes':
      if (!includesAll(user.scopes, requirement.scopes)) {
        throw new ScopeRequiredError(requirement.scopes);
      }
      return;
    case 'claims':
      if (!isMet(requirement.isMetBy(user.claims))) throw new ClaimsInsufficientError();
      return;
    default:
      throw new TypeError(`A requirement of an unknown kind: ${JSON.stringify(requirement)}`);
  }
}

function includesAny(names: readonly string[], required: readonly string[]): boolean {
  return required.some((name) => names.includes(name));
}

function includesAll(names: readonly string[], required: readonly string[]): boolean {
  return required.every((name) => names.includes(name));
}

/** A promise is a mistake of the application; that it resolves to `true` must not be taken for `true`. */
function isMet(answer: unknown): boolean {
  if (answer instanceof Promise) {
    answer.catch(() => undefined);
    throw new TypeError(
      'The function of @RequireClaims() gave a promise; it must answer at once. What needs to wait belongs ' +
        'into validateClaims or a guard of your own',
    );
  }
  return answer === true;
}
