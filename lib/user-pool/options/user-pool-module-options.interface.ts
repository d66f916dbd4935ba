import type { CognitoApi } from '../../core/internal.js';
import type { UserPoolEvent } from '../events/user-pool-event.interface.js';

/**
 * How users sign in, as AWS names it. The app client has to allow it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export type SignInFlow = 'USER_PASSWORD_AUTH' | 'USER_SRP_AUTH' | 'USER_AUTH' | 'CUSTOM_AUTH';

/** A secret of an app client, 24 to 64 characters, or a function that gives it, asked for each call. */
export type ClientSecret = string | (() => string | Promise<string>);

/** An app client that has tokens for itself. */
export interface ClientTokensOptions {
  readonly clientId: string;
  readonly clientSecret: ClientSecret;
  /** Scopes that are asked for where a call names none, such as `orders/read`. @defaultValue all of the client */
  readonly scopes?: readonly string[];
  /**
   * `https://<domain>/oauth2/token` of the user pool, for the OAuth grant `client_credentials`. `http:` on loopback only.
   *
   * @defaultValue none: the operation GetClientToken, which needs no domain
   */
  readonly tokenEndpoint?: string;
}

/** Options of `CognitoUserPoolModule`. */
export interface CognitoUserPoolModuleOptions {
  /**
   * Id of the user pool. Where `CognitoAuthModule` is there, it must be configured there.
   *
   * @defaultValue the user pool of `CognitoAuthModule`, if that has one
   */
  readonly userPoolId?: string;
  /**
   * The app client that users sign in with. Where `CognitoAuthModule` is there, it must accept its tokens.
   *
   * @defaultValue the app client of that pool in `CognitoAuthModule`, if that names one
   */
  readonly clientId?: string;
  /**
   * Secret of the app client. Present but `undefined`, as from a variable that is not set, stops the boot.
   *
   * @defaultValue none: a public client
   */
  readonly clientSecret?: ClientSecret;
  /** How users sign in, unless a call says otherwise. @defaultValue `USER_SRP_AUTH` */
  readonly flow?: SignInFlow;
  /**
   * Whether strangers learn nothing of who has an account: neither by signing up, nor by signing in, nor by forgetting a
   * password. It helps only with an app client that has a secret, since anybody may ask Cognito with the id of a public one.
   *
   * @defaultValue true
   */
  readonly hideUsers?: boolean;
  /**
   * Whether users who are not confirmed, or whose password was reset, are told so, though `hideUsers` is on. Cognito tells
   * them before it looks at the password.
   *
   * @defaultValue false
   */
  readonly tellPendingUsers?: boolean;
  /** Whether callers read what a trigger of the user pool refuses with. @defaultValue `hide` */
  readonly triggerMessages?: 'hide' | 'show';
  /**
   * Where the API of the user pool is. `http:` on loopback only.
   *
   * @defaultValue that of the pool in `CognitoAuthModule`, else that of AWS in the region of `userPoolId`
   */
  readonly endpoint?: string;
  /** Sends the requests, for example through a proxy. @defaultValue that of `CognitoAuthModule`, else the global one */
  readonly fetch?: typeof globalThis.fetch;
  /** Calls Cognito in place of `fetch`, for example by the AWS SDK. @defaultValue requests by `fetch` */
  readonly api?: CognitoApi;
  /**
   * Deadline, in milliseconds, of everything that one call of a method takes. A trigger of the pool may take 5 seconds.
   * 500 to 60000. @defaultValue 10000
   */
  readonly requestTimeoutMs?: number;
  /** How many calls may wait for Cognito; more fail at once. 1 to 10000. @defaultValue 100 */
  readonly maxConcurrentCalls?: number;
  /**
   * The operation that refreshes. `REFRESH_TOKEN_AUTH` is for emulators that do not know the other; with a client secret it
   * needs the username.
   *
   * @defaultValue `GetTokensFromRefreshToken`
   */
  readonly refreshOperation?: 'GetTokensFromRefreshToken' | 'REFRESH_TOKEN_AUTH';
  /**
   * Whether a refresh whose answer was lost is sent once more. Only for app clients without rotation of refresh tokens, or
   * with a grace period: otherwise the second call is taken for theft.
   *
   * @defaultValue false
   */
  readonly retryRefresh?: boolean;
  /** Is told what happens. What it returns is waited for by nobody. */
  readonly onEvent?: (event: UserPoolEvent) => unknown;
  /** The app client of {@link ClientTokens}. @defaultValue none */
  readonly clientTokens?: ClientTokensOptions;
}
