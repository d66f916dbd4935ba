import { type AccessPolicy, accessPolicyOf, type Handler } from '../access/access-policy.js';
import { BUILT_IN_KINDS, type RequirementTable } from '../access/requirement-kinds.js';
import { type FirstMethods, type Methods, methodsOf } from './first-methods.js';
import type { Host } from './hosts-of.js';
import { decoratedFunctionsOf, type DecoratedFunctions } from './members-of.js';
import { type HandlerKind, isGateway, kindsOf, makesRoots } from './nest-metadata.js';

/** A method to which Nest may route calls, because of its decorators or those of its class. */
export interface HandlerOfHost extends DecoratedFunctions {
  readonly host: Host;
  readonly name: string;
  /** The function with the metadata by which Nest routes calls. */
  readonly marked: Handler;
  /**
   * The function that Nest calls, whose decorators count. A constructor may have replaced the function of the class.
   */
  readonly called: Handler;
  /** The function that Nest may call instead, if a lifecycle hook replaced the method after Nest had read it. */
  readonly replaced: Handler | undefined;
  /** The function that a lifecycle hook put into the class of a route in vain: Nest calls what it had read before. */
  readonly ignored: Handler | undefined;
  /** Empty if Nest routes no calls to it. */
  readonly kinds: readonly HandlerKind[];
  /** Whether the class serves GraphQL fields only, so that the decorators of the class are meant for them. */
  readonly hostServesOnlyFields: boolean;
  /**
   * Combines its decorators, once.
   *
   * @throws {CognitoAuthSetupError} when they contradict each other
   */
  readonly policy: () => AccessPolicy;
}

export type NotedMethods = Pick<FirstMethods, 'of' | 'ofController'>;

/**
 * Every method that could be a handler, inherited ones included.
 *
 * @param requirementKinds that the application has
 */
export function handlersOf(
  hosts: readonly Host[],
  firstMethods: NotedMethods,
  requirementKinds: RequirementTable = BUILT_IN_KINDS,
): readonly HandlerOfHost[] {
  const known = new Map<object, readonly Method[]>();
  const handlers = hosts.flatMap((host) => {
    const methods =
      known.get(host.prototype) ?? methodsSince(host.prototype, firstMethods.of(host.prototype));
    known.set(host.prototype, methods);
    return (makesRoots(host.type) ? methods : methods.filter(({ hasMetadata }) => hasMetadata)).map(
      (method) => handlerOf(host, method, firstMethods),
    );
  });
  const otherTypes = typesOfOthers(handlers);
  return handlers.map((handler) => ({
    ...handler,
    hostServesOnlyFields: !otherTypes.has(handler.host.type),
    policy: policyOnce(handler, requirementKinds),
  }));
}

type HandlerAlone = Omit<HandlerOfHost, 'hostServesOnlyFields' | 'policy'>;

function policyOnce(
  { host, called, name }: HandlerAlone,
  kinds: RequirementTable,
): () => AccessPolicy {
  let policy: AccessPolicy | undefined;
  return () => (policy ??= accessPolicyOf(host.type, called, { member: name, kinds }));
}

/** The classes that serve anything other than GraphQL fields. */
function typesOfOthers(handlers: readonly HandlerAlone[]): ReadonlySet<object> {
  const others = handlers.filter(({ kinds }) => kinds.some((kind) => kind !== 'field'));
  return new Set(others.map(({ host }) => host.type));
}

interface Method extends DecoratedFunctions {
  readonly name: string;
  readonly current: Handler;
  readonly replaced: Handler | undefined;
  /** Whether it has any metadata at all. Most methods of an application have none, and need no further check. */
  readonly hasMetadata: boolean;
}

/** Includes methods that have been removed since, because Nest may still route calls to them. */
function methodsSince(prototype: object, first: Methods): readonly Method[] {
  const decoratedOf = decoratedFunctionsOf(prototype);
  return [...new Map([...first, ...methodsOf(prototype)])].map(([name, current]) => {
    const replaced = first.get(name) === current ? undefined : first.get(name);
    const decorated = decoratedOf(name);
    const hasMetadata = [current, replaced, ...decorated.declared].some(
      (method) => method !== undefined && Reflect.getMetadataKeys(method).length > 0,
    );
    return { name, current, replaced, hasMetadata, ...decorated };
  });
}

function handlerOf(
  host: Host,
  { name, current, replaced, declared, overridden }: Method,
  firstMethods: NotedMethods,
): HandlerAlone {
  const marked = markedOf(host, name, [
    current,
    ...(replaced === undefined ? [] : [replaced]),
    ...declared,
  ]);
  const kinds = kindsOf(host.type, marked, name).filter((kind) => isServed(kind, host));
  const handler = { host, name, marked, kinds, declared, overridden };
  const first = firstOf(host, name, kinds, firstMethods);
  if (first === undefined) {
    const called = calledOn(host, name, kinds) ?? current;
    return { ...handler, called, replaced, ignored: undefined };
  }
  const ignored = replaced === undefined ? undefined : current;
  return { ...handler, called: first, replaced: undefined, ignored };
}

/** Nest reads the functions of routes before the hooks, and nothing shows when it reads those of messages. */
function firstOf(
  { instance }: Host,
  name: string,
  kinds: readonly HandlerKind[],
  firstMethods: NotedMethods,
): Handler | undefined {
  const isRoute = kinds.length > 0 && kinds.every((kind) => kind === 'http');
  return isRoute && instance !== undefined
    ? firstMethods.ofController(instance)?.get(name)
    : undefined;
}

/**
 * The first function with metadata for routing, or else the current function of the class. Code that patches a class
 * while modules start may do so after Nest has read the metadata of the previous function.
 */
function markedOf(
  { type }: Host,
  name: string,
  [current, ...others]: readonly [Handler, ...object[]],
): Handler {
  if (kindsOf(type, current, name).length > 0) return current;
  const other = others.find((method) => kindsOf(type, method, name).length > 0);
  return typeof other === 'function' ? other : current;
}

function isServed(kind: HandlerKind, { isController, registered }: Host): boolean {
  if (kind === 'http' || kind === 'rpc') return isController;
  if (kind === 'ws') return !isController && registered !== undefined && isGateway(registered);
  return !isController;
}

/** Nest reads the function of a controller from its instance, and the function of a provider from its class. */
function calledOn(
  { instance, isController }: Host,
  name: string,
  kinds: readonly HandlerKind[],
): Handler | undefined {
  if (!isController || kinds.length === 0) return undefined;
  const called: unknown = (instance as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof called === 'function' ? called : undefined;
}

/** The functions that Nest may call. It calls one of them, and nothing shows which. */
export function callableOf({
  called,
  replaced,
}: Pick<HandlerOfHost, 'called' | 'replaced'>): readonly Handler[] {
  return replaced === undefined ? [called] : [called, replaced];
}
