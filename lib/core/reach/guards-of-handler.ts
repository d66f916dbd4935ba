import type { GlobalReach } from './global-reach.js';
import { callableOf, type HandlerOfHost } from './handlers-of.js';
import { isCognitoAuthGuardClass } from '../guard/guard-brand.js';
import type { Host } from './hosts-of.js';
import { dependenciesOf, guardsOf, type HandlerKind } from './nest-metadata.js';

/** The guard itself, one that extends it, and one that has it injected to ask it. */
function isCognitoAuthGuard(guard: unknown): boolean {
  const type = typeof guard === 'function' ? guard : (guard as object | null)?.constructor;
  if (type === undefined) return false;
  return (
    isCognitoAuthGuardClass(type) ||
    dependenciesOf(type).some((dependency) => isCognitoAuthGuardClass(dependency))
  );
}

/** Whether a `CognitoAuthGuard` decides over the calls of a handler. */
export function isGuarded(handler: HandlerOfHost, kind: HandlerKind, reach: GlobalReach): boolean {
  return (
    !isBeyondGuards(kind, reach) && (hasGuard(handler) || hasGlobalGuard(handler, kind, reach))
  );
}

/** Whether Nest asks no guard at all, wherever it stands. */
export function isBeyondGuards(kind: HandlerKind, { guardsFields }: GlobalReach): boolean {
  return (kind === 'field' || kind === 'reference') && !guardsFields;
}

/** Whether `@UseGuards()` on a class or a method names the guard, whatever comes of it. */
export function namesGuard(decorated: object): boolean {
  return guardsOf(decorated).some((guard) => isCognitoAuthGuard(guard));
}

/** Whether the whole application is guarded, as far as global guards reach. */
export function isGuardedApplication(reach: GlobalReach): boolean {
  return (
    reach.globalGuards.some((guard) => isAuthenticating(guard, reach)) ||
    reach.scopedGuards.some(({ type }) => isCognitoAuthGuard(type))
  );
}

function hasGlobalGuard({ host }: HandlerOfHost, kind: HandlerKind, reach: GlobalReach): boolean {
  if (reach.unreachedKinds.has(kind)) return false;
  return (
    reach.globalGuards.some((guard) => isAuthenticating(guard, reach)) ||
    (host.hasScopedGuards &&
      reach.scopedGuards.some(({ type, isTransient }) => isCognitoAuthGuard(type) && !isTransient))
  );
}

/**
 * Whether a global guard is made anew for each that asks. Many versions of Nest, and all of them for messages, then
 * ask no guard at all, so it never counts.
 */
export function hasTransientGuard({ scopedGuards }: GlobalReach): boolean {
  return scopedGuards.some(({ type, isTransient }) => isTransient && isCognitoAuthGuard(type));
}

/** Also what a test has put in the place of the guard. */
function isAuthenticating(
  guard: unknown,
  { registeredGuard, composedGuards }: GlobalReach,
): boolean {
  return guard === registeredGuard || composedGuards.has(guard) || isCognitoAuthGuard(guard);
}

function hasGuard(handler: HandlerOfHost): boolean {
  const { host } = handler;
  return (
    host.guardedAs.every((type) => isGuardedBy(type, host)) ||
    callableOf(handler).every((called) => isGuardedBy(called, host))
  );
}

/** Whether `@UseGuards()` on a class or a method names a guard that Nest makes for the host. */
function isGuardedBy(decorated: object, { guards }: Host): boolean {
  return guardsOf(decorated).some(
    (guard) => isCognitoAuthGuard(guard) && (typeof guard !== 'function' || guards.has(guard)),
  );
}
