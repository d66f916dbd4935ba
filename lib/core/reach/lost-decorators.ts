import type { Type } from '@nestjs/common';
import { accessModeOfClass, accessModeOfHandler } from '../access/access-mode.js';
import { accessRequirementsOf } from '../access/access-requirements.js';
import { type DecoratedMember, decoratedMembersOf } from '../access/decorated-members.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import type { Handler } from '../access/access-policy.js';
import { namesGuard } from './guards-of-handler.js';
import { callableOf, type HandlerOfHost } from './handlers-of.js';
import type { Host } from './hosts-of.js';
import { methodOf, notedFunctionsOf, prototypesOf } from './members-of.js';

const REMEDY =
  'put them above what replaces it, leave methods unbound in constructors and hooks (Nest calls them on their object), or ' +
  'have the wrapper copy all metadata, as Object.setPrototypeOf(this.list.bind(this), this.list) does for a method list';

/**
 * What is wrong with a handler whose decorators stand on a function that nobody calls: one that another decorator,
 * a constructor, or a proxy has replaced. Its guards and decorators of access are as good as not written.
 */
export function describeLost(handler: HandlerOfHost): string | undefined {
  const { host, name, marked, declared } = handler;
  if (!callableOf(handler).some((called) => isLost([marked, ...declared], called)))
    return undefined;
  return `${host.type.name}.${name} has decorators of access on a function that is not the one called; ${REMEDY}`;
}

/** What is wrong with a class whose decorators stand on another class than the one that guards are told. */
export function describeLostClass({ type, registered, guardedAs }: Host): string | undefined {
  if (registered === undefined || registered === type) return undefined;
  const isSame =
    accessModeOfClass(type) === accessModeOfClass(registered) &&
    (namesGuard(type) === namesGuard(registered) || [registered, ...guardedAs].every(namesGuard)) &&
    isSubset(accessRequirementsOf(type), accessRequirementsOf(registered)) &&
    isSubset(accessRequirementsOf(registered), accessRequirementsOf(type));
  if (isSame) return undefined;
  return (
    `${type.name} has decorators of access on a class that its objects do not know by their constructor; put ` +
    `them below the decorator that replaces the class, and above it too, or have the mixin copy all members but constructor`
  );
}

/**
 * @throws {CognitoAuthSetupError} when a call is for a function that has lost its decorators. What a constructor
 * does that runs for each request is not to be seen before.
 */
export function assertKnown({ prototype }: Type<unknown>, called: Handler): void {
  const name = called.name.replace(/^bound /, '');
  const marked = methodOf(prototype as object, name);
  if (marked === called) return;
  const isUnknown =
    marked === undefined
      ? Reflect.getMetadataKeys(called).length === 0 && hasRequirements(prototype as object)
      : isLost([marked, ...notedFunctionsOf(prototype as object)(name).declared], called);
  if (isUnknown) {
    throw new CognitoAuthSetupError([
      `${name} is called as a function that has no decorators of access, which its class has; ${REMEDY}`,
    ]);
  }
}

/** Whether a method overrides one that requires something, without any decorator of access: none is inherited. */
export function overridesRequirement({ called, overridden }: HandlerOfHost): boolean {
  return (
    requiresSomething(overridden) &&
    accessRequirementsOf(called).length === 0 &&
    accessModeOfHandler(called) === undefined
  );
}

/** All methods with requirements that a class has, inherited and static ones included. */
export function requiringMembersOf({ prototype, type }: Host): readonly DecoratedMember[] {
  return [...prototypesOf(prototype), type]
    .flatMap((declaring) => decoratedMembersOf(declaring))
    .filter(({ decorated }) => accessRequirementsOf(decorated).length > 0);
}

function isLost(expected: readonly object[], called: object): boolean {
  return expected.some((decorated) => decorated !== called && !isCovered(decorated, called));
}

function isCovered(decorated: object, called: object): boolean {
  const mode = accessModeOfHandler(decorated);
  return (
    (mode === undefined || mode === accessModeOfHandler(called)) &&
    isSubset(accessRequirementsOf(decorated), accessRequirementsOf(called)) &&
    (!namesGuard(decorated) || namesGuard(called))
  );
}

function isSubset<T>(some: readonly T[], all: readonly T[]): boolean {
  return some.every((one) => all.includes(one));
}

function requiresSomething(functions: readonly object[]): boolean {
  return functions.some((decorated) => accessRequirementsOf(decorated).length > 0);
}

function hasRequirements(prototype: object): boolean {
  return prototypesOf(prototype).some((declaring) =>
    requiresSomething(decoratedMembersOf(declaring).map(({ decorated }) => decorated)),
  );
}
