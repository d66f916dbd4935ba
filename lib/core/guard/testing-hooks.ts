import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { CognitoUser } from '../claims/cognito-user.js';
import { ActingAuthenticator } from './acting-authenticator.js';
import { Gatekeeper } from './gatekeeper.js';
import { TokenAuthenticator } from './token-authenticator.js';
import { isUnprotected, nameOf } from './check-enforcement.js';
import { FirstMethods } from './first-methods.js';
import { readGlobalReach } from './global-reach.js';
import { handlersOf, type HandlerOfHost } from './handlers-of.js';
import { hostsOf } from './hosts-of.js';
import { type HandlerKind, routesOf } from './nest-metadata.js';

/** Token of {@link TestingHooks}. */
export const TESTING_HOOKS = Symbol.for('nestjs-cognito-auth:testing-hooks');

/** What `nestjs-cognito-auth/testing` needs of an application and nobody else should. */
@Injectable()
export class TestingHooks {
  readonly #moduleRef: ModuleRef;
  readonly #gatekeeper: Gatekeeper;
  readonly #tokens: TokenAuthenticator;
  readonly #logger = new Logger('CognitoAuth');
  readonly #firstMethods: FirstMethods;

  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Inject(Gatekeeper) gatekeeper: Gatekeeper,
    @Inject(TokenAuthenticator) tokens: TokenAuthenticator,
    @Inject(FirstMethods) firstMethods: FirstMethods,
  ) {
    this.#moduleRef = moduleRef;
    this.#gatekeeper = gatekeeper;
    this.#tokens = tokens;
    this.#firstMethods = firstMethods;
  }

  /** Treats every call as made by this user, whatever its token; `undefined` ends that. */
  actAs(user: CognitoUser | undefined): void {
    if (user !== undefined) this.#logger.warn('A test acts as a user: no token is verified');
    this.#gatekeeper.authenticateBy(
      user === undefined ? this.#tokens : new ActingAuthenticator(user),
    );
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
