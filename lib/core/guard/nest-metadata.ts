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
const PATH = 'path';
const METHOD = 'method';
const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const RESOLVE_REFERENCE = 'graphql:resolve_reference';
const MESSAGE = 'message';
const MESSAGE_MAPPING = 'websockets:message_mapping';
const PATTERN = 'microservices:pattern';
const DESIGN_PARAMETERS = 'design:paramtypes';
const INJECTED_PARAMETERS = 'self:paramtypes';

/** What calls a handler; `field` is a resolver of a GraphQL field or reference. */
export type HandlerKind = 'http' | 'graphql' | 'field' | 'ws' | 'rpc';

/** In the order in which they are asked; a field can also be the root of a query. */
const MARKS: readonly (readonly [HandlerKind, string])[] = [
  ['graphql', RESOLVER_TYPE],
  ['field', 'graphql:resolve_property'],
  ['field', RESOLVE_REFERENCE],
  ['ws', MESSAGE_MAPPING],
  ['rpc', 'microservices:handler_type'],
  ['rpc', PATTERN],
  ['http', METHOD],
];

const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

/** What calls a method, or `undefined` where it is no handler at all. */
export function kindOfHandler(handler: object): HandlerKind | undefined {
  const found = MARKS.find(([, mark]) => Reflect.hasMetadata(mark, handler));
  if (found?.[0] !== 'graphql') return found?.[0];
  return ROOT_TYPES.includes(Reflect.getMetadata(found[1], handler)) ? 'graphql' : 'field';
}

/**
 * Whether calls begin with this handler. A resolver of a field is reached through another one; one of
 * references is asked by the gateway of a federated graph.
 */
export function isEntrance(handler: object): boolean {
  const kind = kindOfHandler(handler);
  return (
    kind !== undefined && (kind !== 'field' || Reflect.hasMetadata(RESOLVE_REFERENCE, handler))
  );
}

/** How a handler is called, in the words of its protocol, such as `GET /orders/:id`. */
export function routesOf(type: object, handler: { readonly name: string }): readonly string[] {
  switch (kindOfHandler(handler)) {
    case 'http':
      return pathsOf(type, handler).map((path) => `${methodOf(handler)} ${path}`);
    case 'graphql':
      return [`${String(Reflect.getMetadata(RESOLVER_TYPE, handler))} ${nameOfResolver(handler)}`];
    case 'field':
      return [`Reference ${String(Reflect.getMetadata(RESOLVER_NAME, type) ?? nameOf(type))}`];
    case 'ws':
      return [`Message ${printPattern(Reflect.getMetadata(MESSAGE, handler))}`];
    case 'rpc':
      return patternsOf(handler).map((pattern) => `Message ${printPattern(pattern)}`);
    case undefined:
    default:
      return [];
  }
}

const nameOf = (type: object): string => (type as { readonly name: string }).name;

/** Without prefix and version, which the application adds. */
function pathsOf(type: object, handler: object): readonly string[] {
  const [prefixes, paths] = [type, handler].map((decorated) =>
    [(Reflect.getMetadata(PATH, decorated) as string | readonly string[] | undefined) ?? ''].flat(),
  );
  return (prefixes ?? []).flatMap((prefix) =>
    (paths ?? []).map((path) => {
      const parts = [prefix, path].flatMap((part) => part.split('/').filter((name) => name !== ''));
      return `/${parts.join('/')}`;
    }),
  );
}

function methodOf(handler: object): string {
  return nest.RequestMethod[Reflect.getMetadata(METHOD, handler) as nest.RequestMethod];
}

function nameOfResolver(handler: { readonly name: string }): string {
  const name: unknown = Reflect.getMetadata(RESOLVER_NAME, handler);
  return typeof name === 'string' ? name : handler.name;
}

function patternsOf(handler: object): readonly unknown[] {
  return [Reflect.getMetadata(PATTERN, handler) as unknown].flat();
}

const printPattern = (pattern: unknown): string =>
  typeof pattern === 'string' ? pattern : JSON.stringify(pattern);

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
