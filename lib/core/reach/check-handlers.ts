import type { ModulesContainer } from '@nestjs/core';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import type {
  ResolvedCognitoAuthOptions,
  ResolvedUserPool,
} from '../options/resolved-cognito-auth-options.interface.js';
import { findImpossibleRequirements } from './find-impossible-requirements.js';
import { describeUnenforced, isForgotten, nameOf } from './find-unenforced-handlers.js';
import { findIdleRequirements } from './find-idle-requirements.js';
import type { FirstMethods } from './first-methods.js';
import type { GlobalReach } from './global-reach.js';
import { handlersOf, type HandlerOfHost } from './handlers-of.js';
import { warnOfAnyClient } from './warn-of-any-client.js';
import { hasTransientGuard } from './guards-of-handler.js';
import { hostsOf } from './hosts-of.js';
import { describeLost, describeLostClass, overridesRequirement } from './lost-decorators.js';

/** What is checked, and how far guards reach in it. */
interface Application {
  readonly userPools: readonly ResolvedUserPool[];
  readonly reach: GlobalReach;
}

/**
 * Makes the policy of every method that could be a handler once, so that decorators which contradict each
 * other, ask for what no token can have, or are enforced by nobody, stop the boot.
 *
 * @returns what is suspicious, as warnings
 * @throws {CognitoAuthSetupError} with every mistake
 */
export function checkHandlers(
  modules: ModulesContainer,
  { userPools, transports }: Pick<ResolvedCognitoAuthOptions, 'userPools' | 'transports'>,
  reach: GlobalReach,
  firstMethods: Pick<FirstMethods, 'of'>,
): readonly string[] {
  const hosts = hostsOf(modules);
  const handlers = handlersOf(hosts, firstMethods).map((handler) =>
    withServedKinds(handler, reach),
  );
  const served = handlers.filter(({ kinds }) => kinds.length > 0);
  const application = { userPools, reach };
  const mistakes = new Set([
    ...(hasTransientGuard(reach) ? [TRANSIENT] : []),
    ...handlers.flatMap((handler) => mistakesOf(handler, application)),
  ]);
  if (mistakes.size > 0) throw new CognitoAuthSetupError([...mistakes]);
  return [
    ...warnOfAnyClient(served, userPools, reach),
    ...warning(
      FORGOTTEN,
      served.filter((handler) => isForgottenSomewhere(handler, reach)).map(nameOf),
    ),
    ...warning(OVERRIDDEN, served.filter(overridesRequirement).map(nameOf)),
    // Whoever adds a transport has handlers that Nest does not know.
    ...(reach.hasHttpServer &&
    transports.every(({ contextType }) => CONTEXTS_OF_NEST.includes(contextType))
      ? warning(IDLE, findIdleRequirements(hosts, served))
      : []),
  ];
}

/** Messages are served without a server for HTTP too. */
function withServedKinds(handler: HandlerOfHost, { hasHttpServer }: GlobalReach): HandlerOfHost {
  if (hasHttpServer) return handler;
  return { ...handler, kinds: handler.kinds.filter((kind) => kind === 'rpc' || kind === 'ws') };
}

const CONTEXTS_OF_NEST: readonly string[] = ['http', 'graphql', 'ws', 'rpc'];
const TRANSIENT =
  'CognitoAuthGuard, or what extends it, is provided as APP_GUARD with Scope.TRANSIENT, and many versions of Nest never ' +
  'ask such a guard; leave scope out';
const FORGOTTEN =
  'The global guard does not reach gateways before Nest 12, nor message handlers of a hybrid application that is ' +
  'connected without inheritAppConfig. Add @UseGuards(CognitoAuthGuard), or @Public() where everybody may call: ';
const OVERRIDDEN =
  'What these methods override requires something, and they do not: decorators of methods are not inherited. ' +
  'Repeat those that are meant: ';
const IDLE =
  'Nest seems to route no calls to these, so what they require is asked of nobody. Move the decorators to the routes, ' +
  'resolvers and message handlers that lead there: ';

function warning(text: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [text + [...new Set(names)].join(', ')];
}

function isForgottenSomewhere(handler: HandlerOfHost, reach: GlobalReach): boolean {
  return handler.kinds.some((kind) => isForgotten(handler, kind, reach));
}

function mistakesOf(handler: HandlerOfHost, application: Application): readonly string[] {
  try {
    return [
      ...findImpossibleRequirements(handler, application.userPools),
      ...(handler.kinds.length === 0 ? [] : unenforced(handler, application)),
    ];
  } catch (error) {
    if (!(error instanceof CognitoAuthSetupError)) throw error;
    return error.mistakes;
  }
}

function unenforced(handler: HandlerOfHost, { reach }: Application): readonly string[] {
  return [
    describeLostClass(handler.host),
    describeLost(handler),
    ...handler.kinds.map((kind) => describeUnenforced(handler, kind, reach)),
  ].filter((mistake) => mistake !== undefined);
}
