import type { Type } from '@nestjs/common';
import { accessModeOfClass, accessModeOfHandler } from '../access/access-mode.js';
import { accessRequirementsOf } from '../access/access-requirements.js';
import { classNameOf } from '../access/class-name.js';
import { type DecoratedMember, decoratedMembersOf } from '../access/decorated-members.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import type { Handler } from '../access/access-policy.js';
import { namesGuard } from './guards-of-handler.js';
import { callableOf, type HandlerOfHost } from './handlers-of.js';
import type { Host } from './hosts-of.js';
import { methodOf, decoratedFunctionsOf, prototypesOf } from './members-of.js';

const REMEDY =
  'put them above the decorator that replaces it, do not bind methods in constructors and hooks (Nest calls them on their ' +
  'object), or let the wrapper copy all metadata, as Object.setPrototypeOf(this.list.bind(this), this.list) does for a ' +
  'method list';

/**
 * Describes the mistake if the decorators of a handler are on a function that Nest does not call, because another
 * decorator, a constructor, or a proxy has replaced it. Its guards and access decorators then have no effect.
 */
export function describeLost(handler: HandlerOfHost): string | undefined {
  const { host, name, marked, declared, ignored } = handler;
  // Whoever patches a class means the patched function to be called, so it has to have the decorators as well.
  const candidates = [...callableOf(handler), ...(ignored === undefined ? [] : [ignored])];
  if (!candidates.some((called) => isLost([marked, ...declared], called))) return undefined;
  return `${classNameOf(host.type)}.${name} has access decorators on a function that Nest does not call; ${REMEDY}`;
}

/** Describes the mistake if the decorators of a class are not on the class that guards see. */
export function describeLostClass({ type, registered, guardedAs }: Host): string | undefined {
  if (registered === undefined || registered === type) return undefined;
  const isSame =
    accessModeOfClass(type) === accessModeOfClass(registered) &&
    (namesGuard(type) === namesGuard(registered) || [registered, ...guardedAs].every(namesGuard)) &&
    isSubset(accessRequirementsOf(type), accessRequirementsOf(registered)) &&
    isSubset(accessRequirementsOf(registered), accessRequirementsOf(type));
  if (isSame) return undefined;
  return (
    `${classNameOf(type)} has access decorators on a class that is not the constructor of its objects; put them both below and ` +
    'above the decorator that replaces the class, or let the mixin copy all members except constructor'
  );
}

/**
 * @throws {CognitoAuthSetupError} when Nest calls a function that has lost its decorators. The boot cannot check a
 * constructor that runs for each request.
 */
export function assertNotLost({ prototype }: Type<unknown>, called: Handler): void {
  const name = called.name.replace(/^bound /, '');
  const marked = methodOf(prototype as object, name);
  if (marked === called) return;
  const hasLostDecorators =
    marked === undefined
      ? Reflect.getMetadataKeys(called).length === 0 && hasRequirements(prototype as object)
      : isLost([marked, ...decoratedFunctionsOf(prototype as object)(name).declared], called);
  if (hasLostDecorators) {
    throw new CognitoAuthSetupError([
      `${name} is called as a function without the access decorators that its class has; ${REMEDY}`,
    ]);
  }
}

/** Whether a method without access decorators overrides one with requirements. Method decorators are not inherited. */
export function overridesRequirement({ called, overridden }: HandlerOfHost): boolean {
  return (
    requiresSomething(overridden) &&
    accessRequirementsOf(called).length === 0 &&
    accessModeOfHandler(called) === undefined
  );
}

/** All methods of a class that have requirements, including inherited and static ones. */
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
