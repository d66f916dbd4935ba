import type { Type } from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { Handler } from './access-policy.js';

/** A method that Nest may route calls to, and the class that it is called on. */
export interface HandlerOfClass {
  readonly type: Type<unknown>;
  readonly handler: Handler;
}

/** Every method of an application that could be a handler, inherited ones included. */
export function handlersOf(modules: ModulesContainer): readonly HandlerOfClass[] {
  return [...classesOf(modules)].flatMap((type) =>
    methodsOf(type).map((handler) => ({ type, handler })),
  );
}

/** Controllers, and the providers among which resolvers and gateways are. */
function classesOf(modules: ModulesContainer): ReadonlySet<Type<unknown>> {
  const wrappers = [...modules.values()].flatMap(({ controllers, providers }) => [
    ...controllers.values(),
    ...providers.values(),
  ]);
  return new Set(wrappers.flatMap(({ metatype }) => (isClass(metatype) ? [metatype] : [])));
}

/** The factory functions of providers, which stand in the same place, have no methods. */
function isClass(metatype: unknown): metatype is Type<unknown> {
  return typeof metatype === 'function' && typeof metatype.prototype === 'object';
}

const scanner = new MetadataScanner();

function methodsOf({ prototype }: Type<unknown>): readonly Handler[] {
  const methods = prototype as Readonly<Record<string, Handler>>;
  return scanner.getAllMethodNames(methods).flatMap((name) => methods[name] ?? []);
}
