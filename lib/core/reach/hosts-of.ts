import type { Type } from '@nestjs/common';
import { ExternalContextCreator, type ModulesContainer } from '@nestjs/core';
import { isGateway } from './nest-metadata.js';

/** An object on which Nest looks for handlers. */
export interface Host {
  /** Its class, as guards are told it. */
  readonly type: Type<unknown>;
  /** The classes of which Nest asks the guards of one; more than one where several share what makes their objects. */
  readonly guardedAs: readonly Type<unknown>[];
  /** The class that it was registered as; `undefined` where `useFactory` or `useValue` gave it. */
  readonly registered: Type<unknown> | undefined;
  /** Where Nest looks for its methods. */
  readonly prototype: object;
  /** Without what its constructor does, where it is made anew for each request. */
  readonly instance: object | undefined;
  /** Nest serves HTTP and messages of microservices by controllers, graphs and WebSockets by providers. */
  readonly isController: boolean;
  /** The guards of classes that Nest makes for it; it leaves others out without a word. */
  readonly guards: { has(type: unknown): boolean };
  /** Whether Nest lets global guards that are made for each request reach it. */
  readonly hasScopedGuards: boolean;
  /** The class of the module that has it. */
  readonly module: object;
}

type NestModule = ModulesContainer extends Map<string, infer Module> ? Module : never;
type Wrapper = NestModule['providers'] extends Map<unknown, infer Provider> ? Provider : never;

/** Every controller and provider of an application; what is only another name for a provider is left out. */
export function hostsOf(modules: ModulesContainer): readonly Host[] {
  const hosts = [...modules.values()].flatMap((module) => hostsOfModule(module));
  const registeredOf = registeredByPrototype(hosts);
  return hosts.map((host) => ({
    ...host,
    guardedAs: (KNOWS_CLASSES && registeredOf.get(host.prototype)) || [host.type],
  }));
}

/**
 * Whether Nest asks the guards of the class that it has made an object of, whatever `constructor` says. It does not tell
 * so; this method came with that or after it.
 */
const KNOWS_CLASSES = 'getHostModuleKey' in ExternalContextCreator.prototype;

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
  {
    metatype,
    inject,
    instance,
    token,
  }: Pick<Wrapper, 'metatype' | 'inject' | 'instance' | 'token'>,
  { guards, ...rest }: Pick<Host, 'guards' | 'isController' | 'hasScopedGuards' | 'module'>,
): readonly HostOfModule[] {
  const registered = isClass(metatype) && !inject ? metatype : undefined;
  const object = isObject(instance) ? instance : undefined;
  const prototype = object === undefined ? registered?.prototype : Object.getPrototypeOf(object);
  const type = classOf(prototype) ?? registered;
  if (!isObject(prototype) || type === undefined) return [];
  const isFound =
    rest.isController || token === type || (registered === type && isFoundByObject(type));
  return [
    { type, registered, prototype, instance: object, guards: isFound ? guards : NONE, ...rest },
  ];
}

/**
 * Whether Nest finds the module of a provider whatever its token is. Before it had this method, it looked for one
 * that has the class of the provider as a token; the modules of gateways it has always known.
 */
function isFoundByObject(type: Type<unknown>): boolean {
  return isGateway(type) || 'getHostModuleKey' in ExternalContextCreator.prototype;
}

/** Nest looks guards up in the module that has the class of a provider. */
const NONE: ReadonlySet<unknown> = new Set();

/** The factory functions of providers, which stand in the same place, have no methods. */
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
