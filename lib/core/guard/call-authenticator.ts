import { Inject, Injectable, Logger, type ExecutionContext } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { attachUser, detachUser } from '../decorators/authenticated-user.js';
import { CognitoAuthOptionsError } from '../errors/cognito-auth-options.error.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import { HttpTransport } from '../transport/http.transport.js';
import { isRefused, type RefusedError } from '../transport/refusal.js';
import {
  COGNITO_TOKEN_VERIFIER,
  type CognitoTokenVerifier,
} from '../verifier/cognito-token-verifier.js';
import { accessPolicyOf, enforceAccessPolicy, type AccessPolicy } from './access-policy.js';

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
  readonly #transports: ReadonlyMap<string, AuthTransport>;
  /** By anchor; several guards on one call authenticate it once. */
  readonly #authentications = new WeakMap<object, Authentication>();

  constructor(
    @Inject(COGNITO_TOKEN_VERIFIER) verifier: CognitoTokenVerifier,
    @Inject(HttpTransport) httpTransport: HttpTransport,
  ) {
    this.#verifier = verifier;
    this.#transports = new Map([[httpTransport.contextType, httpTransport]]);
  }

  /** Lets the call pass, with its user attached to it, or refuses it. */
  async authenticate(context: ExecutionContext): Promise<true> {
    const policy = accessPolicyOf(context.getClass(), context.getHandler());
    if (policy.mode === 'public') return true;
    const transport = this.#transportOf(context);
    try {
      const user = await this.#authenticate(context, transport, policy);
      attachUser(transport.anchorOf(context), user);
      transport.publishUser?.(context, user);
      return true;
    } catch (error) {
      this.#forget(context, transport);
      if (!isRefused(error)) throw error;
      this.#logger.debug(describe(error));
      return transport.refuse(context, error);
    }
  }

  async #authenticate(
    context: ExecutionContext,
    transport: AuthTransport,
    policy: AccessPolicy,
  ): Promise<CognitoUser | undefined> {
    const token = readOptionalToken(context, transport, policy);
    if (token === undefined) return undefined;
    const user = await this.#verify(transport.anchorOf(context), token);
    enforceAccessPolicy(policy, user);
    return user;
  }

  async #verify(anchor: object, token: string): Promise<CognitoUser> {
    const known = this.#authentications.get(anchor);
    if (known?.token === token) return known.user;
    const user = await this.#verifier.verify(token);
    this.#authentications.set(anchor, { token, user });
    return user;
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
          'refuses the call; remove the guard there, or protect the handler in another way',
      ]);
    }
    return transport;
  }
}

function readOptionalToken(
  context: ExecutionContext,
  transport: AuthTransport,
  { mode }: AccessPolicy,
): string | undefined {
  try {
    return transport.readToken(context);
  } catch (error) {
    if (mode === 'optional' && isRefused(error) && error.code === 'ERR_COGNITO_TOKEN_MISSING')
      return undefined;
    throw error;
  }
}

/** One line for the log, without anything of the token but the ids it names, escaped. */
function describe(refused: RefusedError): string {
  const named = ['issuer', 'kid'].flatMap((id) =>
    id in refused ? [`${id} "${String(refused[id as keyof RefusedError])}"`] : [],
  );
  return [`Refused: ${refused.code} (${refused.message})`, ...named].join(', ');
}
