import { accessModeOfHandler } from '../access/access-mode.js';
import { accessRequirementsOf } from '../access/access-requirements.js';
import { classNameOf } from '../access/class-name.js';
import type { GlobalReach } from './global-reach.js';
import {
  isBeyondGuards,
  isGuarded,
  isGuardedApplication,
  namesGuard,
} from './guards-of-handler.js';
import { callableOf, type HandlerOfHost } from './handlers-of.js';
import type { HandlerKind } from './nest-metadata.js';
import { overridesRequirement } from './lost-decorators.js';

/**
 * Describes the mistake if no guard enforces the decorators of a handler: it would look protected and be open to
 * everybody. Returns `undefined` if there is no mistake.
 */
export function describeUnenforced(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): string | undefined {
  if (isGuarded(handler, kind, reach)) return undefined;
  const name = nameOf(handler);
  if (asksForGuard(handler, kind, reach)) {
    return isBeyondGuards(kind, reach)
      ? `${name} ${UNGUARDED_BY_NEST}${kind === 'reference' ? OR_PUBLIC : ''}`
      : `${name} has access decorators, but no CognitoAuthGuard reaches it to enforce them; ${remedyFor(handler, kind, reach)}`;
  }
  if (kind !== 'field' && overridesRequirement(handler) && !isPublic(handler)) {
    return (
      `${name} overrides a method that has requirements, but inherits neither its decorators nor its guards; ` +
      'repeat those that should apply, or add @Public()'
    );
  }
  return undefined;
}

const UNGUARDED_BY_NEST =
  'resolves GraphQL fields or references, which neither @UseGuards() nor a global guard reaches; add ' +
  "fieldResolverEnhancers: ['guards'] to the options of every GraphQLModule";
const OR_PUBLIC = ', or add @Public() if everybody who can reach the service may read them';

/**
 * Whether a handler is open to everybody although a global guard protects the others, and nothing marks it as public.
 * The application may protect it with another guard, so this is a warning and not a mistake.
 */
export function isForgotten(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): boolean {
  return (
    reach.unreachedKinds.has(kind) &&
    isGuardedApplication(reach) &&
    isUnprotected(handler, kind, reach)
  );
}

/**
 * Whether everybody can call a handler that nothing marks as public. A field is reached through another handler, so
 * it counts only if it asks for a guard that Nest does not run.
 */
export function isUnprotected(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): boolean {
  if (isGuarded(handler, kind, reach) || isPublic(handler)) return false;
  return kind !== 'field' || asksForGuard(handler, kind, reach);
}

/** The name of a handler in errors and listings. */
export function nameOf({ host, name }: HandlerOfHost): string {
  return `${classNameOf(host.type)}.${name}`;
}

const GUARD_IT = 'add @UseGuards(CognitoAuthGuard) to it or to its class';
const BEYOND_REACH: Readonly<Partial<Record<HandlerKind, string>>> = {
  ws: 'gateways before Nest 12',
  rpc: 'the message handlers of a hybrid application',
};

/** What makes a guard reach a handler. */
export function remedyFor({ host }: HandlerOfHost, kind: HandlerKind, reach: GlobalReach): string {
  const { unreachedKinds } = reach;
  if (host.registered?.prototype !== host.prototype) {
    return 'provide its class itself: Nest creates no guards for objects from useFactory or useValue';
  }
  if (kind === 'field' || kind === 'reference') return GUARD_IT;
  return unreachedKinds.has(kind)
    ? `${GUARD_IT}: a global guard does not reach ${BEYOND_REACH[kind]}`
    : `${GUARD_IT}, or set globalGuard: true`;
}

/** Whether its decorators open a handler to everybody. */
export function isPublic(handler: HandlerOfHost): boolean {
  return handler.policy().mode === 'public';
}

/**
 * A guard in `@UseGuards()` counts even if Nest may leave it out. Fields are resolved as part of a call that was
 * guarded before, so the decorators of their class are not meant for them if the class serves something else too.
 */
function asksForGuard(handler: HandlerOfHost, kind: HandlerKind, reach: GlobalReach): boolean {
  const { mode, requirements } = handler.policy();
  if (mode === 'public') return false;
  if (kind === 'field' && !handler.hostServesOnlyFields) return asksItself(handler);
  return (
    mode === 'optional' ||
    requirements.length > 0 ||
    [handler.host.type, ...handler.host.guardedAs].some((type) => namesGuard(type)) ||
    callableOf(handler).some((called) => namesGuard(called)) ||
    (kind === 'reference' && isGuardedApplication(reach))
  );
}

function asksItself({ called }: HandlerOfHost): boolean {
  return (
    accessRequirementsOf(called).length > 0 ||
    accessModeOfHandler(called) === 'optional' ||
    namesGuard(called)
  );
}
