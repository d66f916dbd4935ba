import type { ModulesContainer } from '@nestjs/core';
import { graphqlFailure } from '../transport/graphql-failure.js';
import { SHARED_CONTEXT } from '../transport/graphql.transport.js';
import { type Graph, graphsOf } from './graphs-of.js';

type CreateContext = (...parameters: readonly unknown[]) => unknown;

/**
 * The drivers of `@nestjs/apollo` before version 14, and those for Mercurius, write the request of the first call
 * onto the object that the option `context` returns. If it returned one object to several calls, everybody would
 * become that first caller, and once Apollo has copied the object, nothing shows it any more. So each call of
 * `context` is watched.
 *
 * @returns the mistakes in the options of each `GraphQLModule` whose context cannot be watched
 */
export function watchGraphqlContexts(modules: ModulesContainer): readonly string[] {
  return graphsOf(modules).flatMap((graph) => watchContext(graph));
}

function watchContext({ options, driver, hasStarted }: Graph): readonly string[] {
  const { context } = options;
  if (context === undefined || context === null) return [];
  if (typeof context === 'function') {
    const isWatched =
      !hasStarted && Reflect.set(options, 'context', watched(context as CreateContext));
    return isWatched || !writesOnContext(driver) ? [] : [UNWATCHED];
  }
  return writesOnContext(driver)
    ? [`\`context\` of GraphQLModule is not a function. ${SHARED_CONTEXT}`]
    : [];
}

const UNWATCHED =
  '`context` of GraphQLModule cannot be watched, because its options are frozen or it starts before ' +
  'CognitoAuthModule. Give it options that are not frozen, leave `isGlobal` of CognitoAuthModule true, and import ' +
  'CognitoAuthModule before GraphQLModule';

function writesOnContext(driver: Graph['driver']): boolean {
  return driver?.assignReqProperty !== undefined && driver.cloneContext === undefined;
}

/** Several applications may share the options, or one that is created again. */
const IS_WATCHED = Symbol.for('nestjs-cognito-auth:is-watched');

function watched(createContext: CreateContext): CreateContext {
  if (IS_WATCHED in createContext) return createContext;
  const callers = new WeakMap<object, unknown>();
  const watch: CreateContext = async (...parameters) => {
    const context = await createContext(...parameters);
    if (typeof context === 'object' && context !== null) {
      const caller = callerOf(parameters);
      if (callers.has(context) && callers.get(context) !== caller)
        throw graphqlFailure(SHARED_CONTEXT);
      callers.set(context, caller);
    }
    return context;
  };
  return Object.assign(watch, { [IS_WATCHED]: true });
}

/** The request, or the connection of a socket. Drivers pass it first; Apollo on Express wraps it in an object. */
function callerOf([first]: readonly unknown[]): unknown {
  return (first as { readonly req?: unknown } | null | undefined)?.req ?? first;
}
