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
const RESOLVE_PROPERTY = 'graphql:resolve_property';
const RESOLVE_TYPE = '__resolveType';
const GATEWAY = 'websockets:is_gateway';
const MESSAGE = 'message';
const MESSAGE_MAPPING = 'websockets:message_mapping';
const PATTERN = 'microservices:pattern';
const DESIGN_PARAMETERS = 'design:paramtypes';
const INJECTED_PARAMETERS = 'self:paramtypes';
const INJECTED_PROPERTIES = 'self:properties_metadata';

/** What calls a handler: `field` is a resolver of a GraphQL field, `reference` one of a federated graph's. */
export type HandlerKind = 'http' | 'graphql' | 'field' | 'reference' | 'ws' | 'rpc';

/** What Nest takes for a handler of each kind, beside those of GraphQL. */
const MARKS: readonly (readonly [HandlerKind, string])[] = [
  ['ws', MESSAGE_MAPPING],
  ['rpc', 'microservices:handler_type'],
  ['http', PATH],
];

const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

/** What calls a method: nothing where it is no handler at all, and several things where it has several marks. */
export function kindsOf(
  type: object,
  handler: object,
  name: string | symbol,
): readonly HandlerKind[] {
  const marked = MARKS.flatMap(([kind, mark]) =>
    Reflect.hasMetadata(mark, handler) ? [kind] : [],
  );
  const graphql = graphqlKindOf(type, handler);
  return graphql === undefined || name === RESOLVE_TYPE ? marked : [graphql, ...marked];
}

/** A class of `@Resolver('Query')` makes roots of all its methods, whatever stands on them. */
function graphqlKindOf(type: object, handler: object): HandlerKind | undefined {
  if (ROOT_TYPES.includes(resolverTypeOf(type, handler))) return 'graphql';
  if (Reflect.hasMetadata(RESOLVE_REFERENCE, handler)) return 'reference';
  const isField = [RESOLVER_TYPE, RESOLVE_PROPERTY].some((mark) =>
    Reflect.hasMetadata(mark, handler),
  );
  return isField ? 'field' : undefined;
}

function resolverTypeOf(type: object, handler: object): unknown {
  return (
    (Reflect.getMetadata(RESOLVER_TYPE, handler) as unknown) ??
    Reflect.getMetadata(RESOLVER_TYPE, type)
  );
}

/** Whether Nest looks for message handlers of WebSockets in a class. */
export function isGateway(type: object): boolean {
  return Reflect.hasMetadata(GATEWAY, type);
}

/** Whether the methods of a class are handlers although nothing stands on them. */
export function makesRoots(type: object): boolean {
  return ROOT_TYPES.includes(Reflect.getMetadata(RESOLVER_TYPE, type));
}

/** How a handler is called, in the words of its protocol, such as `GET /orders/:id`. */
export function routesOf(
  type: object,
  handler: object,
  name: string,
  kind: HandlerKind,
): readonly string[] {
  switch (kind) {
    case 'http':
      return pathsOf(type, handler).map((path) => `${methodOf(handler)} ${path}`);
    case 'graphql':
      return [`${String(resolverTypeOf(type, handler))} ${resolverNameOf(handler) ?? name}`];
    case 'field':
      return [`Field ${ownerOf(type)}.${resolverNameOf(handler) ?? name}`];
    case 'reference':
      return [`Reference ${ownerOf(type)}`];
    case 'ws':
      return [`Message ${printPattern(Reflect.getMetadata(MESSAGE, handler))}`];
    case 'rpc':
      return patternsOf(handler).map((pattern) => `Message ${printPattern(pattern)}`);
    default:
      return [];
  }
}

/** The type of the graph that the fields of a class belong to. */
function ownerOf(type: object): string {
  return resolverNameOf(type) ?? (type as { readonly name: string }).name;
}

function resolverNameOf(decorated: object): string | undefined {
  return (Reflect.getMetadata(RESOLVER_NAME, decorated) as string | undefined) ?? undefined;
}

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

/** Nest takes a route without a method for one of every method. */
function methodOf(handler: object): string {
  const method = Reflect.getMetadata(METHOD, handler) as nest.RequestMethod | undefined;
  return nest.RequestMethod[method ?? nest.RequestMethod.ALL];
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

/** What is injected into a class, by its constructor or into a property. */
export function dependenciesOf(type: object): readonly unknown[] {
  const declared = Reflect.getMetadata(DESIGN_PARAMETERS, type) as readonly unknown[] | undefined;
  const parameters = Reflect.getMetadata(INJECTED_PARAMETERS, type) as
    readonly { readonly param: unknown }[] | undefined;
  const properties = Reflect.getMetadata(INJECTED_PROPERTIES, type) as
    readonly { readonly type: unknown }[] | undefined;
  return [
    ...(declared ?? []),
    ...(parameters ?? []).map(({ param }) => resolved(param)),
    ...(properties ?? []).map((property) => resolved(property.type)),
  ];
}

/** What `forwardRef(() => Type)` stands for. */
function resolved(token: unknown): unknown {
  const { forwardRef } = (token ?? {}) as { readonly forwardRef?: unknown };
  return typeof forwardRef === 'function' ? (forwardRef() as unknown) : token;
}
