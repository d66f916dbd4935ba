import type { ModulesContainer } from '@nestjs/core';
import { graphqlFailure } from '../transport/graphql-failure.js';
import { SHARED_CONTEXT } from '../transport/graphql.transport.js';
import { type Graph, graphsOf } from './graphs-of.js';

type CreateContext = (...parameters: readonly unknown[]) => unknown;

/**
 * Drivers of Nest before 14 of `@nestjs/apollo`, and those for Mercurius, write the request of the first call onto
 * whatever the option `context` gives. An object that it gives to several calls would make everybody that first
 * caller, and after Apollo has copied it nothing shows that any more. So `context` is watched where it is called.
 *
 * @returns what is wrong with the options of a `GraphQLModule`; its context is then not watched
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
    ? [`\`context\` of GraphQLModule is no function. ${SHARED_CONTEXT}`]
    : [];
}

const UNWATCHED =
  '`context` of GraphQLModule cannot be watched, because its options are frozen or it starts before ' +
  'CognitoAuthModule. Give it options that are not frozen, leave `isGlobal` of CognitoAuthModule true, and import ' +
  'CognitoAuthModule before GraphQLModule';

function writesOnContext(driver: Graph['driver']): boolean {
  return driver?.assignReqProperty !== undefined && driver.cloneContext === undefined;
}

/** Options may be those of several applications, or of one that is created anew. */
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

/** A request, or the connection of a socket: drivers pass it first, Apollo on Express within an object. */
function callerOf([first]: readonly unknown[]): unknown {
  return (first as { readonly req?: unknown } | null | undefined)?.req ?? first;
}
