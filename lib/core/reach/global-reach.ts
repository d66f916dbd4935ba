import type { CanActivate, InjectionToken, NestModule, Type } from '@nestjs/common';
import {
  APP_GUARD,
  ApplicationConfig,
  HttpAdapterHost,
  type ModuleRef,
  type ModulesContainer,
} from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { BootConfig } from './boot-config.js';
import { COGNITO_AUTH_GUARD } from '../guard/cognito-auth.guard.js';
import { graphsOf } from './graphs-of.js';
import { isCognitoAuthGuardClass } from '../guard/guard-brand.js';
import { GLOBAL_GUARDS_REACH_GATEWAYS, type HandlerKind } from './nest-metadata.js';

/** The global guards of an application, and the handlers that they reach. */
export interface GlobalReach {
  readonly globalGuards: readonly unknown[];
  /** Guards that became global after Nest had read them, so that they guard nothing. */
  readonly lateGuards: readonly unknown[];
  /** Classes of global guards that Nest creates for each request, or for each consumer. */
  readonly scopedGuards: readonly ScopedGuard[];
  /** The guard of the module, which a test may have replaced with another guard. */
  readonly registeredGuard: unknown;
  /** Global guards from a factory that injects a `CognitoAuthGuard`. */
  readonly composedGuards: ReadonlySet<unknown>;
  /** `AuthGuard('cognito')`, which `@nestjs/passport` makes once for each name of a strategy. */
  readonly passportGuard: Type<CanActivate>;
  /** The kinds of handlers that global guards do not reach. */
  readonly unreachedKinds: ReadonlySet<HandlerKind>;
  /** Without an HTTP server, as in a microservice, Nest serves neither routes nor GraphQL. */
  readonly hasHttpServer: boolean;
  /** Without either of the two, as in an application context, Nest serves nothing. */
  readonly hasMicroservice: boolean;
  /** The same, but false where Nest does not show whether there is one. */
  readonly showsMicroservice: boolean;
  /** Whether a module configures middleware, which may authenticate calls over HTTP. */
  readonly hasMiddleware: boolean;
  /** Whether Nest runs guards for resolvers of fields and references, in every graph of the application. */
  readonly guardsFields: boolean;
}

interface ScopedGuard {
  readonly type: unknown;
  readonly isTransient: boolean;
}

/** Reads it from an application whose providers have been created. */
export function readGlobalReach(moduleRef: ModuleRef, modules: ModulesContainer): GlobalReach {
  const config = find(moduleRef, ApplicationConfig);
  const bootConfig = find(moduleRef, BootConfig);
  // Applications without an HTTP server have `null` or nothing there.
  const hasHttpServer = Boolean(find(moduleRef, HttpAdapterHost)?.httpAdapter);
  return {
    globalGuards: bootConfig?.globalGuards ?? config?.getGlobalGuards() ?? [],
    lateGuards: bootConfig?.lateGuards ?? [],
    scopedGuards: (config?.getGlobalRequestGuards() ?? []).map(
      ({ metatype, inject, isTransient }) => ({
        type: inject?.find(isCognitoAuthGuardClass) ?? metatype,
        isTransient,
      }),
    ),
    composedGuards: composedGuardsOf(modules),
    registeredGuard: find(moduleRef, COGNITO_AUTH_GUARD),
    passportGuard: AuthGuard(
      find<ResolvedCognitoAuthOptions>(moduleRef, RESOLVED_COGNITO_AUTH_OPTIONS)?.strategyName,
    ),
    unreachedKinds: new Set<HandlerKind>([
      ...(GLOBAL_GUARDS_REACH_GATEWAYS ? [] : ['ws' as const]),
      ...(hasHttpServer ? ['rpc' as const] : []),
    ]),
    hasHttpServer,
    hasMicroservice: modules.getRpcTargetRegistry === undefined || showsMicroservice(modules),
    showsMicroservice: showsMicroservice(modules),
    hasMiddleware: hasMiddleware(modules),
    guardsFields: guardsFields(modules),
  };
}

/** Nest gives each provider of `APP_GUARD` a unique token that begins with that name. */
function composedGuardsOf(modules: ModulesContainer): ReadonlySet<unknown> {
  const wrappers = [...modules.values()].flatMap(({ providers }) => [...providers.values()]);
  return new Set(
    wrappers
      .filter(({ token }) => typeof token === 'string' && token.startsWith(APP_GUARD))
      .filter(({ inject }) => inject?.some(isCognitoAuthGuardClass))
      .map(({ instance }): unknown => instance),
  );
}

/** The registry replays what it was told, so it answers at once. Nest 11.0 has none, so there may be a microservice. */
function showsMicroservice(modules: Partial<ModulesContainer>): boolean {
  let isFound = false;
  modules
    .getRpcTargetRegistry?.()
    .subscribe(() => (isFound = true))
    .unsubscribe();
  return isFound;
}

/** `CognitoAuthModule` configures none, although it has the method. */
function hasMiddleware(modules: ModulesContainer): boolean {
  return [...modules.values()].some(
    ({ instance, providers }) =>
      typeof (instance as Partial<NestModule>).configure === 'function' &&
      !providers.has(RESOLVED_COGNITO_AUTH_OPTIONS),
  );
}

/** Nest does not show which graph serves which resolvers, so every graph must guard its fields. */
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
