import type { Type } from '@nestjs/common';
import { accessModeOf } from '../decorators/access-mode.js';
import { accessRequirementsOf } from '../decorators/access-requirements.js';
import { accessPolicyOf, type Handler } from './access-policy.js';
import { CognitoAuthGuard } from './cognito-auth.guard.js';
import { dependenciesOf, guardsOf, type HandlerKind, kindOfHandler } from './nest-metadata.js';

/** How far the guards of the whole application reach. */
export interface GlobalReach {
  readonly globalGuards: readonly unknown[];
  /** What else is a CognitoAuthGuard: what a test provides in its place. */
  readonly registeredGuard: unknown;
  /** Whether there is a server for HTTP; global guards then do not reach message handlers. */
  readonly hasHttpServer: boolean;
  /** Whether Nest guards resolvers of fields and references. */
  readonly guardsFields: boolean;
}

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
  return `${name} has decorators of access, and no CognitoAuthGuard reaches it to enforce them; ${REMEDIES[kind]}`;
}

const GUARD_IT = 'add @UseGuards(CognitoAuthGuard) to it or to its class';
const REMEDIES: Readonly<Record<HandlerKind, string>> = {
  http: `${GUARD_IT}, or set globalGuard: true`,
  graphql: `${GUARD_IT}, or set globalGuard: true`,
  field: GUARD_IT,
  ws: GUARD_IT,
  rpc: `${GUARD_IT}: a global guard does not reach the message handlers of a hybrid application`,
};

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
  { globalGuards, registeredGuard, hasHttpServer }: GlobalReach,
): boolean {
  const global = kind === 'rpc' && hasHttpServer ? [] : globalGuards;
  return (
    global.some((guard) => guard === registeredGuard) ||
    [...guardsOf(type), ...guardsOf(handler), ...global].some((guard) => isCognitoAuthGuard(guard))
  );
}

/** The guard itself, one that extends it, and one that has it injected to ask it. */
function isCognitoAuthGuard(guard: unknown): boolean {
  const type = typeof guard === 'function' ? guard : (guard as object | null)?.constructor;
  if (type === undefined) return false;
  return (
    type === CognitoAuthGuard ||
    type.prototype instanceof CognitoAuthGuard ||
    dependenciesOf(type).includes(CognitoAuthGuard)
  );
}
