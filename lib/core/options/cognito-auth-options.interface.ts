import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import type { CognitoUser } from '../claims/cognito-user.js';
import type { CognitoAuthEvent } from '../events/cognito-auth-event.interface.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import type { TokenSource } from '../token-source/token-source.interface.js';
import type { UserPoolOptions } from '../issuers/user-pool-options.interface.js';

/** How the keys of the pools are fetched and for how long they are trusted. */
export interface SigningKeysOptions {
  /**
   * Deadline of one fetch in milliseconds, for connecting, headers and body together.
   * From 100 to 30000.
   *
   * @defaultValue 3000
   */
  readonly requestTimeoutMs?: number;
  /**
   * Allows `http:` beyond loopback, for an emulator in a network of containers. Anybody who can reach that network
   * can then make tokens that are accepted. Warns at boot.
   *
   * @defaultValue false
   */
  readonly allowInsecureHttp?: boolean;
  /**
   * Age in seconds at which the keys are fetched again in the background. From twice that age on,
   * requests wait for the new ones. This bounds how long a key stays trusted after Cognito dropped it.
   * From `cooldownSeconds` to 86400.
   *
   * @defaultValue 3600 (1 hour)
   */
  readonly maxAgeSeconds?: number;
  /**
   * How long keys stay in use while fetching fails, in seconds since the last successful fetch.
   * From `maxAgeSeconds` to 604800.
   *
   * @defaultValue 86400 (24 hours)
   */
  readonly staleIfErrorSeconds?: number;
  /**
   * Minimum time in seconds between two fetches that tokens with an unknown key id can cause, and the
   * longest pause between attempts while fetching fails. A new key is accepted after at most this time
   * and one deadline.
   * From 1 to 3600.
   *
   * @defaultValue 10
   */
  readonly cooldownSeconds?: number;
  /**
   * Maximum number of calls that wait at the same time for keys to be fetched. A token that needs a fetch costs its
   * sender nothing, and holds a request while the endpoint hangs. Further calls are refused at once, with 503 and
   * `ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE`. Tokens whose key is at hand never wait.
   * From 1 to 1000000.
   *
   * @defaultValue 10000
   */
  readonly maxWaitingCalls?: number;
  /**
   * Fetches the keys in the background while the application boots. A failure does not stop the boot.
   *
   * @defaultValue true
   */
  readonly prefetch?: boolean;
  /**
   * Used instead of the global `fetch`, for instance to go through a proxy. Must not follow redirects
   * when asked not to (`redirect: 'manual'`).
   */
  readonly fetch?: typeof globalThis.fetch;
}

/** Limits of the cache of verified tokens. */
export interface VerifiedTokenCacheOptions {
  /**
   * Maximum number of cached tokens.
   * From 1 to 1000000.
   *
   * @defaultValue 5000
   */
  readonly maxTokens?: number;
  /**
   * Maximum memory of the cache in bytes, estimated from the length of the tokens.
   * From 65536 to 1073741824.
   *
   * @defaultValue 16777216 (16 MiB)
   */
  readonly maxBytes?: number;
}

/** Settings that do not belong to one pool. */
export interface CognitoAuthSettings {
  /**
   * Where a token may be in a request. The same token in two places is accepted, two different ones
   * are refused.
   *
   * @defaultValue `[bearerToken()]`
   */
  readonly tokenSources?: readonly TokenSource[];
  /**
   * By how many seconds the clocks of AWS and of this machine may differ when `exp`, `nbf` and the age are checked.
   * `iat` may be 60 seconds ahead in any case.
   * From 0 to 300.
   *
   * @defaultValue 0
   */
  readonly clockToleranceSeconds?: number;
  /** Maximum age of a token in seconds, counted from `iat`, from 1 to 86400. Not checked when absent. */
  readonly maxTokenAgeSeconds?: number;
  /**
   * Maximum length of a token in characters. Longer ones are refused before anything is decoded. Node
   * itself refuses requests whose headers exceed 16 KiB.
   * From 512 to 16384.
   *
   * @defaultValue 8192
   */
  readonly maxTokenLength?: number;
  /**
   * Your own check of the claims of a token that is otherwise good, on every request. Only `true` accepts; anything
   * else is a 401 with `ERR_COGNITO_CLAIMS_REFUSED`. An error that it throws is a 500.
   */
  readonly validateClaims?: (claims: CognitoClaims) => boolean | Promise<boolean>;
  /**
   * Turns the verified user into what `@CurrentUser()` returns, for instance your own account object. Runs once per
   * call, after the requirements of the decorators are met. Any falsy result, such as `undefined`, `false` or `0`,
   * means that there is no such user: a 401 with `ERR_COGNITO_USER_REFUSED`. An error that it throws is a 500, unless
   * it is an exception of Nest.
   *
   * @param carrier what the call came with: the HTTP request, the GraphQL context, the client of a socket,
   * the context of a message
   */
  readonly mapUser?: (user: CognitoUser, carrier: unknown) => unknown;
  /**
   * Called for each call that was accepted or refused, and when fetching keys starts to fail or works again. No call
   * waits for it. The first error that it throws is logged; errors are otherwise ignored.
   */
  readonly onEvent?: (event: CognitoAuthEvent) => unknown;
  /**
   * How the guard works beyond REST and GraphQL, for instance
   * `[webSocketTransport(), microserviceTransport()]`, each from its own entry point, or your own
   * transport. A transport replaces the built-in one of the same context type.
   *
   * @defaultValue `[]`
   */
  readonly transports?: readonly AuthTransport[];
  /** Fetching and caching of keys. */
  readonly signingKeys?: SigningKeysOptions;
  /**
   * How many verified tokens are remembered, so that the next request with the same token costs microseconds. Times,
   * the trust in the key and the requirements of the decorators are still checked on every request. `false` verifies
   * every token again.
   *
   * @defaultValue `{ maxTokens: 5000, maxBytes: 16777216 }`
   */
  readonly verifiedTokenCache?: VerifiedTokenCacheOptions | false;
  /**
   * `realm` in the `WWW-Authenticate` header of refusals: printable ASCII without `"` and `\`.
   *
   * @defaultValue `cognito`
   */
  readonly realm?: string;
  /**
   * Name under which the strategy is registered with passport, for `AuthGuard('cognito')`.
   *
   * @defaultValue `cognito`
   */
  readonly strategyName?: string;
}

/** What `CognitoAuthModule.forRoot()` takes: settings, and one pool or several. */
export type CognitoAuthModuleOptions = CognitoAuthSettings &
  (UserPoolOptions | { readonly userPools: readonly UserPoolOptions[] });
