import type { InjectionToken } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, type ModuleRef } from '@nestjs/core';
import { COGNITO_AUTH_GUARD } from './cognito-auth.guard.js';
import { GLOBAL_GUARDS_REACH_GATEWAYS, type HandlerKind } from './nest-metadata.js';

/** How far the guards of the whole application reach. */
export interface GlobalReach {
  readonly globalGuards: readonly unknown[];
  /** What else is a CognitoAuthGuard: what a test provides in its place. */
  readonly registeredGuard: unknown;
  /** Handlers that global guards do not reach. */
  readonly unreachedKinds: ReadonlySet<HandlerKind>;
  /** Whether Nest guards resolvers of fields and references. */
  readonly guardsFields: boolean;
}

/** Reads it from the application, once its providers have been made. */
export function readGlobalReach(moduleRef: ModuleRef): GlobalReach {
  const hasHttpServer = find(moduleRef, HttpAdapterHost)?.httpAdapter !== undefined;
  const { fieldResolverEnhancers = [] } =
    find<{ readonly fieldResolverEnhancers?: readonly string[] }>(moduleRef, 'GqlModuleOptions') ??
    {};
  return {
    globalGuards: find(moduleRef, ApplicationConfig)?.getGlobalGuards() ?? [],
    registeredGuard: find(moduleRef, COGNITO_AUTH_GUARD),
    unreachedKinds: new Set<HandlerKind>([
      ...(GLOBAL_GUARDS_REACH_GATEWAYS ? [] : ['ws' as const]),
      ...(hasHttpServer ? ['rpc' as const] : []),
    ]),
    guardsFields: fieldResolverEnhancers.includes('guards'),
  };
}

function find<T>(moduleRef: ModuleRef, token: InjectionToken<T>): T | undefined {
  try {
    return moduleRef.get<T>(token, { strict: false });
  } catch {
    return undefined;
  }
}
