import type { ModulesContainer } from '@nestjs/core';

/** One `GraphQLModule` of an application, as far as its guards and contexts go. */
export interface Graph {
  /** What it was given; it takes them over when it starts. */
  readonly options: GraphOptions;
  readonly driver: GraphDriver | undefined;
  readonly hasStarted: boolean;
}

interface GraphOptions {
  context?: unknown;
  readonly fieldResolverEnhancers?: readonly string[];
}

interface GraphDriver {
  readonly assignReqProperty?: unknown;
  readonly cloneContext?: unknown;
}

/** Nest exports no token for the options; that of the driver is a class, known by its name. */
const OPTIONS_TOKEN = 'GqlModuleOptions';
const DRIVER_TOKEN = 'AbstractGraphQLDriver';

/** Each `GraphQLModule` has options and a driver of its own. */
export function graphsOf(modules: ModulesContainer): readonly Graph[] {
  return [...modules.values()].flatMap((module) => {
    const { providers } = module;
    const options = providers.get(OPTIONS_TOKEN)?.instance as GraphOptions | undefined;
    if (options === undefined) return [];
    const driver = [...providers].find(([token]) => isDriverToken(token))?.[1].instance;
    const hasStarted = 'completeOptions' in module.instance;
    return [{ options, driver: driver as GraphDriver | undefined, hasStarted }];
  });
}

function isDriverToken(token: unknown): boolean {
  return typeof token === 'function' && token.name === DRIVER_TOKEN;
}
