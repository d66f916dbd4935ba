import { Inject, Injectable, Logger, type ExecutionContext } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { type MapUser, mapVerifiedUser } from '../verifier/map-user.js';
import {
  attachAuthentication,
  type Authentication,
  authenticationOn,
  detachAuthentication,
} from '../transport/authenticated-user.js';
import { publishDecision, traceDecision } from '../events/channels.js';
import type { AcceptedEvent, RefusedEvent } from '../events/cognito-auth-event.interface.js';
import { EVENT_REPORTER, type EventReporter } from '../events/event-reporter.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import { GraphqlTransport } from '../transport/graphql.transport.js';
import { HttpTransport } from '../transport/http.transport.js';
import { refusalOf } from '../errors/refusal.js';
import { isRefusal, type RefusedError } from '../errors/refusals.js';
import { OperationMemory } from '../transport/operation-memory.js';
import { AccessPolicies } from './access-policies.js';
import { enforceAccessPolicy } from '../access/access-policy.js';
import { type Authenticator, type Call, knownOn } from './call.js';
import { HANDLER_CHECK, type HandlerCheck } from './handler-check.js';
import { TokenAuthenticator } from './token-authenticator.js';

/** Decides over one call of a handler: what {@link CognitoAuthGuard} is the face of. */
@Injectable()
export class Gatekeeper {
  readonly #logger = new Logger('CognitoAuth');
  readonly #events: EventReporter;
  readonly #policies: AccessPolicies;
  readonly #transports: ReadonlyMap<string, AuthTransport>;
  readonly #mapUser: MapUser | undefined;
  readonly #realm: string;
  readonly #mappings = new OperationMemory<Promise<Authentication>>();
  #authenticator: Authenticator;

