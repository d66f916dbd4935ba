import type { ModulesContainer } from '@nestjs/core';

/** The parts of a `GraphQLModule` that concern guards and contexts. */
export interface Graph {
  /** The options that it was given. It reads them when it starts. */
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

/** Nest does not export the token of the options. The token of the driver is a class, which we know by its name. */
const OPTIONS_TOKEN = 'GqlModuleOptions';
const DRIVER_TOKEN = 'AbstractGraphQLDriver';

/** Each `GraphQLModule` has its own options and its own driver. */
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
