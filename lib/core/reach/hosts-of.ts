import type { Type } from '@nestjs/common';
import { ExternalContextCreator, type ModulesContainer } from '@nestjs/core';
import { isGateway } from './nest-metadata.js';

/** An object in which Nest looks for handlers. */
export interface Host {
  /** Its class, as guards get it from `getClass()`. */
  readonly type: Type<unknown>;
  /**
   * The classes whose guards may apply. Nest reads the guards of one of them; there are several if several classes
   * share a prototype.
   */
  readonly guardedAs: readonly Type<unknown>[];
  /** The class that was registered; `undefined` for objects from `useFactory` or `useValue`. */
  readonly registered: Type<unknown> | undefined;
  /** Where Nest looks for its methods. */
  readonly prototype: object;
  /** For a request-scoped class, an object whose constructor has not run. */
  readonly instance: object | undefined;
  /** Whether Nest creates it once, and not for each request. It can be asked when Nest has created all objects. */
  readonly isStatic: () => boolean;
  /** Controllers serve HTTP and messages of microservices; providers serve GraphQL and WebSockets. */
  readonly isController: boolean;
  /** The guard classes that Nest creates for it. Nest leaves out the others silently. */
  readonly guards: Pick<ReadonlyMap<unknown, { readonly instance?: unknown }>, 'has' | 'get'>;
  /** Whether global guards that Nest creates for each request reach it. */
  readonly hasScopedGuards: boolean;
  /** The class of the module that contains it. */
  readonly module: object;
}

type NestModule = ModulesContainer extends Map<string, infer Module> ? Module : never;
type Wrapper = NestModule['providers'] extends Map<unknown, infer Provider> ? Provider : never;

/** Every controller and provider of an application, without aliases (`useExisting`). */
export function hostsOf(modules: ModulesContainer): readonly Host[] {
  const hosts = [...modules.values()].flatMap((module) => hostsOfModule(module));
  const registeredOf = registeredByPrototype(hosts);
  return hosts.map((host) => ({
    ...host,
    guardedAs: (READS_REGISTERED_CLASS && registeredOf.get(host.prototype)) || [host.type],
  }));
}

/**
 * Whether Nest reads the guards of the class that it instantiated, whatever `constructor` says. Nest does not show
 * this, but this method came with that behaviour or after it.
 */
const READS_REGISTERED_CLASS = 'getHostModuleKey' in ExternalContextCreator.prototype;

function registeredByPrototype(
  hosts: readonly HostOfModule[],
): ReadonlyMap<object, readonly Type<unknown>[]> {
  const found = new Map<object, readonly Type<unknown>[]>();
  for (const { registered } of hosts) {
    const prototype = registered?.prototype as object | undefined;
    if (registered === undefined || prototype === undefined) continue;
    found.set(prototype, [...new Set([...(found.get(prototype) ?? []), registered])]);
  }
  return found;
}

type HostOfModule = Omit<Host, 'guardedAs'>;

function hostsOfModule(module: NestModule): readonly HostOfModule[] {
  const entries = new Set<unknown>(module.entryProviders);
  const ofModule = { guards: module.injectables, module: module.metatype };
  return [
    ...[...module.controllers.values()].flatMap((wrapper) =>
      hostOf(wrapper, { ...ofModule, isController: true, hasScopedGuards: true }),
    ),
    ...[...module.providers.values()].flatMap((wrapper) =>
      wrapper.isAlias
        ? []
        : hostOf(wrapper, {
            ...ofModule,
            isController: false,
            hasScopedGuards: entries.has(wrapper),
          }),
    ),
  ];
}

function hostOf(
  wrapper: Pick<Wrapper, 'metatype' | 'inject' | 'instance' | 'token' | 'isDependencyTreeStatic'>,
  { guards, ...rest }: Pick<Host, 'guards' | 'isController' | 'hasScopedGuards' | 'module'>,
): readonly HostOfModule[] {
  const { metatype, inject, instance, token } = wrapper;
  const registered = isClass(metatype) && !inject ? metatype : undefined;
  const object = isObject(instance) ? instance : undefined;
  const prototype = object === undefined ? registered?.prototype : Object.getPrototypeOf(object);
  const type = classOf(prototype) ?? registered;
  if (!isObject(prototype) || type === undefined) return [];
  const isFound =
    rest.isController || token === type || (registered === type && isFoundByObject(type));
  return [
    {
      type,
      registered,
      prototype,
      instance: object,
      isStatic: () => wrapper.isDependencyTreeStatic(),
      guards: isFound ? guards : NONE,
      ...rest,
    },
  ];
}

/**
 * Whether Nest finds the module of a provider whatever its token is. Before Nest had this method, it looked for a
 * module that has the class of the provider as a token. It has always known the modules of gateways.
 */
function isFoundByObject(type: Type<unknown>): boolean {
  return isGateway(type) || 'getHostModuleKey' in ExternalContextCreator.prototype;
}

/** Nest looks up guards in the module that has the class of a provider. */
const NONE: Host['guards'] = new Map();

/** For a factory provider, `metatype` is the factory function, which has no methods. */
function isClass(metatype: unknown): metatype is Type<unknown> {
  return typeof metatype === 'function' && isObject(metatype.prototype);
}

function classOf(prototype: unknown): Type<unknown> | undefined {
  const type = isObject(prototype) ? prototype.constructor : undefined;
  return typeof type === 'function' ? (type as Type<unknown>) : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
