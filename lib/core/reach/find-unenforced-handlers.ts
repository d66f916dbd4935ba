import { accessModeOfHandler } from '../access/access-mode.js';
import { accessRequirementsOf } from '../access/access-requirements.js';
import { accessPolicyOf, type AccessPolicy } from '../access/access-policy.js';
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
 * What is wrong with a handler whose decorators nobody enforces: it would be open to everybody while it reads
 * as if it were not. `undefined` where all is well.
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
      : `${name} has decorators of access, and no CognitoAuthGuard reaches it to enforce them; ${remedyFor(handler, kind, reach)}`;
  }
  if (kind !== 'field' && overridesRequirement(handler) && !isPublic(handler)) {
    return (
      `${name} overrides a method that requires something, and neither a decorator nor a guard is inherited; ` +
      `repeat those that are meant, or say @Public()`
    );
  }
  return undefined;
}

const UNGUARDED_BY_NEST =
  'resolves fields or references of a graph, which neither @UseGuards() nor a global guard reaches; add ' +
  "fieldResolverEnhancers: ['guards'] to the options of every GraphQLModule";
const OR_PUBLIC = ', or @Public() where whoever reaches the service may read them';

/**
 * Whether a handler is open to everybody beside a global guard that closes all others, and nothing says that
 * it should be. An application may have guards of its own there, so it is not taken for a mistake.
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
 * Whether everybody can call a handler, and nothing says that it should be so. A field is called through another
 * handler, so it is only where it asks for a guard in vain.
 */
export function isUnprotected(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
): boolean {
  if (isGuarded(handler, kind, reach) || isPublic(handler)) return false;
  return kind !== 'field' || asksForGuard(handler, kind, reach);
}

/** What a handler is called in errors and listings. */
export function nameOf({ host, name }: HandlerOfHost): string {
  return `${host.type.name}.${name}`;
}

export function policyOf({ host, called, name }: HandlerOfHost): AccessPolicy {
  return accessPolicyOf(host.type, called, name);
}

const GUARD_IT = 'add @UseGuards(CognitoAuthGuard) to it or to its class';
const BEYOND_REACH: Readonly<Partial<Record<HandlerKind, string>>> = {
  ws: 'gateways before Nest 12',
  rpc: 'the message handlers of a hybrid application',
};

function remedyFor({ host }: HandlerOfHost, kind: HandlerKind, reach: GlobalReach): string {
  const { unreachedKinds } = reach;
  if (host.registered?.prototype !== host.prototype) {
    return 'provide its class itself: Nest makes no guards for what useFactory or useValue gives';
  }
  if (kind === 'field' || kind === 'reference') return GUARD_IT;
  return unreachedKinds.has(kind)
    ? `${GUARD_IT}: a global guard does not reach ${BEYOND_REACH[kind]}`
    : `${GUARD_IT}, or set globalGuard: true`;
}

function isPublic(handler: HandlerOfHost): boolean {
  return policyOf(handler).mode === 'public';
}

/**
 * A guard that is named counts where Nest may leave it out. Fields are served as part of what was guarded before,
 * so what stands on their class is not meant for them where it serves something else too.
 */
function asksForGuard(handler: HandlerOfHost, kind: HandlerKind, reach: GlobalReach): boolean {
  const { mode, requirements } = policyOf(handler);
  if (mode === 'public') return false;
  if (kind === 'field' && !handler.isOfFields) return asksItself(handler);
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
