import * as nest from '@nestjs/common';

/**
 * Whether global guards reach the message handlers of gateways, as they do from Nest 12 on. Nest does not tell
 * its version; this pipe came with that one.
 */
export const GLOBAL_GUARDS_REACH_GATEWAYS = 'StandardSchemaValidationPipe' in nest;

/**
 * What Nest's decorators leave on classes and handlers. Nest exports none of these names, so they stand here,
 * and a test compares them with what the decorators really do.
 */
const GUARDS = '__guards__';
const DESIGN_PARAMETERS = 'design:paramtypes';
const INJECTED_PARAMETERS = 'self:paramtypes';

/** What calls a handler; `field` is a resolver of a GraphQL field or reference. */
export type HandlerKind = 'http' | 'graphql' | 'field' | 'ws' | 'rpc';

/** In the order in which they are asked; a field can also be the root of a query. */
const MARKS: readonly (readonly [HandlerKind, string])[] = [
  ['graphql', 'graphql:resolver_type'],
  ['field', 'graphql:resolve_property'],
  ['field', 'graphql:resolve_reference'],
  ['ws', 'websockets:message_mapping'],
  ['rpc', 'microservices:handler_type'],
  ['rpc', 'microservices:pattern'],
  ['http', 'method'],
];

const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

/** What calls a method, or `undefined` where it is no handler at all. */
export function kindOfHandler(handler: object): HandlerKind | undefined {
  const found = MARKS.find(([, mark]) => Reflect.hasMetadata(mark, handler));
  if (found?.[0] !== 'graphql') return found?.[0];
  return ROOT_TYPES.includes(Reflect.getMetadata(found[1], handler)) ? 'graphql' : 'field';
}

/** The guards that `@UseGuards()` names on a class or a handler: classes and instances. */
export function guardsOf(decorated: object): readonly unknown[] {
  return (Reflect.getMetadata(GUARDS, decorated) as readonly unknown[] | undefined) ?? [];
}

/** What is injected into the constructor of a class. */
export function dependenciesOf(type: object): readonly unknown[] {
  const declared = Reflect.getMetadata(DESIGN_PARAMETERS, type) as readonly unknown[] | undefined;
  const injected = Reflect.getMetadata(INJECTED_PARAMETERS, type) as
    readonly { readonly param: unknown }[] | undefined;
  return [...(declared ?? []), ...(injected ?? []).map(({ param }) => param)];
}
