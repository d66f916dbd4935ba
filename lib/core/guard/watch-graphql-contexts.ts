import { InternalServerErrorException, Logger } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { SHARED_CONTEXT } from '../transport/graphql.transport.js';

type CreateContext = (...parameters: readonly unknown[]) => unknown;

/** As much as is used here of the options of `GraphQLModule`, and of its drivers. */
interface GraphqlOptions {
  context?: unknown;
}
interface GraphqlDriver {
  assignReqProperty?: unknown;
  cloneContext?: unknown;
}

/** Nest exports no token for the options; that of the driver is a class, known by its name. */
const OPTIONS_TOKEN = 'GqlModuleOptions';
const DRIVER_TOKEN = 'AbstractGraphQLDriver';

/**
 * Drivers of Nest before 14 of `@nestjs/apollo`, and those for Mercurius, write the request of the first call onto
 * whatever the option `context` gives. An object that it gives to several calls would make everybody that first
 * caller, and after Apollo has copied it nothing shows that any more. So `context` is watched where it is called.
 *
 * @returns what is wrong with the options of a `GraphQLModule`; its context is then not watched
 */
export function watchGraphqlContexts(modules: ModulesContainer): readonly string[] {
  return [...modules.values()].flatMap((module) => {
    const { providers } = module;
    const options = providers.get(OPTIONS_TOKEN)?.instance as GraphqlOptions | undefined;
    const [driver] = [...providers].flatMap(([token, { instance }]) =>
      typeof token === 'function' && token.name === DRIVER_TOKEN ? [instance as GraphqlDriver] : [],
    );
    if (options === undefined) return [];
    return watchContext(options, driver, hasStarted(module.instance));
  });
}

/** `GraphQLModule` takes its options over when it starts, and looks at them no more. */
function hasStarted(graphqlModule: object): boolean {
  return 'completeOptions' in graphqlModule;
}

function watchContext(
  options: GraphqlOptions,
  driver: GraphqlDriver | undefined,
  isTooLate: boolean,
): string[] {
  const { context } = options;
  if (context === undefined || context === null) return [];
  if (typeof context === 'function') {
    const isWatched =
      !isTooLate && Reflect.set(options, 'context', watched(context as CreateContext));
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

function writesOnContext(driver: GraphqlDriver | undefined): boolean {
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
      if (callers.has(context) && callers.get(context) !== caller) throw sharedContext();
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

/** Clients get to read the message of what is thrown here, so the mistake goes to the log. */
function sharedContext(): InternalServerErrorException {
  const error = new CognitoAuthSetupError([SHARED_CONTEXT]);
  new Logger('CognitoAuth').error(error.message);
  return new InternalServerErrorException(undefined, { cause: error });
}
