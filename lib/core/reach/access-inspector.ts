import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { AccessPolicy, Handler } from '../access/access-policy.js';
import { RequirementKinds } from '../access/requirement-kinds.js';
import { BootConfig } from './boot-config.js';
import { nameOf } from './find-unenforced-handlers.js';
import { FirstMethods } from './first-methods.js';
import { type GlobalReach, readGlobalReach } from './global-reach.js';
import { isGuarded } from './guards-of-handler.js';
import { accessOf, type HandlerAccess } from './handler-access.js';
import { handlersOf, type HandlerOfHost } from './handlers-of.js';
import { hostsOf } from './hosts-of.js';
import type { Routing } from './http-routes.js';
import type { HandlerKind } from './nest-metadata.js';
import { routesOf } from './routes-of.js';

/** Token of {@link AccessInspector}. */
export const ACCESS_INSPECTOR = Symbol.for('nestjs-cognito-auth:access-inspector');

/**
 * One handler for one kind of call. A method with `@Get()` and `@MessagePattern()` makes two of these, and so does a
 * class in two modules.
 */
export interface InspectedHandler {
  /** The class, as guards get it from `getClass()`. */
  readonly type: Type<unknown>;
  /** The class that was registered; `undefined` for objects from `useFactory` or `useValue`. */
  readonly registered: Type<unknown> | undefined;
  /** The name of the method. */
  readonly member: string;
  /** The function that Nest calls. Classes that inherit it share it. */
  readonly handler: Handler;
  /** Class and method in one text, such as `OrdersController.list`. */
  readonly name: string;
  readonly kind: HandlerKind;
  /** As Nest serves them, with prefix and version, such as `GET /api/v1/orders/:id`. */
  readonly routes: readonly string[];
  /** What the decorators require, whether or not a guard enforces it. */
  readonly policy: AccessPolicy;
  readonly isGuarded: boolean;
  /** The result of both: who can call the handler. */
  readonly access: HandlerAccess;
}

/** Lists the handlers of the application, and how they are guarded. */
@Injectable()
export class AccessInspector {
  readonly #moduleRef: ModuleRef;
  readonly #firstMethods: FirstMethods;
  readonly #kinds: RequirementKinds;
  readonly #bootConfig: BootConfig;

  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Inject(FirstMethods) firstMethods: FirstMethods,
    @Inject(RequirementKinds) kinds: RequirementKinds,
    @Inject(BootConfig) bootConfig: BootConfig,
  ) {
    this.#moduleRef = moduleRef;
    this.#firstMethods = firstMethods;
    this.#kinds = kinds;
    this.#bootConfig = bootConfig;
  }

  /**
   * Every handler of the modules that are loaded now.
   *
   * @throws {CognitoAuthSetupError} when the decorators of a handler contradict each other
   */
  handlers(): readonly InspectedHandler[] {
    const modules = this.#moduleRef.get(ModulesContainer, { strict: false });
    const reach = readGlobalReach(this.#moduleRef, modules);
    const { routing } = this.#bootConfig;
    return Object.freeze(
      handlersOf(hostsOf(modules), this.#firstMethods, this.#kinds).flatMap((handler) =>
        handler.kinds.map((kind) => inspect(handler, kind, reach, routing)),
      ),
    );
  }

  /** Handlers that everybody can call although nothing marks them as public, such as `GET /orders (Orders.list)`. */
  unprotectedRoutes(): readonly string[] {
    const routes = this.handlers()
      .filter(({ access }) => access === 'unguarded')
      .flatMap((handler) => handler.routes.map((route) => `${route} (${handler.name})`));
    return [...new Set(routes)].toSorted();
  }
}

function inspect(
  handler: HandlerOfHost,
  kind: HandlerKind,
  reach: GlobalReach,
  routing: Routing,
): InspectedHandler {
  const { host, name, called } = handler;
  return Object.freeze({
    type: host.type,
    registered: host.registered,
    member: name,
    handler: called,
    name: nameOf(handler),
    kind,
    routes: Object.freeze([...new Set(routesOf(handler, kind, routing))]),
    policy: handler.policy(),
    isGuarded: isGuarded(handler, kind, reach),
    access: accessOf(handler, kind, reach),
  });
}
