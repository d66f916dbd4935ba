import { Inject, Injectable, type Type } from '@nestjs/common';
import { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { AccessPolicy, Handler } from '../access/access-policy.js';
import { nameOf, policyOf } from './find-unenforced-handlers.js';
import { FirstMethods } from './first-methods.js';
import { type GlobalReach, readGlobalReach } from './global-reach.js';
import { isGuarded } from './guards-of-handler.js';
import { accessOf, type HandlerAccess } from './handler-access.js';
import { handlersOf, type HandlerOfHost } from './handlers-of.js';
import { hostsOf } from './hosts-of.js';
import { readRouting, type Routing } from './http-routes.js';
import type { HandlerKind } from './nest-metadata.js';
import { routesOf } from './routes-of.js';

/** Token of {@link AccessInspector}. */
export const ACCESS_INSPECTOR = Symbol.for('nestjs-cognito-auth:access-inspector');

/**
 * One handler as one kind of call reaches it: a method with `@Get()` and `@MessagePattern()` makes two of these, and
 * so does a class that two modules have.
 */
export interface InspectedHandler {
  /** The class, as guards are told it. */
  readonly type: Type<unknown>;
  /** The class that Nest was given; `undefined` where `useFactory` or `useValue` gave the object. */
  readonly registered: Type<unknown> | undefined;
  /** The name of the method. */
  readonly member: string;
  /** The function that Nest calls: several classes share one that they inherit. */
  readonly handler: Handler;
  /** Class and method in one text, such as `OrdersController.list`. */
  readonly name: string;
  readonly kind: HandlerKind;
  /** As they are served, with prefix and version, such as `GET /api/v1/orders/:id`. */
  readonly routes: readonly string[];
  /** What the decorators ask for, whether a guard asks for it or not. */
  readonly policy: AccessPolicy;
  readonly isGuarded: boolean;
  /** What comes of both. */
  readonly access: HandlerAccess;
}

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

  /**
   * Every handler as things are now: modules may be loaded later.
   *
   * @throws {CognitoAuthSetupError} when decorators of one contradict each other
   */
  handlers(): readonly InspectedHandler[] {
    const modules = this.#moduleRef.get(ModulesContainer, { strict: false });
    const config = this.#moduleRef.get(ApplicationConfig, { strict: false });
    const reach = readGlobalReach(this.#moduleRef, modules);
    const routing = readRouting(config, modules);
    return Object.freeze(
      handlersOf(hostsOf(modules), this.#firstMethods).flatMap((handler) =>
        handler.kinds.map((kind) => inspect(handler, kind, reach, routing)),
      ),
    );
  }

  /** Handlers that everybody can call without anything that says so, such as `GET /orders (Orders.list)`. */
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
    policy: policyOf(handler),
    isGuarded: isGuarded(handler, kind, reach),
    access: accessOf(handler, kind, reach),
  });
}
