import {
  type ExecutionContext,
  Inject,
  Injectable,
  ServiceUnavailableException,
} from '@nestjs/common';
import { type CognitoUser, isOlder } from '../claims/cognito-user.js';
import { type MapUser, mapVerifiedUser } from '../verifier/map-user.js';
import {
  attachAuthentication,
  type Authentication,
  authenticationOn,
  detachAuthentication,
} from '../transport/authenticated-user.js';
import { RequirementKinds } from '../access/requirement-kinds.js';
import { EXTENSIONS, type Extensions } from '../extensions/extensions.js';
import { traceDecision } from '../events/channels.js';
import { DecisionReporter } from '../events/decision-reporter.js';
import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import { GraphqlTransport } from '../transport/graphql.transport.js';
import { handlerNameOf } from '../transport/handler-name.js';
import { HttpTransport } from '../transport/http.transport.js';
import { refusalOf } from '../errors/refusal.js';
import { isRefusal } from '../errors/refusals.js';
import { isPromise } from '../option-reader/is-promise.js';
import { OperationMemory } from '../transport/operation-memory.js';
import { AccessPolicies } from './access-policies.js';
import { findUnmet, type Unmet } from '../access/access-policy.js';
import { type Authenticator, type Call, isOneCall, knownOn } from './call.js';
import { HANDLER_CHECK, type HandlerCheck } from './handler-check.js';
import { describeMissingTransport } from './missing-transport.js';
import { TokenAuthenticator } from './token-authenticator.js';

/** Decides over one call of a handler: what {@link CognitoAuthGuard} is the face of. */
@Injectable()
export class Gatekeeper {
  readonly #reporter: DecisionReporter;
  readonly #policies: AccessPolicies;
  readonly #extensions: Pick<Extensions, 'isClosed'>;
  readonly #transports: ReadonlyMap<string, AuthTransport>;
  readonly #mapUser: MapUser | undefined;
  readonly #realm: string;
  readonly #mappings = new OperationMemory<Promise<Authentication>>();
  readonly #refusals = new OperationMemory<Set<string>>();
  #authenticator: Authenticator;

  constructor(
    @Inject(TokenAuthenticator) authenticator: Authenticator,
    @Inject(DecisionReporter) reporter: DecisionReporter,
    @Inject(HttpTransport) httpTransport: AuthTransport,
    @Inject(GraphqlTransport) graphqlTransport: AuthTransport,
    @Inject(HANDLER_CHECK) checkHandler: HandlerCheck,
    @Inject(RequirementKinds) kinds: RequirementKinds,
    @Inject(EXTENSIONS) extensions: Pick<Extensions, 'isClosed'>,
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS)
    {
      mapUser,
      realm,
      transports,
    }: Pick<ResolvedCognitoAuthOptions, 'mapUser' | 'realm' | 'transports'>,
  ) {
    this.#reporter = reporter;
    this.#authenticator = authenticator;
    this.#policies = new AccessPolicies(checkHandler, kinds);
    this.#extensions = extensions;
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
    if (!this.#extensions.isClosed) throw new ServiceUnavailableException(NOT_BOOTED);
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
    let unmet: Unmet | undefined;
    try {
      checkUser(transport, context, user);
      unmet = findUnmet(policy, user);
    } catch (error) {
      return this.#refuse(call, error, authentication);
    }
    if (unmet !== undefined) return this.#refuse(call, unmet.error, authentication, unmet.asked);
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
    const { context, transport, carrier, trace } = call;
    const { token, user, currentUser } = authentication;
    const wasLetIn = knownOn(call, token) !== undefined;
    const isOutdated = this.#isOutdated(authentication, authenticationOn(carrier));
    if (!isOutdated) attachAuthentication(carrier, authentication);
    transport.exposeUser?.(context, currentUser);
    if (user !== undefined && !wasLetIn && !isOutdated) this.#reporter.accepted(user, trace);
    return true;
  }

  /** Whether the connection has a newer token of the user by now than the one that a call was decided by. */
  #isOutdated({ user }: Authentication, known: Authentication | undefined): boolean {
    if (user === undefined || known?.user === undefined || known.by !== this) return false;
    return isOlder(user, known.user);
  }

  /**
   * Always a rejection, so that callers need expect only that.
   *
   * @param asked what the handler requires and the user lacks
   */
  async #refuse(
    call: Call,
    error: unknown,
    authentication?: Authentication,
    asked?: string,
  ): Promise<never> {
    const { context, transport, policy, trace } = call;
    this.#forget(call, authentication);
    if (!isRefusal(error)) throw transport.failureOf?.(error) ?? error;
    if (!this.#wasRefusedAlike(call, error.code)) {
      const handler = handlerNameOf(context);
      this.#reporter.refused(error, authentication?.user, trace, { handler, asked });
    }
    const refusal = refusalOf(error, { realm: this.#realm, scopes: policy.scopes });
    await (transport as { refuse(...given: unknown[]): unknown }).refuse(context, refusal);
    throw new CognitoAuthSetupError([
      `refuse() of the transport for '${transport.contextType}' has returned; it must throw, or the call would go on`,
    ]);
  }

  /** An operation can name a field thousands of times; one report of each kind of refusal is enough. */
  #wasRefusedAlike({ operation, carrier }: Call, code: string): boolean {
    if (operation === undefined) return false;
    const codes = this.#refusals.findOnce(operation, { carrier }, () => new Set());
    const wasRefused = codes.has(code);
    codes.add(code);
    return wasRefused;
  }

  /**
   * A refused call has no user, whoever was on its request before. Where calls share a carrier and the token was good,
   * the user of the other calls stays. If it was not, they lose their user: an error in a handler that has not read it
   * yet is better than a user whose token is gone.
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
      throw new CognitoAuthSetupError([describeMissingTransport(handlerNameOf(context), type)]);
    }
    return transport;
  }
}

/** @throws {CognitoAuthSetupError} when the transport would answer later: the call would be let in meanwhile */
function checkUser(transport: AuthTransport, context: ExecutionContext, user: CognitoUser): void {
  const answer: unknown = transport.checkUser?.(context, user);
  if (!isPromise(answer)) return;
  void Promise.resolve(answer).catch(() => undefined);
  throw new CognitoAuthSetupError([
    `checkUser() of the transport for '${transport.contextType}' has returned a promise; it must throw at once, or return`,
  ]);
}

/** Hybrid applications that start their microservices first get calls before anybody has checked their handlers. */
const NOT_BOOTED =
  'The application has not booted yet; call app.init() or app.listen() before startAllMicroservices()';
