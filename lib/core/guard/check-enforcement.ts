import type { Type } from '@nestjs/common';
import { accessModeOf } from '../decorators/access-mode.js';
import { accessRequirementsOf } from '../decorators/access-requirements.js';
import { accessPolicyOf, type Handler } from './access-policy.js';
import { isCognitoAuthGuardClass } from './cognito-auth.guard.js';
import type { GlobalReach } from './global-reach.js';
import {
  dependenciesOf,
  guardsOf,
  type HandlerKind,
  isEntrance,
  kindOfHandler,
} from './nest-metadata.js';

/**
 * What is wrong with a handler whose decorators nobody enforces: it would be open to everybody while it reads
 * as if it were not. `undefined` where all is well.
 */
export function describeUnenforced(
  type: Type<unknown>,
  handler: Handler,
  reach: GlobalReach,
): string | undefined {
  const kind = kindOfHandler(handler);
  if (kind === undefined || !asksForGuard(type, handler, kind)) return undefined;
  const name = `${type.name}.${handler.name}`;
  if (kind === 'field' && !reach.guardsFields) {
    return (
      `${name} resolves a field or a reference, which Nest does not guard; add fieldResolverEnhancers: ` +
      `['guards'] to the options of GraphQLModule`
    );
  }
  if (isGuarded(type, handler, kind, reach)) return undefined;
  return `${name} has decorators of access, and no CognitoAuthGuard reaches it to enforce them; ${remedyFor(kind, reach)}`;
}

/**
 * Whether a handler is open to everybody beside a global guard that closes all others, and nothing says that
 * it should be. An application may have guards of its own there, so it is not taken for a mistake.
 */
export function isForgotten(type: Type<unknown>, handler: Handler, reach: GlobalReach): boolean {
  const kind = kindOfHandler(handler);
  return (
    kind !== undefined &&
    reach.unreachedKinds.has(kind) &&
    reach.globalGuards.some((guard) => isAuthenticating(guard, reach)) &&
    isUnprotected(type, handler, reach)
  );
}

/** Whether everybody can call a handler, and nothing says that it should be so. */
export function isUnprotected(type: Type<unknown>, handler: Handler, reach: GlobalReach): boolean {
  const kind = kindOfHandler(handler);
  if (kind === undefined || !isEntrance(handler)) return false;
  if (accessPolicyOf(type, handler).mode === 'public') return false;
  return (kind === 'field' && !reach.guardsFields) || !isGuarded(type, handler, kind, reach);
}

const GUARD_IT = 'add @UseGuards(CognitoAuthGuard) to it or to its class';
const BEYOND_REACH: Readonly<Partial<Record<HandlerKind, string>>> = {
  ws: 'gateways before Nest 12',
  rpc: 'the message handlers of a hybrid application',
};

function remedyFor(kind: HandlerKind, { unreachedKinds }: GlobalReach): string {
  if (kind === 'field') return GUARD_IT;
  return unreachedKinds.has(kind)
    ? `${GUARD_IT}: a global guard does not reach ${BEYOND_REACH[kind]}`
    : `${GUARD_IT}, or set globalGuard: true`;
}

/**
 * Fields are served as part of what was guarded before, so what stands on their class is not meant for
 * them in particular.
 */
function asksForGuard(type: Type<unknown>, handler: Handler, kind: HandlerKind): boolean {
  if (kind === 'field') {
    return (
      accessRequirementsOf(handler).length > 0 ||
      accessModeOf(handler) === 'optional' ||
      guardsOf(handler).some((guard) => isCognitoAuthGuard(guard))
    );
  }
  const { mode, requirements } = accessPolicyOf(type, handler);
  return mode === 'optional' || requirements.length > 0;
}

function isGuarded(
  type: Type<unknown>,
  handler: Handler,
  kind: HandlerKind,
  reach: GlobalReach,
): boolean {
  const global = reach.unreachedKinds.has(kind) ? [] : reach.globalGuards;
  return (
    [...guardsOf(type), ...guardsOf(handler)].some((guard) => isCognitoAuthGuard(guard)) ||
    global.some((guard) => isAuthenticating(guard, reach))
  );
}

/** Also what a test has put in the place of the guard. */
function isAuthenticating(guard: unknown, { registeredGuard }: GlobalReach): boolean {
  return guard === registeredGuard || isCognitoAuthGuard(guard);
}

/** The guard itself, one that extends it, and one that has it injected to ask it. */
function isCognitoAuthGuard(guard: unknown): boolean {
  const type = typeof guard === 'function' ? guard : (guard as object | null)?.constructor;
  if (type === undefined) return false;
  return (
    isCognitoAuthGuardClass(type) ||
    dependenciesOf(type).some((dependency) => isCognitoAuthGuardClass(dependency))
  );
}
