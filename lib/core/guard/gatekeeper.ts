import { Inject, Injectable, Logger, type ExecutionContext } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { type MapUser, mapVerifiedUser } from '../verifier/map-user.js';
import {
  attachAuthentication,
  type Authentication,
  authenticationOn,
  detachAuthentication,
} from '../decorators/authenticated-user.js';
import { EVENT_REPORTER, type EventReporter } from '../events/event-reporter.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { findToken } from '../token-source/read-token.js';
import type { AuthTransport, TransportTools } from '../transport/auth-transport.interface.js';
import { GraphqlTransport } from '../transport/graphql.transport.js';
import { HttpTransport } from '../transport/http.transport.js';
import { isRefusal, type RefusedError } from '../transport/refusal.js';
import {
  COGNITO_TOKEN_VERIFIER,
  type PassportTokenVerifier,
} from '../verifier/passport-token-verifier.js';
import { AccessPolicies } from './access-policies.js';
import { enforceAccessPolicy, type AccessPolicy } from './access-policy.js';
import { OperationMemory } from '../transport/operation-memory.js';

/** What the gatekeeper asks about tokens. */
type TokenAuthority = Pick<PassportTokenVerifier, 'verifyOrRecall' | 'checkTimes'>;

/** One call of a handler, and what decides over it. */
interface Call {
  readonly context: ExecutionContext;
  readonly transport: AuthTransport;
  readonly policy: AccessPolicy;
  readonly carrier: object;
  readonly operation: object | undefined;
}

/** Decides over one call of a handler: what {@link CognitoAuthGuard} is the face of. */
@Injectable()
export class Gatekeeper {
  readonly #logger = new Logger('CognitoAuth');
  readonly #verifier: TokenAuthority;
  readonly #report: EventReporter;
  readonly #policies = new AccessPolicies();
  readonly #transports: ReadonlyMap<string, AuthTransport>;
  readonly #tools: TransportTools;
  readonly #mapUser: MapUser | undefined;
  readonly #verifications = new OperationMemory<Authentication | Promise<Authentication>>();
  readonly #mappings = new OperationMemory<Promise<Authentication>>();
  #actor: Authentication | undefined;

