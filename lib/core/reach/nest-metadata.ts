import * as nest from '@nestjs/common';

/**
 * Whether global guards reach the message handlers of gateways, as they do from Nest 12 on. Nest does not export its
 * version, but this pipe came with Nest 12.
 */
export const GLOBAL_GUARDS_REACH_GATEWAYS = 'StandardSchemaValidationPipe' in nest;

/**
 * The metadata that Nest's decorators leave on classes and handlers. Nest does not export these names, so they are
 * repeated here, and a test compares them with what the decorators really do.
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
const GATEWAY_PORT = 'port';
const GATEWAY_OPTIONS = 'websockets:gateway_options';
const MESSAGE = 'message';
const MESSAGE_MAPPING = 'websockets:message_mapping';
const PATTERN = 'microservices:pattern';
const HANDLER_TYPE = 'microservices:handler_type';
const EVENT = 2;
const DESIGN_PARAMETERS = 'design:paramtypes';
const INJECTED_PARAMETERS = 'self:paramtypes';
const INJECTED_PROPERTIES = 'self:properties_metadata';

/** One version or several, one of which may be `VERSION_NEUTRAL`. */
export type VersionValue = NonNullable<nest.VersioningOptions['defaultVersion']>;

/**
 * The kind of call that a handler serves: `field` is a resolver of a GraphQL field, `reference` a reference resolver
 * of a federated graph.
 */
export type HandlerKind = 'http' | 'graphql' | 'field' | 'reference' | 'ws' | 'rpc';

/** The metadata by which Nest recognises handlers of each kind, except those of GraphQL. */
const MARKS: readonly (readonly [HandlerKind, string])[] = [
  ['ws', MESSAGE_MAPPING],
  ['rpc', HANDLER_TYPE],
  ['http', PATH],
];

const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

/** The kinds of calls that a method serves: none if it is not a handler, several if it has the metadata of several. */
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

/** `@Resolver('Query')` on a class makes root resolvers of all its methods, whatever their decorators. */
function graphqlKindOf(type: object, handler: object): HandlerKind | undefined {
  if (ROOT_TYPES.includes(resolverTypeOf(type, handler))) return 'graphql';
  if (Reflect.hasMetadata(RESOLVE_REFERENCE, handler)) return 'reference';
  const isField = [RESOLVER_TYPE, RESOLVE_PROPERTY].some((mark) =>
    Reflect.hasMetadata(mark, handler),
  );
  return isField ? 'field' : undefined;
}

/** Whether Nest looks for WebSocket message handlers in a class. */
export function isGateway(type: object): boolean {
  return Reflect.hasMetadata(GATEWAY, type);
}

interface GatewayAddress {
  /** 0 is the port of the HTTP server. */
  readonly port?: number | undefined;
  readonly namespace?: string | RegExp | undefined;
  readonly path?: string | undefined;
}

/** Where clients connect to a gateway, as `@WebSocketGateway()` says. */
export function gatewayOf(gateway: object): GatewayAddress {
  const { namespace, path } = (Reflect.getMetadata(GATEWAY_OPTIONS, gateway) ??
    {}) as GatewayAddress;
  const port = Reflect.getMetadata(GATEWAY_PORT, gateway) as number | undefined;
  return { port, namespace, path };
}

/** Whether the methods of a class are handlers even without decorators. */
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

/** The name that a resolver was given: the name of a handler, or the GraphQL type that a class resolves. */
export function resolverNameOf(decorated: object): string | undefined {
  return (Reflect.getMetadata(RESOLVER_NAME, decorated) as string | undefined) ?? undefined;
}

/** The paths of a controller or a handler, as they were written. */
export function pathsOf(decorated: object): readonly string[] {
  const paths = Reflect.getMetadata(PATH, decorated) as string | readonly string[] | undefined;
  return listOf(paths ?? '');
}

/** `undefined` if no decorator sets it; Nest then accepts every method. */
export function requestMethodOf(handler: object): nest.RequestMethod | undefined {
  return Reflect.getMetadata(METHOD, handler) as nest.RequestMethod | undefined;
}

/** The value of `@Version()` or `@Controller({ version })`. */
export function versionOf(decorated: object): VersionValue | undefined {
  return Reflect.getMetadata(VERSION, decorated) as VersionValue | undefined;
}

/** The host names that a controller is limited to; empty if it is served under all. */
export function serverNamesOf(controller: object): readonly (string | RegExp)[] {
  return listOf(
    Reflect.getMetadata(HOST, controller) as
      string | RegExp | readonly (string | RegExp)[] | undefined,
  );
}

/** The path that `RouterModule` gives a module in one application. */
export function modulePathOf(module: object, applicationId: string): string | undefined {
  return (
    (Reflect.getMetadata(MODULE_PATH + applicationId, module) as string | undefined) ??
    (Reflect.getMetadata(MODULE_PATH, module) as string | undefined)
  );
}

/** The message that `@SubscribeMessage()` names. */
export function messageOf(handler: object): unknown {
  return Reflect.getMetadata(MESSAGE, handler);
}

/** The patterns that `@MessagePattern()`, `@EventPattern()` and the decorators for gRPC name. */
export function patternsOf(handler: object): readonly unknown[] {
  return listOf(Reflect.getMetadata(PATTERN, handler) as unknown);
}

/** Whether a handler serves an event, which gets no answer. */
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

/** The tokens of everything that Nest injects into a class, through its constructor or its properties. */
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

/** The token that `forwardRef(() => Type)` refers to. */
function resolved(token: unknown): unknown {
  const { forwardRef } = (token ?? {}) as { readonly forwardRef?: unknown };
  return typeof forwardRef === 'function' ? (forwardRef() as unknown) : token;
}
