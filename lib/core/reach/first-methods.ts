import { Inject, Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Handler } from '../access/access-policy.js';
import { type Host, hostsOf } from './hosts-of.js';

/** The methods of a class and of its parents, by name. */
export type Methods = ReadonlyMap<string, Handler>;

/**
 * The methods of controllers and providers as they are before any lifecycle hook of the application runs. Nest reads
 * the routes of controllers and gateways before the hooks, so a hook that patches a class does not change what Nest
 * serves.
 */
@Injectable()
export class FirstMethods {
  readonly #byPrototype = new WeakMap<object, Methods>();
  readonly #byController = new WeakMap<object, Methods>();

  /** Nest is creating the objects now, so only classes are noted. */
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    this.#noteClasses(hostsOf(modules));
  }

  /**
   * Notes the controllers, and the classes that are not noted yet, such as those of objects that factories have made
   * since.
   */
  note(modules: ModulesContainer): void {
    const hosts = hostsOf(modules);
    this.#noteClasses(hosts);
    for (const { instance, prototype, isController, isStatic } of hosts) {
      if (isController && instance !== undefined && !this.#byController.has(instance) && isStatic())
        this.#byController.set(instance, methodsOf(prototype, instance));
    }
  }

  of(prototype: object): Methods {
    return this.#byPrototype.get(prototype) ?? NO_METHODS;
  }

  /**
   * The methods of a controller, with those that its constructor has replaced. `undefined` if it is not noted, such as
   * one that is created for each request, whose methods Nest reads anew.
   */
  ofController(instance: object): Methods | undefined {
    return this.#byController.get(instance);
  }

  #noteClasses(hosts: readonly Host[]): void {
    for (const { prototype } of hosts) {
      if (!this.#byPrototype.has(prototype)) this.#byPrototype.set(prototype, methodsOf(prototype));
    }
  }
}

const NO_METHODS: Methods = new Map();

/** The methods of a class, or of one object of it, as they are now. */
export function methodsOf(prototype: object, instance: object = prototype): Methods {
  const methods = instance as Readonly<Record<string, Handler | undefined>>;
  const names = new MetadataScanner().getAllMethodNames(prototype);
  return new Map(
    names.flatMap((name): [string, Handler][] => {
      const method = methods[name];
      return typeof method === 'function' ? [[name, method]] : [];
    }),
  );
}