  constructor(
    @Inject(COGNITO_TOKEN_VERIFIER) verifier: TokenAuthority,
    @Inject(EVENT_REPORTER) report: EventReporter,
    @Inject(HttpTransport) httpTransport: HttpTransport,
    @Inject(GraphqlTransport) graphqlTransport: GraphqlTransport,
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS)
    { mapUser, tokenSources, transports }: ResolvedCognitoAuthOptions,
  ) {
    this.#report = report;
    this.#verifier = verifier;
    this.#tools = { findToken: (request) => findToken(tokenSources, request) };
    this.#mapUser = mapUser;
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
    const call = {
      context,
      policy,
      transport,
      carrier: transport.carrierOf(context),
      operation: transport.operationOf?.(context),
    };
    return transport.aroundDecision === undefined
      ? this.#decide(call)
      : transport.aroundDecision(context, () => this.#decide(call));
  }

  /**
   * For tests only: has every call made by this user, whatever token it carries, until `undefined` ends that.
   * What decorators require and `mapUser` does is as ever.
   */
  actAs(user: CognitoUser | undefined): void {
    if (user !== undefined) this.#logger.warn('A test acts as a user: no token is verified');
    this.#actor = user && { by: this, token: undefined, user, currentUser: user };
  }

  #decide(call: Call): true | Promise<true> {
    let authentication: Authentication | Promise<Authentication>;
    try {
      authentication = this.#authenticate(call);
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

  /** Who calls; whoever was found out before, in the same operation or on the same request, is found again. */
  #authenticate(call: Call): Authentication | Promise<Authentication> {
    if (this.#actor !== undefined) return this.#actor;
    const token = this.#readOptionalToken(call);
    if (token === undefined) {
      return { by: this, token, user: undefined, currentUser: undefined };
    }
    if (call.operation !== undefined) return this.#authenticateOnce(call, token);
    const known = call.transport.outlivesCall ? undefined : this.#knownOn(call.carrier, token);
    return known ?? this.#verify(call.carrier, token);
  }

  /** An operation may take its time, so what was true of its first call need not be true of the next. */
  #authenticateOnce(
    { operation, carrier }: Call,
    token: string,
  ): Authentication | Promise<Authentication> {
    const found = this.#verifications.findOnce(operation, { carrier, token }, () =>
      this.#verify(carrier, token),
    );
    const inTime = (authentication: Authentication): Authentication => {
      if (authentication.user !== undefined) this.#verifier.checkTimes(authentication.user.claims);
      return authentication;
    };
    return found instanceof Promise ? found.then(inTime) : inTime(found);
  }

  /** One token on one carrier stays one user, also where the token is verified again. */
  #verify(carrier: object, token: string): Authentication | Promise<Authentication> {
    const authenticated = (verified: CognitoUser): Authentication => {
      const user = this.#knownOn(carrier, token)?.user ?? verified;
      return { by: this, token, user, currentUser: user };
    };
    const user = this.#verifier.verifyOrRecall(token);
    return user instanceof Promise ? user.then(authenticated) : authenticated(user);
  }

  #knownOn(carrier: object, token: string | undefined): Authentication | undefined {
    const known = authenticationOn(carrier);
    return known?.by === this && known.token === token ? known : undefined;
  }

  #readOptionalToken({ context, transport, policy }: Call): string | undefined {
    try {
      return transport.readToken(context, this.#tools);
    } catch (error) {
      if (
        policy.mode === 'optional' &&
        isRefusal(error) &&
        error.code === 'ERR_COGNITO_TOKEN_MISSING'
      )
        return undefined;
      throw error;
    }
  }

  #admit(call: Call, authentication: Authentication): true | Promise<true> {
    const { context, policy, transport, carrier } = call;
    const { user } = authentication;
    if (user === undefined) return this.#letIn(call, authentication);
    try {
      transport.checkUser?.(context, user);
      enforceAccessPolicy(policy, user);
    } catch (error) {
      return this.#refuse(call, error, authentication);
    }
    const known = this.#knownOn(carrier, authentication.token);
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

  #letIn({ context, transport, carrier }: Call, authentication: Authentication): true {
    const { token, user, currentUser } = authentication;
    const wasLetIn = this.#knownOn(carrier, token) !== undefined;
    if (!isOutdated(authentication, authenticationOn(carrier))) {
      attachAuthentication(carrier, authentication);
    }
    transport.exposeUser?.(context, currentUser);
    if (user !== undefined && !wasLetIn) {
      const { sub, userPoolId, clientId, tokenUse } = user;
      this.#report({ type: 'accepted', sub, userPoolId, clientId, tokenUse });
    }
    return true;
  }

  /** Always a rejection, so that callers need expect only that. */
  async #refuse(call: Call, error: unknown, authentication?: Authentication): Promise<never> {
    this.#forget(call, authentication);
    if (!isRefusal(error)) throw error;
    const sub = authentication?.user?.sub;
    this.#logger.debug(describe(error));
    this.#report({ type: 'refused', code: error.code, ...(sub === undefined ? {} : { sub }) });
    return call.transport.refuse(call.context, error);
  }

  /**
   * A refused call has no user, whoever stood on its request before. Where calls share a carrier, the user
   * whom another of them found there stays: that one was let in.
   */
  #forget({ context, transport, carrier }: Call, authentication: Authentication | undefined): void {
    if (authentication !== undefined) {
      if (transport.outlivesCall === true) return;
      if (this.#knownOn(carrier, authentication.token) !== undefined) return;
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

/** Whether a call was decided by an older token of the user than the one that stands on the connection by now. */
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
  const { issuer, kid } = refused as { issuer?: string; kid?: string };
  const whose = issuer === undefined ? '' : `, issuer "${issuer}"`;
  const key = kid === undefined ? '' : `, kid "${kid}"`;
  return `Refused: ${refused.code} (${refused.message})${whose}${key}`;
}
