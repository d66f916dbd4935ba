import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { isUnprotected, nameOf } from './find-unenforced-handlers.js';
import { FirstMethods } from './first-methods.js';
import { readGlobalReach } from './global-reach.js';
import { handlersOf, type HandlerOfHost } from './handlers-of.js';
import { hostsOf } from './hosts-of.js';
import { type HandlerKind, routesOf } from './nest-metadata.js';

/** Token of {@link AccessInspector}. */
export const ACCESS_INSPECTOR = Symbol.for('nestjs-cognito-auth:access-inspector');

/** Looks at the handlers of the application, and at what guards them. */
@Injectable()
export class AccessInspector {
  readonly #moduleRef: ModuleRef;
  readonly #firstMethods: FirstMethods;

  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Inject(FirstMethods) firstMethods: FirstMethods,
  ) {
    this.#moduleRef = moduleRef;
    this.#firstMethods = firstMethods;
  }

  /** Handlers that everybody can call without anything that says so, such as `GET /orders (Orders.list)`. */
  unprotectedRoutes(): readonly string[] {
    const modules = this.#moduleRef.get(ModulesContainer, { strict: false });
    const reach = readGlobalReach(this.#moduleRef, modules);
    const routes = handlersOf(hostsOf(modules), this.#firstMethods).flatMap((handler) =>
      handler.kinds
        .filter((kind) => isUnprotected(handler, kind, reach))
        .flatMap((kind) => routesOfHandler(handler, kind))
        .map((route) => `${route} (${nameOf(handler)})`),
    );
    return [...new Set(routes)].toSorted();
  }
}

function routesOfHandler(
  { host, marked, name }: HandlerOfHost,
  kind: HandlerKind,
): readonly string[] {
  return routesOf(host.registered ?? host.type, marked, name, kind);
}
