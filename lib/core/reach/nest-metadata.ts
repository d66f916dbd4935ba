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
const VERSION = '__version__';
const HOST = 'host';
const MODULE_PATH = '__module_path__';
const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const RESOLVE_REFERENCE = 'graphql:resolve_reference';
const RESOLVE_PROPERTY = 'graphql:resolve_property';
const RESOLVE_TYPE = '__resolveType';
const GATEWAY = 'websockets:is_gateway';
const MESSAGE = 'message';
const MESSAGE_MAPPING = 'websockets:message_mapping';
const PATTERN = 'microservices:pattern';
const HANDLER_TYPE = 'microservices:handler_type';
const EVENT = 2;
const DESIGN_PARAMETERS = 'design:paramtypes';
const INJECTED_PARAMETERS = 'self:paramtypes';
const INJECTED_PROPERTIES = 'self:properties_metadata';

/** One version or several, of which one may be `VERSION_NEUTRAL`. */
export type VersionValue = NonNullable<nest.VersioningOptions['defaultVersion']>;

/** What calls a handler: `field` is a resolver of a GraphQL field, `reference` one of a federated graph's. */
export type HandlerKind = 'http' | 'graphql' | 'field' | 'reference' | 'ws' | 'rpc';

/** What Nest takes for a handler of each kind, beside those of GraphQL. */
const MARKS: readonly (readonly [HandlerKind, string])[] = [
  ['ws', MESSAGE_MAPPING],
  ['rpc', HANDLER_TYPE],
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

/** Whether Nest looks for message handlers of WebSockets in a class. */
export function isGateway(type: object): boolean {
  return Reflect.hasMetadata(GATEWAY, type);
}

/** Whether the methods of a class are handlers although nothing stands on them. */
export function makesRoots(type: object): boolean {
  return ROOT_TYPES.includes(Reflect.getMetadata(RESOLVER_TYPE, type));
}

/** `Query`, `Mutation`, `Subscription`, or the name of a field. */
export function resolverTypeOf(type: object, handler: object): unknown {
  return (
    (Reflect.getMetadata(RESOLVER_TYPE, handler) as unknown) ??
    Reflect.getMetadata(RESOLVER_TYPE, type)
  );
}

/** The name that a resolver was given: that of a handler, or the type of the graph that a class resolves. */
export function resolverNameOf(decorated: object): string | undefined {
  return (Reflect.getMetadata(RESOLVER_NAME, decorated) as string | undefined) ?? undefined;
}

/** The paths of a controller or a handler, as they were written. */
export function pathsOf(decorated: object): readonly string[] {
  const paths = Reflect.getMetadata(PATH, decorated) as string | readonly string[] | undefined;
  return listOf(paths ?? '');
}

/** `undefined` where nothing says so; Nest then takes every method. */
export function requestMethodOf(handler: object): nest.RequestMethod | undefined {
  return Reflect.getMetadata(METHOD, handler) as nest.RequestMethod | undefined;
}

/** What `@Version()` and `@Controller({ version })` say. */
export function versionOf(decorated: object): VersionValue | undefined {
  return Reflect.getMetadata(VERSION, decorated) as VersionValue | undefined;
}

/** Where a controller is served only under some names of the server. */
export function serverNamesOf(controller: object): readonly (string | RegExp)[] {
  return listOf(
    Reflect.getMetadata(HOST, controller) as
      string | RegExp | readonly (string | RegExp)[] | undefined,
  );
}

/** The path that `RouterModule` gives a module, which holds for one application. */
export function modulePathOf(module: object, applicationId: string): string | undefined {
  return (
    (Reflect.getMetadata(MODULE_PATH + applicationId, module) as string | undefined) ??
    (Reflect.getMetadata(MODULE_PATH, module) as string | undefined)
  );
}

/** What `@SubscribeMessage()` names. */
export function messageOf(handler: object): unknown {
  return Reflect.getMetadata(MESSAGE, handler);
}

/** What `@MessagePattern()`, `@EventPattern()` and the decorators for gRPC name. */
export function patternsOf(handler: object): readonly unknown[] {
  return listOf(Reflect.getMetadata(PATTERN, handler) as unknown);
}

/** Whether a message is an event, to which there is no answer. */
export function isEvent(handler: object): boolean {
  return Reflect.getMetadata(HANDLER_TYPE, handler) === EVENT;
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : ([value].flat() as readonly T[]);
}

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
