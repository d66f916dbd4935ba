import type { Type } from '@nestjs/common';
import { accessModeOfClass, accessModeOfHandler } from '../decorators/access-mode.js';
import { accessRequirementsOf } from '../decorators/access-requirements.js';
import { type DecoratedMember, decoratedMembersOf } from '../decorators/decorated-members.js';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import type { Handler } from './access-policy.js';
import { namesGuard } from './guards-of-handler.js';
import type { HandlerOfHost } from './handlers-of.js';
import type { Host } from './hosts-of.js';

const REMEDY =
  'put them above what replaces it, leave methods unbound in constructors, or have the wrapper copy all metadata';

/**
 * What is wrong with a handler whose decorators stand on a function that nobody calls: one that another decorator,
 * a constructor, or a proxy has replaced. Its guards and decorators of access are as good as not written.
 */
export function describeLost(handler: HandlerOfHost): string | undefined {
  const { host, name, marked, called } = handler;
  if (!isLost([marked, ...declared(host.prototype, name)], called)) return undefined;
  return `${host.type.name}.${name} has decorators of access on a function that is not the one called; ${REMEDY}`;
}

/** What is wrong with a class whose decorators stand on another class than the one that guards are told. */
export function describeLostClass({ type, registered }: Host): string | undefined {
  if (registered === undefined || registered === type) return undefined;
  const isSame =
    accessModeOfClass(type) === accessModeOfClass(registered) &&
    accessRequirementsOf(type) === accessRequirementsOf(registered) &&
    namesGuard(type) === namesGuard(registered);
  if (isSame) return undefined;
  return (
    `${type.name} has decorators of access on a class that its objects do not know by their constructor; put ` +
    `them below the decorator that replaces the class, and above it too`
  );
}

/**
 * @throws {CognitoAuthOptionsError} when a call is for a function that has lost its decorators. What a constructor
 * does that runs for each request is not to be seen before.
 */
export function assertKnown({ prototype }: Type<unknown>, called: Handler): void {
  const name = called.name.replace(/^bound /, '');
  const marked = methodOf(prototype as object, name)?.value;
  if (marked === called) return;
  const isUnknown =
    marked === undefined
      ? Reflect.getMetadataKeys(called).length === 0 && hasRequirements(prototype as object)
      : isLost([marked, ...declared(prototype as object, name)], called);
  if (isUnknown) {
    throw new CognitoAuthOptionsError([
      `${name} is called as a function that has no decorators of access, which its class has; ${REMEDY}`,
    ]);
  }
}

/** The method that one overrides without any decorator of access, which it had itself: none is inherited. */
export function overridesRequirement({ host, name, called }: HandlerOfHost): boolean {
  if (accessRequirementsOf(called).length > 0 || accessModeOfHandler(called) !== undefined) {
    return false;
  }
  const holder = methodOf(host.prototype, name)?.holder;
  return prototypesOf(host.prototype).some(
    (prototype) =>
      prototype !== holder &&
      notedIn(prototype, name).some((noted) => accessRequirementsOf(noted).length > 0),
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
  const requirements = accessRequirementsOf(called);
  return (
    (mode === undefined || mode === accessModeOfHandler(called)) &&
    accessRequirementsOf(decorated).every((requirement) => requirements.includes(requirement)) &&
    (!namesGuard(decorated) || namesGuard(called))
  );
}

/** What a method was when its decorators were put on it. */
function declared(prototype: object, name: string): readonly object[] {
  const method = methodOf(prototype, name);
  return method === undefined ? [] : notedIn(method.holder, name);
}

function notedIn(prototype: object, name: string): readonly object[] {
  return decoratedMembersOf(prototype).flatMap(({ member, decorated }) =>
    member === name ? [decorated] : [],
  );
}

function hasRequirements(prototype: object): boolean {
  return prototypesOf(prototype).some((declaring) =>
    decoratedMembersOf(declaring).some(
      ({ decorated }) => accessRequirementsOf(decorated).length > 0,
    ),
  );
}

/** A method and the prototype that has it; never an accessor, which reading would call. */
function methodOf(
  prototype: object,
  name: string,
): { readonly holder: object; readonly value: object } | undefined {
  const holder = prototypesOf(prototype).find((declaring) => Object.hasOwn(declaring, name));
  if (holder === undefined) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(holder, name)?.value;
  return typeof value === 'function' ? { holder, value } : undefined;
}

function prototypesOf(prototype: object): readonly object[] {
  const found: object[] = [];
  for (
    let declaring: object | null = prototype;
    declaring !== null && declaring !== Object.prototype;
    declaring = Object.getPrototypeOf(declaring) as object | null
  ) {
    found.push(declaring);
  }
  return found;
}
