import { Inject, Injectable } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Handler } from '../access/access-policy.js';
import { hostsOf } from './hosts-of.js';

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

  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    this.note(modules);
  }

  /** Notes the classes that are not noted yet, such as those of objects that factories have made since. */
  note(modules: ModulesContainer): void {
    for (const { prototype } of hostsOf(modules)) {
      if (!this.#byPrototype.has(prototype)) this.#byPrototype.set(prototype, methodsOf(prototype));
    }
  }

  of(prototype: object): Methods {
    return this.#byPrototype.get(prototype) ?? NO_METHODS;
  }
}

const NO_METHODS: Methods = new Map();

/** The methods of a class as they are now. */
export function methodsOf(prototype: object): Methods {
  const methods = prototype as Readonly<Record<string, Handler>>;
  const names = new MetadataScanner().getAllMethodNames(prototype);
  return new Map(
    names.flatMap((name): [string, Handler][] => {
      const method = methods[name];
      return method === undefined ? [] : [[name, method]];
    }),
  );
}
