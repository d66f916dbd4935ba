import type { CognitoUser } from '../claims/cognito-user.js';
import type { CognitoAuthError } from '../errors/cognito-auth.error.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { type AccessMode, accessModeOfClass, accessModeOfHandler } from './access-mode.js';
import { accessRequirementsOf, type AccessRequirement } from './access-requirements.js';
import { classNameOf } from './class-name.js';
import { BUILT_IN_KINDS, namesOf, type RequirementTable } from './requirement-kinds.js';

/** Who may call a handler. */
export interface AccessPolicy {
  readonly mode: AccessMode | 'required';
  /** All of them must hold; in the order in which they are asked. */
  readonly requirements: readonly AccessRequirement[];
  /** All scopes that the requirements name. */
  readonly scopes: readonly string[];
  /** What the requirements mean. */
  readonly kinds: RequirementTable;
}

/** A method of a controller, or of whatever else Nest routes calls to. */
export interface Handler {
  readonly name: string;
}

/** A class with handlers. */
export interface HandlerClass {
  readonly name: string;
}

/**
 * Combines the decorators of a handler and of its class. What is nearer to the handler wins.
 *
 * @param member what errors call the handler: a function in place of a method may have no name. By default its name
 * @param kinds of requirement that the application has. By default those of this entry point alone
 * @throws {CognitoAuthSetupError} when they contradict each other: one of them would have no effect
 */
export function accessPolicyOf(
  controller: HandlerClass,
  handler: Handler,
  {
    member = handler.name,
    kinds = BUILT_IN_KINDS,
  }: { member?: string; kinds?: RequirementTable } = {},
): AccessPolicy {
  const ofHandler = {
    mode: accessModeOfHandler(handler),
    requirements: accessRequirementsOf(handler),
  };
  const ofClass = {
    mode: accessModeOfClass(controller),
    requirements: accessRequirementsOf(controller),
  };
  const name = `${classNameOf(controller)}.${member}`;
  if (ofHandler.mode !== undefined && ofHandler.requirements.length > 0) {
    throw contradiction(`${name} is ${DECORATORS[ofHandler.mode]} and requires something`);
  }
  if (ofClass.mode !== undefined && ofClass.requirements.length > 0) {
    throw contradiction(
      `${classNameOf(controller)} is ${DECORATORS[ofClass.mode]} and requires something`,
    );
  }
  if (ofHandler.mode === 'optional' && ofClass.requirements.length > 0) {
    throw contradiction(
      `${name} is @OptionalAuth(), and ${classNameOf(controller)} requires something`,
    );
  }
  const inherited = ofHandler.requirements.length > 0 ? undefined : ofClass.mode;
  const mode = ofHandler.mode ?? inherited ?? 'required';
  const requirements =
    mode === 'public' ? [] : kinds.inOrder([...ofClass.requirements, ...ofHandler.requirements]);
  for (const { kind } of requirements) {
    if (!kinds.names.includes(kind)) throw unknownKind(name, kind);
  }
  return { mode, requirements, scopes: namesOf(requirements.filter(isScopes)), kinds };
}

function isScopes(
  requirement: AccessRequirement,
): requirement is Extract<AccessRequirement, { kind: 'scopes' }> {
  return requirement.kind === 'scopes';
}

const DECORATORS: Readonly<Record<AccessMode, string>> = {
  public: '@Public()',
  optional: '@OptionalAuth()',
};

function contradiction(what: string): CognitoAuthSetupError {
  return new CognitoAuthSetupError([`${what}; keep the decorator that is meant`]);
}

function unknownKind(name: string, kind: unknown): CognitoAuthSetupError {
  return new CognitoAuthSetupError([
    `${name} requires something of the kind '${String(kind)}', which nothing in this application checks; import ` +
      'the module of the decorator, and have one version of nestjs-cognito-auth installed',
  ]);
}

/** What keeps a user out whose token is good. */
export interface Unmet {
  readonly error: CognitoAuthError;
  /** All requirements of the kind that is not met, such as `any group admin`. */
  readonly asked: string;
}

/** The first kind of requirement that a user does not meet; `undefined` for a user who has all that is asked for. */
export function findUnmet(
  { requirements, kinds }: Pick<AccessPolicy, 'requirements' | 'kinds'>,
  user: CognitoUser,
): Unmet | undefined {
  for (const requirement of requirements) {
    const kind = kinds.of(requirement);
    if (kind.isMet(requirement, user)) continue;
    const alike = requirements.filter((other) => other.kind === requirement.kind);
    const asked = alike.map((other) => kind.describe(other)).join(' and ');
    return { error: kind.refusalOf(alike, user), asked };
  }
  return undefined;
}