  constructor(
    @Inject(TokenAuthenticator) authenticator: Authenticator,
    @Inject(EVENT_REPORTER) events: EventReporter,
    @Inject(HttpTransport) httpTransport: AuthTransport,
    @Inject(GraphqlTransport) graphqlTransport: AuthTransport,
    @Inject(HANDLER_CHECK) checkHandler: HandlerCheck,
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS)
    {
      mapUser,
      realm,
      transports,
    }: Pick<ResolvedCognitoAuthOptions, 'mapUser' | 'realm' | 'transports'>,
  ) {
    this.#events = events;
    this.#authenticator = authenticator;
    this.#policies = new AccessPolicies(checkHandler);
    this.#mapUser = mapUser;
    this.#realm = realm;
    this.#transports = new Map(
      [httpTransport, graphqlTransport, ...transports].map((transport) => [
        transport.contextType,
        transport,
      ]),
    );
  }

  /** Lets the call pass, with its user attached to it, or refuses it; at once where it can. */
  authenticate(context: ExecutionContext): true | Promise<true> {
    const policy = this.#policies.of(context.getClass(), context.getHandler());
    if (policy.mode === 'public') return true;
    const transport = this.#transportOf(context);
    const trace = traceDecision(transport.contextType);
    const call = {
      context,
      policy,
      transport,
      carrier: transport.carrierOf(context),
      operation: transport.operationOf?.(context),
      by: this,
      trace,
    };
    return transport.aroundDecision === undefined
      ? this.#decide(call)
      : transport.aroundDecision(context, () => this.#decide(call));
  }

  /** Finds out who calls in another way from now on. */
  authenticateBy(authenticator: Authenticator): void {
    this.#authenticator = authenticator;
  }

  #decide(call: Call): true | Promise<true> {
    let authentication: Authentication | Promise<Authentication>;
    try {
      authentication = this.#authenticator.authenticate(call);
    } catch (error) {
      return this.#refuse(call, error);
    }
    return authentication instanceof Promise
      ? authentication.then(
          (found) => this.#admit(call, found),
          (error: unknown) => this.#refuse(call, error),
        )
      : this.#admit(call, authentication);
  }

  #admit(call: Call, authentication: Authentication): true | Promise<true> {
    const { context, policy, transport } = call;
    const { user } = authentication;
    if (user === undefined) return this.#letIn(call, authentication);
    try {
      transport.checkUser?.(context, user);
      enforceAccessPolicy(policy, user);
    } catch (error) {
      return this.#refuse(call, error, authentication);
    }
    const known = knownOn(call, authentication.token);
    if (known?.user === user && isOneCall(call)) return this.#letIn(call, known);
    if (this.#mapUser === undefined) return this.#letIn(call, authentication);
    return this.#map(call, authentication, user);
  }

  async #map(call: Call, authentication: Authentication, user: CognitoUser): Promise<true> {
    const { operation, carrier } = call;
    const { token } = authentication;
    let mapped: Authentication;
    try {
      mapped = await this.#mappings.findOnce(operation, { carrier, token }, async () => ({
        ...authentication,
        currentUser: await mapVerifiedUser(this.#mapUser, user, carrier),
      }));
    } catch (error) {
      return this.#refuse(call, error, authentication);
    }
    return this.#letIn(call, mapped);
  }

  #letIn(call: Call, authentication: Authentication): true {
    const { context, transport, carrier } = call;
    const { token, user, currentUser } = authentication;
    const wasLetIn = knownOn(call, token) !== undefined;
    if (!isOutdated(authentication, authenticationOn(carrier))) {
      attachAuthentication(carrier, authentication);
    }
    transport.exposeUser?.(context, currentUser);
    if (user !== undefined && !wasLetIn && this.#isHeard(call)) {
      const { sub, userPoolId, clientId, tokenUse } = user;
      this.#report(call, { type: 'accepted', sub, userPoolId, clientId, tokenUse });
    }
    return true;
  }

  /** Whether anybody hears what becomes of a call; otherwise nothing is made to be heard. */
  #isHeard({ trace }: Call): boolean {
    return trace !== undefined || this.#events.isHeard;
  }

  #report({ trace }: Call, event: AcceptedEvent | RefusedEvent): void {
    this.#events.report(event);
    if (trace !== undefined) publishDecision(event, trace);
  }

  /** Always a rejection, so that callers need expect only that. */
  async #refuse(call: Call, error: unknown, authentication?: Authentication): Promise<never> {
    this.#forget(call, authentication);
    if (!isRefusal(error)) throw error;
    const sub = authentication?.user?.sub;
    this.#logger.debug(describe(error));
    this.#report(call, {
      type: 'refused',
      code: error.code,
      ...(sub === undefined ? {} : { sub }),
    });
    return call.transport.refuse(
      call.context,
      refusalOf(error, { realm: this.#realm, scopes: call.policy.scopes }),
    );
  }

  /**
   * A refused call has no user, whoever stood on its request before. Where calls share a carrier, the user
   * whom another of them found there stays: that one was let in.
   */
  #forget(call: Call, authentication: Authentication | undefined): void {
    const { context, transport, carrier } = call;
    if (authentication !== undefined) {
      if (transport.outlivesCall === true) return;
      if (knownOn(call, authentication.token) !== undefined) return;
    }
    detachAuthentication(carrier);
    transport.exposeUser?.(context, undefined);
  }

  #transportOf(context: ExecutionContext): AuthTransport {
    const type = context.getType<string>();
    const transport = this.#transports.get(type);
    if (transport === undefined) {
      throw new CognitoAuthSetupError([
        `CognitoAuthGuard cannot tell who calls ${context.getClass().name}.${context.getHandler().name} in a ` +
          `context of type '${type}', so it refuses the call; ${
            REMEDIES[type] ?? `add a transport for '${type}' to \`transports\``
          }, or remove the guard there and protect the handler in another way`,
      ]);
    }
    return transport;
  }
}

/** Whether all that comes with the carrier of a call is this one call, so that its user is mapped once. */
function isOneCall({ transport, operation }: Call): boolean {
  return transport.outlivesCall !== true && operation === undefined;
}

/** Whether a call was decided by an older token of the user than the connection has by now. */
function isOutdated({ by, user }: Authentication, known: Authentication | undefined): boolean {
  if (user === undefined || known?.user === undefined || known.by !== by) return false;
  return known.user.sub === user.sub && known.user.claims.iat > user.claims.iat;
}

/** What makes the guard work in a type of context that it does not work in by itself. */
const REMEDIES: Readonly<Record<string, string>> = {
  rpc: "add microserviceTransport() of 'nestjs-cognito-auth/microservices' to `transports`",
  ws: "add webSocketTransport() of 'nestjs-cognito-auth/websockets' to `transports`",
};

/** One line for the log, without anything of the token but the ids it names, escaped. */
function describe(refused: RefusedError): string {
  const issuer = 'issuer' in refused ? refused.issuer : undefined;
  const whose = issuer === undefined ? '' : `, issuer "${issuer}"`;
  const key = 'kid' in refused ? `, kid "${refused.kid}"` : '';
  return `Refused: ${refused.code} (${refused.message})${whose}${key}`;
}
