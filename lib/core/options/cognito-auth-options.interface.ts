import type { CognitoClaims, CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import type { CognitoUser } from '../claims/cognito-user.js';
import type { CognitoAuthEvent } from '../events/cognito-auth-event.interface.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import type { TokenSource } from '../token-source/token-source.interface.js';
import type { PublicJwk } from './public-jwk.interface.js';

/** One Amazon Cognito user pool whose tokens are accepted. */
export interface UserPoolOptions {
  /**
   * AWS region of the pool, such as `eu-west-1`.
   *
   * @defaultValue the part of `userPoolId` before `_`; if given it must say the same, unless `issuer`
   * is given
   */
  readonly region?: string;
  /** Id of the pool, such as `eu-west-1_AbCdEf123`. */
  readonly userPoolId: string;
  /**
   * Which tokens are accepted. APIs take `access` tokens; `id` tokens are meant for the client that
   * signed the user in and tell it about the user.
   */
  readonly tokenUse: CognitoTokenUse | readonly CognitoTokenUse[];
  /**
   * App clients whose tokens are accepted: `client_id` of access tokens, `aud` of ID tokens.
   *
   * Without it a token issued to any app client of the pool gets in, also to one made for something
   * else; the application then warns at boot. `null` says that this is meant. A present option with the
   * value `undefined`, as from an environment variable that is not set, is an error.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
   */
  readonly clientId?: string | readonly string[] | null;
  /**
   * `aud` of access tokens, which Cognito sets where the client asked for a resource. When absent, an
   * access token with an `aud` is refused; when set, one without it, too. `null` accepts any.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3
   */
  readonly audience?: string | readonly string[] | null;
  /**
   * Accepted values of `iss`. Give it for emulators, for replicas in other regions, and where AWS uses
   * another host name than the one that the region leads to.
   *
   * @defaultValue both forms that AWS issues: `https://cognito-idp.<region>.<suffix>/<userPoolId>` and
   * `https://issuer-cognito-idp.<region>.<suffix>/<userPoolId>`
   */
  readonly issuer?: string | readonly string[];
  /**
   * Where the keys are published. Must be `https:`, except on loopback.
   *
   * @defaultValue `<issuer>/.well-known/jwks.json` of each issuer
   */
  readonly jwksUri?: string;
  /** Public keys given by hand, used instead of fetching; they then never rotate by themselves. */
  readonly jwks?: { readonly keys: readonly PublicJwk[] };
}

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
