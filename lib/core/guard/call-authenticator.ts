import { Inject, Injectable, Logger, type ExecutionContext } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { attachUser, detachUser, userOn } from '../decorators/authenticated-user.js';
import { EVENT_REPORTER, type EventReporter } from '../events/event-reporter.js';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from '../options/resolved-cognito-auth-options.interface.js';
import { findToken } from '../token-source/read-token.js';
import type { AuthTransport, TransportTools } from '../transport/auth-transport.interface.js';
import { HttpTransport } from '../transport/http.transport.js';
import { isRefused, type RefusedError } from '../transport/refusal.js';
import {
  COGNITO_TOKEN_VERIFIER,
  type CognitoTokenVerifier,
} from '../verifier/cognito-token-verifier.js';
import { AccessPolicies } from './access-policies.js';
import { enforceAccessPolicy, type AccessPolicy } from './access-policy.js';

/** A user that was authenticated on an anchor, and the token it was read from. */
interface Authentication {
  readonly token: string;
  readonly user: CognitoUser;
}

/** Decides over one call of a handler: what {@link CognitoAuthGuard} is the face of. */
@Injectable()
export class CallAuthenticator {
  readonly #logger = new Logger('CognitoAuth');
  readonly #verifier: CognitoTokenVerifier;
  readonly #report: EventReporter;
  readonly #policies = new AccessPolicies();
  readonly #transports: ReadonlyMap<string, AuthTransport>;
  readonly #tools: TransportTools;
  /** By anchor; several guards on one call authenticate it once. */
  readonly #authentications = new WeakMap<object, Authentication>();

  constructor(
    @Inject(COGNITO_TOKEN_VERIFIER) verifier: CognitoTokenVerifier,
    @Inject(EVENT_REPORTER) report: EventReporter,
    @Inject(HttpTransport) httpTransport: HttpTransport,
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) { transports, tokenSources }: ResolvedCognitoAuthOptions,
  ) {
    this.#report = report;
    this.#verifier = verifier;
    this.#tools = { findToken: (carrier) => findToken(tokenSources, carrier) };
    this.#transports = new Map(
      [httpTransport, ...transports].map((transport) => [transport.contextType, transport]),
    );
  }

  /** Lets the call pass, with its user attached to it, or refuses it; at once where it can. */
  authenticate(context: ExecutionContext): true | Promise<true> {
    const policy = this.#policies.of(context.getClass(), context.getHandler());
    if (policy.mode === 'public') return true;
    const transport = this.#transportOf(context);
    let user: CognitoUser | undefined | Promise<CognitoUser>;
    try {
      const token = this.#readOptionalToken(context, transport, policy);
      user = token === undefined ? undefined : this.#verify(context, transport, token);
    } catch (error) {
      return this.#refuse(context, transport, error);
    }
    return user instanceof Promise
      ? user.then(
          (verified) => this.#admit(context, transport, policy, verified),
          (error: unknown) => this.#refuse(context, transport, error),
        )
      : this.#admit(context, transport, policy, user);
  }

  #readOptionalToken(
    context: ExecutionContext,
    transport: AuthTransport,
    { mode }: AccessPolicy,
  ): string | undefined {
    try {
      return transport.readToken(context, this.#tools);
    } catch (error) {
      if (mode === 'optional' && isRefused(error) && error.code === 'ERR_COGNITO_TOKEN_MISSING')
        return undefined;
      throw error;
    }
  }

  #verify(
    context: ExecutionContext,
    transport: AuthTransport,
    token: string,
  ): CognitoUser | Promise<CognitoUser> {
    const anchor = transport.anchorOf(context);
    const known = this.#authentications.get(anchor);
    if (known?.token === token && transport.hasLastingAnchor !== true) return known.user;
    const user = this.#verifier.verifyNow(token);
    return user instanceof Promise
      ? user.then((verified) => this.#remember(anchor, token, verified))
      : this.#remember(anchor, token, user);
  }

  /** One token on one anchor stays one user, also where the token is verified again. */
  #remember(anchor: object, token: string, user: CognitoUser): CognitoUser {
    const known = this.#authentications.get(anchor);
    if (known?.token === token) return known.user;
    this.#authentications.set(anchor, { token, user });
    return user;
  }

  #admit(
    context: ExecutionContext,
    transport: AuthTransport,
    policy: AccessPolicy,
    user: CognitoUser | undefined,
  ): true | Promise<never> {
    try {
      if (user !== undefined) {
        transport.checkUser?.(context, user);
        enforceAccessPolicy(policy, user);
      }
    } catch (error) {
      return this.#refuse(context, transport, error, user);
    }
    const anchor = transport.anchorOf(context);
    const wasAdmitted = userOn(anchor) === user;
    attachUser(anchor, user);
    transport.publishUser?.(context, user);
    if (user !== undefined && !wasAdmitted) {
      const { sub, userPoolId, clientId, tokenUse } = user;
      this.#report({ type: 'accepted', sub, userPoolId, clientId, tokenUse });
    }
    return true;
  }

  #refuse(
    context: ExecutionContext,
    transport: AuthTransport,
    error: unknown,
    user?: CognitoUser,
  ): Promise<never> {
    if (user === undefined || transport.hasLastingAnchor !== true) this.#forget(context, transport);
    if (!isRefused(error)) throw error;
    this.#logger.debug(describe(error));
    const whose = user === undefined ? {} : { sub: user.sub };
    this.#report({ type: 'refused', code: error.code, ...whose });
    return transport.refuse(context, error);
  }

  /** A refused call has no user, whoever stood on its request before. */
  #forget(context: ExecutionContext, transport: AuthTransport): void {
    detachUser(transport.anchorOf(context));
    transport.publishUser?.(context, undefined);
  }

  #transportOf(context: ExecutionContext): AuthTransport {
    const type = context.getType<string>();
    const transport = this.#transports.get(type);
    if (transport === undefined) {
      throw new CognitoAuthOptionsError([
        `CognitoAuthGuard protects handlers of HTTP requests and cannot tell who calls ` +
          `${context.getClass().name}.${context.getHandler().name} in a context of type '${type}', so it ` +
          `refuses the call; ${REMEDIES[type] ?? 'remove the guard there, or protect the handler in another way'}`,
      ]);
    }
    return transport;
  }
}

/** What makes the guard work in a type of context that it does not work in by itself. */
const REMEDIES: Readonly<Record<string, string>> = {
  ws: "add webSocketTransport() of 'nestjs-cognito-auth/websockets' to `transports`",
};

/** One line for the log, without anything of the token but the ids it names, escaped. */
function describe(refused: RefusedError): string {
  const { issuer, kid } = refused as { issuer?: string; kid?: string };
  const whose = issuer === undefined ? '' : `, issuer "${issuer}"`;
  const key = kid === undefined ? '' : `, kid "${kid}"`;
  return `Refused: ${refused.code} (${refused.message})${whose}${key}`;
}
