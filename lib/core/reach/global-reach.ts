import type { InjectionToken } from '@nestjs/common';
import {
  APP_GUARD,
  ApplicationConfig,
  HttpAdapterHost,
  type ModuleRef,
  type ModulesContainer,
} from '@nestjs/core';
import { COGNITO_AUTH_GUARD } from '../guard/cognito-auth.guard.js';
import { graphsOf } from './graphs-of.js';
import { isCognitoAuthGuardClass } from '../guard/guard-brand.js';
import { GLOBAL_GUARDS_REACH_GATEWAYS, type HandlerKind } from './nest-metadata.js';

/** How far the guards of the whole application reach. */
export interface GlobalReach {
  readonly globalGuards: readonly unknown[];
  /** Classes of which Nest makes a global guard for each request, or for each that asks. */
  readonly scopedGuards: readonly ScopedGuard[];
  /** What else is a CognitoAuthGuard: what a test provides in its place. */
  readonly registeredGuard: unknown;
  /** Global guards that a factory made which had a CognitoAuthGuard injected. */
  readonly composedGuards: ReadonlySet<unknown>;
  /** Handlers that global guards do not reach. */
  readonly unreachedKinds: ReadonlySet<HandlerKind>;
  /** Without a server for HTTP, as in a microservice, neither routes nor graphs are served. */
  readonly hasHttpServer: boolean;
  /** Whether Nest guards resolvers of fields and references, in every graph of the application. */
  readonly guardsFields: boolean;
}

interface ScopedGuard {
  readonly type: unknown;
  readonly isTransient: boolean;
}

/** Reads it from the application, once its providers have been made. */
export function readGlobalReach(moduleRef: ModuleRef, modules: ModulesContainer): GlobalReach {
  const config = find(moduleRef, ApplicationConfig);
  const hasHttpServer = find(moduleRef, HttpAdapterHost)?.httpAdapter !== undefined;
  return {
    globalGuards: config?.getGlobalGuards() ?? [],
    scopedGuards: (config?.getGlobalRequestGuards() ?? []).map(
      ({ metatype, inject, isTransient }) => ({
        type: inject?.find(isCognitoAuthGuardClass) ?? metatype,
        isTransient,
      }),
    ),
    composedGuards: composedGuardsOf(modules),
    registeredGuard: find(moduleRef, COGNITO_AUTH_GUARD),
    unreachedKinds: new Set<HandlerKind>([
      ...(GLOBAL_GUARDS_REACH_GATEWAYS ? [] : ['ws' as const]),
      ...(hasHttpServer ? ['rpc' as const] : []),
    ]),
    hasHttpServer,
    guardsFields: guardsFields(modules),
  };
}

/** Nest gives each provider of `APP_GUARD` a token of its own, which begins with that name. */
function composedGuardsOf(modules: ModulesContainer): ReadonlySet<unknown> {
  const wrappers = [...modules.values()].flatMap(({ providers }) => [...providers.values()]);
  return new Set(
    wrappers
      .filter(({ token }) => typeof token === 'string' && token.startsWith(APP_GUARD))
      .filter(({ inject }) => inject?.some(isCognitoAuthGuardClass))
      .map(({ instance }): unknown => instance),
  );
}

/** Which resolvers a graph serves is not told, so the strictest view counts. */
function guardsFields(modules: ModulesContainer): boolean {
  const graphs = graphsOf(modules);
  return (
    graphs.length > 0 &&
    graphs.every(({ options }) => options.fieldResolverEnhancers?.includes('guards'))
  );
}

function find<T>(moduleRef: ModuleRef, token: InjectionToken<T>): T | undefined {
  try {
    return moduleRef.get<T>(token, { strict: false });
  } catch {
    return undefined;
  }
}
