import { type Clock, untilAborted } from '../../core/internal.js';
import { UserPoolCalls } from '../client/user-pool-calls.js';
import { UserPoolError } from '../errors/user-pool.error.js';
import type { UserPoolWatch } from '../events/user-pool-watch.js';
import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import { tokenEndpointApi } from './token-endpoint-api.js';

/** Which token, and when to give up. */
export interface ClientTokenRequest {
  /** Such as `['orders/read']`. @defaultValue the option `clientTokens.scopes`, else all of the app client */
  readonly scopes?: readonly string[];
  /** Ends the wait. The token is asked for all the same, since others may wait for it. */
  readonly signal?: AbortSignal;
}

/** A token is asked for anew that long before it expires: it has to arrive while it is good. */
const MARGIN_MS = 60_000;

/** More sets of scopes than services have; of more, the one that was asked for first is forgotten. */
const MAX_SCOPE_SETS = 100;

interface CachedToken {
  readonly accessToken: string;
  readonly renewAtMs: number;
}

/**
 * Access tokens of an app client for itself, for calls from service to service. Each is kept until 60 seconds before it
 * expires, by its scopes.
 *
 * @example
 * const authorizationFor = async (clientTokens: ClientTokens) =>
 *   `Bearer ${await clientTokens.get({ scopes: ['orders/read'] })}`;
 */
export class ClientTokens {
  readonly #options: ResolvedUserPoolOptions['clientTokens'];
  readonly #calls: UserPoolCalls | undefined;
  readonly #watch: UserPoolWatch;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, CachedToken>();
  readonly #underWay = new Map<string, Promise<CachedToken>>();

  /** @internal */
  constructor(options: ResolvedUserPoolOptions, watch: UserPoolWatch, clock: Clock) {
    this.#options = options.clientTokens;
    this.#watch = watch;
    this.#clock = clock;
    if (this.#options === undefined) return;
    const { clientId, clientSecret, tokenEndpoint, fetch } = this.#options;
    const api = tokenEndpoint === undefined ? options.api : tokenEndpointApi(tokenEndpoint, fetch);
    this.#calls = new UserPoolCalls({ ...options, clientId, clientSecret, api }, watch);
  }

  /**
   * Gives an access token of the client, by GetClientToken or the token endpoint. Callers at the same time share one call.
   *
   * @throws {UserPoolError} (rejects) ERR_COGNITO_USER_POOL_MISCONFIGURED for a wrong secret, a client that may not do this,
   * or without the option `clientTokens`; ERR_COGNITO_REQUEST_INVALID for a scope that the client does not have;
   * ERR_COGNITO_USER_POOL_UNAVAILABLE
   */
  async get({ scopes, signal }: ClientTokenRequest = {}): Promise<string> {
    const wanted = [...new Set(scopes ?? this.#options?.scopes ?? [])].toSorted();
    const key = wanted.join(' ');
    const known = this.#tokens.get(key);
    if (known !== undefined && this.#clock() < known.renewAtMs) return known.accessToken;
    const pending = this.#share(key, wanted);
    return (await (signal === undefined ? pending : untilAborted(pending, signal))).accessToken;
  }

  #share(key: string, scopes: readonly string[]): Promise<CachedToken> {
    const known = this.#underWay.get(key);
    if (known !== undefined) return known;
    const pending = this.#ask(scopes)
      .then((token) => this.#keep(key, token))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, pending);
    return pending;
  }

  async #ask(scopes: readonly string[]): Promise<CachedToken> {
    const calls = this.#calls;
    if (calls === undefined || this.#options === undefined) {
      this.#watch.complain('clientTokens: the options have none, but ClientTokens is used');
      throw new UserPoolError('ERR_COGNITO_USER_POOL_MISCONFIGURED');
    }
    const { clientId } = this.#options;
    const askedAtMs = this.#clock();
    const answer = await calls.run('client-token', undefined, async (work) =>
      work.write('GetClientToken', {
        ClientId: clientId,
        Secret: await work.clientSecret(),
        ...(scopes.length === 0 ? {} : { Scopes: scopes }),
      }),
    );
    const result = answer.object('ClientAuthenticationResult');
    return {
      accessToken: result.text('AccessToken'),
      renewAtMs: askedAtMs + result.number('ExpiresIn') * 1000 - MARGIN_MS,
    };
  }

  #keep(key: string, token: CachedToken): CachedToken {
    this.#tokens.delete(key);
    const oldest = this.#tokens.keys().next();
    if (this.#tokens.size >= MAX_SCOPE_SETS && oldest.done !== true) {
      this.#tokens.delete(oldest.value);
    }
    this.#tokens.set(key, token);
    return token;
  }
}
