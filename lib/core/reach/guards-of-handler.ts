import type { Type } from '@nestjs/common';
import type { GlobalReach } from './global-reach.js';
import { callableOf, type HandlerOfHost } from './handlers-of.js';
import { classOfGuard, isCognitoAuthGuardClass, isOurGuard } from '../guard/guard-brand.js';
import type { Host } from './hosts-of.js';
import { dependenciesOf, guardsOf, type HandlerKind } from './nest-metadata.js';

/** The guard itself, a guard that extends it, or a guard that injects it to ask it. */
function isCognitoAuthGuard(guard: unknown): boolean {
  const type = classOfGuard(guard);
  if (type === undefined) return false;
  return (
    isCognitoAuthGuardClass(type) ||
    dependenciesOf(type).some((dependency) => isCognitoAuthGuardClass(dependency))
  );
}

/** Whether a `CognitoAuthGuard` decides about the calls of a handler. */
export function isGuarded(handler: HandlerOfHost, kind: HandlerKind, reach: GlobalReach): boolean {
  return (
    !isBeyondGuards(kind, reach) &&
    (hasGuard(handler, isCognitoAuthGuard) ||
      hasGlobalGuard(handler, kind, reach, (guard) => isAuthenticating(guard, reach)))
  );
}

/** Whether `AuthGuard('cognito')` or a guard that extends it decides about the calls of a handler. */
export function isPassportGuarded(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): boolean {
  const isPassportGuard = (guard: unknown): boolean => {
    const type: Partial<Type<unknown>> | undefined = classOfGuard(guard);
    return type === reach.passportGuard || type?.prototype instanceof reach.passportGuard;
  };
  return (
    !isBeyondGuards(kind, reach) &&
    (hasGuard(handler, isPassportGuard) || hasGlobalGuard(handler, kind, reach, isPassportGuard))
  );
}

/** Whether `CognitoAuthGuard` itself decides about the calls of a handler, and nothing that a test has put in its place. */
export function isGuardedByOurs(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): boolean {
  const { guards } = handler.host;
  const isOurs = (guard: unknown): boolean =>
    isOurGuard(guard) && isOurGuard(guards.get(guard)?.instance ?? guard);
  return (
    isOurGuard(reach.registeredGuard) &&
    (hasGuard(handler, isOurs) || hasGlobalGuard(handler, kind, reach, isOurGuard))
  );
}

/** Every guard that may decide about the calls of a handler, whether or not Nest runs it there. */
export function guardsNear(
  { host, marked, called, replaced }: HandlerOfHost,
  { globalGuards, lateGuards, scopedGuards }: GlobalReach,
): readonly unknown[] {
  const { type, registered = type, guardedAs } = host;
  const decorated = [type, registered, ...guardedAs, marked, ...callableOf({ called, replaced })];
  return [
    ...decorated.flatMap((one) => guardsOf(one)),
    ...globalGuards,
    ...lateGuards,
    ...scopedGuards.map((guard) => guard.type),
  ];
}

/** Whether Nest runs no guard at all, wherever the guard is registered. */
export function isBeyondGuards(kind: HandlerKind, { guardsFields }: GlobalReach): boolean {
  return (kind === 'field' || kind === 'reference') && !guardsFields;
}

/** Whether `@UseGuards()` on a class or a method names the guard, even if Nest does not run it. */
export function namesGuard(decorated: object): boolean {
  return guardsOf(decorated).some((guard) => isCognitoAuthGuard(guard));
}

/** Whether a global guard protects the application, as far as global guards reach. */
export function isGuardedApplication(reach: GlobalReach): boolean {
  return (
    reach.globalGuards.some((guard) => isAuthenticating(guard, reach)) ||
    reach.scopedGuards.some(({ type }) => isCognitoAuthGuard(type))
  );
}

/** Whether the global guard that should protect the application came too late to protect it. */
export function isGuardedTooLate(reach: GlobalReach): boolean {
  return (
    (reach.hasHttpServer || reach.hasMicroservice) &&
    !isGuardedApplication(reach) &&
    reach.lateGuards.some((guard) => isAuthenticating(guard, reach))
  );
}

function hasGlobalGuard(
  { host }: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
  isMeant: IsMeant,
): boolean {
  if (reach.unreachedKinds.has(kind)) return false;
  return (
    reach.globalGuards.some(isMeant) ||
    (host.hasScopedGuards &&
      reach.scopedGuards.some(({ type, isTransient }) => isMeant(type) && !isTransient))
  );
}

/**
 * Whether a global guard has `Scope.TRANSIENT`. Many versions of Nest then run no guard at all, and no version does
 * for messages, so such a guard never counts.
 */
export function hasTransientGuard({ scopedGuards }: GlobalReach): boolean {
  return scopedGuards.some(({ type, isTransient }) => isTransient && isCognitoAuthGuard(type));
}

/** Also true for the guard that a test has put in the place of ours. */
function isAuthenticating(
  guard: unknown,
  { registeredGuard, composedGuards }: GlobalReach,
): boolean {
  return guard === registeredGuard || composedGuards.has(guard) || isCognitoAuthGuard(guard);
}

/** Whether a guard, a class or an object, is one of those that are asked about. */
type IsMeant = (guard: unknown) => boolean;

function hasGuard(handler: HandlerOfHost, isMeant: IsMeant): boolean {
  const { host } = handler;
  return (
    host.guardedAs.every((type) => isGuardedBy(type, host, isMeant)) ||
    callableOf(handler).every((called) => isGuardedBy(called, host, isMeant))
  );
}

/** Whether `@UseGuards()` on a class or a method names a guard that Nest creates for the host. */
function isGuardedBy(decorated: object, { guards }: Host, isMeant: IsMeant): boolean {
  return guardsOf(decorated).some(
    (guard) => isMeant(guard) && (typeof guard !== 'function' || guards.has(guard)),
  );
}
