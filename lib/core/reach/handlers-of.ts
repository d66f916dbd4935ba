import type { Handler } from '../access/access-policy.js';
import { type FirstMethods, type Methods, methodsOf } from './first-methods.js';
import type { Host } from './hosts-of.js';
import { notedFunctionsOf, type NotedFunctions } from './members-of.js';
import { type HandlerKind, isGateway, kindsOf, makesRoots } from './nest-metadata.js';

/** A method that something stands on, so that Nest may route calls to it. */
export interface HandlerOfHost extends NotedFunctions {
  readonly host: Host;
  readonly name: string;
  /** The function with the marks of Nest, which says how it is called. */
  readonly marked: Handler;
  /** The function that Nest calls, whose decorators count: a constructor may have replaced the one of the class. */
  readonly called: Handler;
  /** What Nest may call instead, where a hook has replaced a method that Nest had read by then. */
  readonly before: Handler | undefined;
  /** Empty where Nest routes no calls to it. */
  readonly kinds: readonly HandlerKind[];
  /** Whether all that the class serves is fields of a graph, so that they are meant by what stands on the class. */
  readonly isOfFields: boolean;
}

/** Every method that could be a handler, inherited ones included. */
export function handlersOf(
  hosts: readonly Host[],
  firstMethods: Pick<FirstMethods, 'of'>,
): readonly HandlerOfHost[] {
  const known = new Map<object, readonly Method[]>();
  const handlers = hosts.flatMap((host) => {
    const methods =
      known.get(host.prototype) ?? methodsSince(host.prototype, firstMethods.of(host.prototype));
    known.set(host.prototype, methods);
    return (makesRoots(host.type) ? methods : methods.filter(({ hasMarks }) => hasMarks)).map(
      (method) => handlerOf(host, method),
    );
  });
  const otherTypes = typesOfOthers(handlers);
  return handlers.map((handler) => ({
    ...handler,
    isOfFields: !otherTypes.has(handler.host.type),
  }));
}

/** The classes that serve something else than fields of a graph. */
function typesOfOthers(
  handlers: readonly Omit<HandlerOfHost, 'isOfFields'>[],
): ReadonlySet<object> {
  const others = handlers.filter(({ kinds }) => kinds.some((kind) => kind !== 'field'));
  return new Set(others.map(({ host }) => host.type));
}

interface Method extends NotedFunctions {
  readonly name: string;
  readonly current: Handler;
  readonly before: Handler | undefined;
  /** Whether anything at all stands on it, which most methods of an application can do without. */
  readonly hasMarks: boolean;
}

/** Also those that are no more, to which Nest may route calls all the same. */
function methodsSince(prototype: object, first: Methods): readonly Method[] {
  const notedOf = notedFunctionsOf(prototype);
  return [...new Map([...first, ...methodsOf(prototype)])].map(([name, current]) => {
    const before = first.get(name) === current ? undefined : first.get(name);
    const noted = notedOf(name);
    const hasMarks = [current, before, ...noted.declared].some(
      (method) => method !== undefined && Reflect.getMetadataKeys(method).length > 0,
    );
    return { name, current, before, hasMarks, ...noted };
  });
}

function handlerOf(
  host: Host,
  { name, current, before, declared, overridden }: Method,
): Omit<HandlerOfHost, 'isOfFields'> {
  const marked = markedOf(host, name, [
    current,
    ...(before === undefined ? [] : [before]),
    ...declared,
  ]);
  const kinds = kindsOf(host.type, marked, name).filter((kind) => isServed(kind, host));
  const called = calledOn(host, name, kinds) ?? current;
  return { host, name, marked, called, before, kinds, declared, overridden };
}

/**
 * The first function that says how it is called, else the one of the class. Who patches a class while modules start
 * may do so after Nest has read the marks of the function that was there before.
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

/** Nest calls a method of a controller on its instance, and that of a provider on its class. */
function calledOn(
  { instance, isController }: Host,
  name: string,
  kinds: readonly HandlerKind[],
): Handler | undefined {
  if (!isController || kinds.length === 0) return undefined;
  const called: unknown = (instance as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof called === 'function' ? called : undefined;
}

/** The functions of which Nest calls one: which one, nobody tells. */
export function callableOf({
  called,
  before,
}: Pick<HandlerOfHost, 'called' | 'before'>): readonly Handler[] {
  return before === undefined ? [called] : [called, before];
}
