import type { ModulesContainer } from '@nestjs/core';
import type { RequirementTable } from '../access/requirement-kinds.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import type {
  ResolvedCognitoAuthOptions,
  ResolvedUserPool,
} from '../options/resolved-cognito-auth-options.interface.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import { findImpossibleRequirements } from './find-impossible-requirements.js';
import { describeUnenforced, isForgotten, nameOf } from './find-unenforced-handlers.js';
import { describeUnserved } from './find-unserved-handlers.js';
import { describeUserless } from './find-userless-handlers.js';
import { findIdleRequirements } from './find-idle-requirements.js';
import type { GlobalReach } from './global-reach.js';
import { handlersOf, type HandlerOfHost, type NotedMethods } from './handlers-of.js';
import { warnOfAnyClient } from './warn-of-any-client.js';
import { hasTransientGuard, isGuardedTooLate } from './guards-of-handler.js';
import { hostsOf } from './hosts-of.js';
import { describeLost, describeLostClass, overridesRequirement } from './lost-decorators.js';
import type { HandlerKind } from './nest-metadata.js';

/** The user pools that can meet requirements, and the guards and transports that can enforce them. */
interface Application {
  readonly userPools: readonly ResolvedUserPool[];
  readonly transports: readonly AuthTransport[];
  readonly reach: GlobalReach;
}

/**
 * Reads the access policy of every method that could be a handler, so that the boot stops if decorators contradict
 * each other, require something that no token can have, or are enforced by no guard, and if every call would fail.
 *
 * @returns warnings about everything that looks like a mistake
 * @throws {CognitoAuthSetupError} with every mistake
 */
export function checkHandlers(
  modules: ModulesContainer,
  { userPools, transports }: Pick<ResolvedCognitoAuthOptions, 'userPools' | 'transports'>,
  reach: GlobalReach,
  firstMethods: NotedMethods,
  requirementKinds?: RequirementTable,
): readonly string[] {
  const hosts = hostsOf(modules);
  const handlers = handlersOf(hosts, firstMethods, requirementKinds).map((handler) =>
    withServedKinds(handler, reach),
  );
  const served = handlers.filter(({ kinds }) => kinds.length > 0);
  const application = { userPools, transports, reach };
  const mistakes = new Set([
    ...(hasTransientGuard(reach) ? [TRANSIENT] : []),
    ...(isGuardedTooLate(reach) ? [TOO_LATE] : []),
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
    // An application that adds a transport may have handlers that Nest does not know.
    ...(reach.hasHttpServer &&
    transports.every(({ contextType }) => CONTEXTS_OF_NEST.includes(contextType))
      ? warning(IDLE, findIdleRequirements(hosts, served))
      : []),
  ];
}

/** Without an HTTP server, Nest serves only messages of microservices and WebSockets, and a context serves nothing. */
function withServedKinds(
  handler: HandlerOfHost,
  { hasHttpServer, hasMicroservice }: GlobalReach,
): HandlerOfHost {
  if (hasHttpServer) return handler;
  const isServed = (kind: HandlerKind): boolean =>
    hasMicroservice && (kind === 'rpc' || kind === 'ws');
  return { ...handler, kinds: handler.kinds.filter(isServed) };
}

const CONTEXTS_OF_NEST: readonly string[] = ['http', 'graphql', 'ws', 'rpc'];
const TRANSIENT =
  'CognitoAuthGuard, or a guard based on it, is provided as APP_GUARD with Scope.TRANSIENT, but many versions of Nest ' +
  'never run such a guard; leave scope out';
const TOO_LATE =
  'CognitoAuthGuard, or a guard based on it, became a global guard after Nest had read the global guards, so it guards ' +
  'nothing; set globalGuard: true, or call useGlobalGuards() before the application starts';
const FORGOTTEN =
  'The global guard reaches neither gateways before Nest 12 nor message handlers of a hybrid application that connects ' +
  'its microservice without inheritAppConfig. Add @UseGuards(CognitoAuthGuard), or @Public() if everybody may call them: ';
const OVERRIDDEN =
  'These methods have no requirements, but the methods that they override have some: method decorators are not ' +
  'inherited. Repeat the decorators that should apply: ';
const IDLE =
  'Nest does not seem to route calls to these, so nothing enforces their requirements. Move the decorators to the ' +
  'routes, resolvers and message handlers that call them: ';

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

function unenforced(handler: HandlerOfHost, { reach, transports }: Application): readonly string[] {
  return [
    describeLostClass(handler.host),
    describeLost(handler),
    ...handler.kinds.map(
      (kind) =>
        describeUnenforced(handler, kind, reach) ??
        describeUnserved(handler, kind, reach, transports) ??
        describeUserless(handler, kind, reach),
    ),
  ].filter((mistake) => mistake !== undefined);
}
