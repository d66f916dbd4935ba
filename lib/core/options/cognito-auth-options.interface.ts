import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import type { CognitoUser } from '../claims/cognito-user.js';
import type { CognitoAuthEvent } from '../events/cognito-auth-event.interface.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import type { TokenSource } from '../token-source/token-source.interface.js';
import type { UserPoolOptions } from '../issuers/user-pool-options.interface.js';

/** How the keys of the pools are fetched and for how long they are trusted. */
export interface SigningKeysOptions {
  /**
   * Deadline of one fetch in milliseconds, over connecting, headers and body together.
   *
   * @defaultValue 3000; 100 to 30000
   */
  readonly requestTimeoutMs?: number;
  /**
   * Allows `http:` beyond loopback, for an emulator in a network of containers. Whoever can touch that
   * network can then make tokens that are accepted. Warns at boot.
   *
   * @defaultValue false
   */
  readonly allowInsecureHttp?: boolean;
  /**
   * Age in seconds from which on the keys are fetched again in the background. From twice that age on,
   * requests wait for the new ones. This bounds how long a key stays trusted after Cognito dropped it.
   *
   * @defaultValue 3600 (1 hour); `cooldownSeconds` to 86400
   */
  readonly maxAgeSeconds?: number;
  /**
   * For how many seconds after the last successful fetch keys stay in use while fetching fails.
   *
   * @defaultValue 86400 (24 hours); `maxAgeSeconds` to 604800
   */
  readonly staleIfErrorSeconds?: number;
  /**
   * Least time in seconds between two fetches that tokens with an unknown key id can cause, and the
   * longest pause between attempts while fetching fails. A new key is accepted after at most this time
   * and one deadline.
   *
   * @defaultValue 10; 1 to 3600
   */
  readonly cooldownSeconds?: number;
  /**
   * How many calls may wait at a time for keys to be fetched. Tokens that need a fetch cost the sender nothing, and
   * each of them holds a request while the endpoint hangs. Further ones are refused at once, with 503 and
   * `ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE`. Tokens whose key is at hand never wait.
   *
   * @defaultValue 10000; 1 to 1000000
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
   * Most tokens remembered at a time.
   *
   * @defaultValue 5000; 1 to 1000000
   */
  readonly maxTokens?: number;
  /**
   * Most memory used for them, in bytes, as estimated from the length of the tokens.
   *
   * @defaultValue 16777216 (16 MiB); 65536 to 1073741824
   */
  readonly maxBytes?: number;
}

/** Settings that do not belong to one pool. */
export interface CognitoAuthSettings {
  /**
   * Where a token may stand in a request. The same token in two places is accepted, two different ones
   * are refused.
   *
   * @defaultValue `[bearerToken()]`
   */
  readonly tokenSources?: readonly TokenSource[];
  /**
   * By how many seconds the clocks of AWS and of this machine may differ when `exp`, `nbf` and the age
   * are checked. `iat` may lie 60 seconds ahead in any case.
   *
   * @defaultValue 0; 0 to 300
   */
  readonly clockToleranceSeconds?: number;
  /** Oldest accepted age of a token in seconds, counted from `iat`; 1 to 86400. Not checked when absent. */
  readonly maxTokenAgeSeconds?: number;
  /**
   * Longest accepted token in characters. Longer ones are refused before anything is decoded. Node
   * itself refuses requests whose headers exceed 16 KiB.
   *
   * @defaultValue 8192; 512 to 16384
   */
  readonly maxTokenLength?: number;
  /**
   * A check of your own on the claims of a token that is otherwise good, on every request. Only `true`
   * accepts; anything else is a 401 with `ERR_COGNITO_CLAIMS_REFUSED`. What it throws is a 500.
   */
  readonly validateClaims?: (claims: CognitoClaims) => boolean | Promise<boolean>;
  /**
   * Makes of the verified user what `@CurrentUser()` gives, for instance an account of your own. Runs once
   * a call, after the decorators' requirements have been met. Anything falsy, such as `undefined`, `false` or
   * `0`, is nobody: a 401 with `ERR_COGNITO_USER_REFUSED`. What it throws is a 500, unless it is an exception
   * of Nest.
   *
   * @param carrier what the call came with: the HTTP request, the GraphQL context, the client of a socket,
   * the context of a message
   */
  readonly mapUser?: (user: CognitoUser, carrier: unknown) => unknown;
  /**
   * Called for each call that was accepted or refused, and when fetching keys begins to fail and works
   * again. It is not waited for. What it throws is logged once and otherwise ignored.
   */
  readonly onEvent?: (event: CognitoAuthEvent) => unknown;
  /**
   * How the guard works beyond REST and GraphQL, for instance
   * `[webSocketTransport(), microserviceTransport()]`, each from an entry point of its own, or a transport
   * of your own. One for a context type that is there already takes its place.
   *
   * @defaultValue `[]`
   */
  readonly transports?: readonly AuthTransport[];
  /** Fetching and caching of keys. */
  readonly signingKeys?: SigningKeysOptions;
  /**
   * How many tokens are remembered once verified, so that the next request with the same one costs
   * microseconds. Times, the trust in the key and what the decorators ask for are checked on every
   * request all the same. `false` verifies every token anew.
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
