import type { TokenSource } from '../../core/index.js';
import type { CognitoApi } from '../../core/internal.js';

/** Options of `CognitoIdentityPoolModule`. */
export interface CognitoIdentityPoolOptions {
  /** Such as `eu-west-1:00000000-0000-0000-0000-000000000000`. Its region is the part before the colon. */
  readonly identityPoolId: string;
  /**
   * Where the ID token of a call is, for `@AwsCredentials()`: beside the access token that the guard reads, such as
   * `headerToken('x-id-token')`. It must belong to the same user, user pool and app client.
   *
   * @defaultValue the token of the call itself, if it is an ID token
   */
  readonly idToken?: TokenSource;
  /**
   * The role to take, of those in the ID token (`cognito:roles`), for all credentials of users.
   *
   * @defaultValue the identity pool chooses
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
   */
  readonly customRoleArn?: string;
  /**
   * Credentials with less than these seconds left are replaced in the background, when they are next asked for. From 60
   * to 1800.
   *
   * @defaultValue 300
   */
  readonly refreshAheadSeconds?: number;
  /** How many credentials are kept, one for each ID token and role. From 1 to 1000000. @defaultValue 5000 */
  readonly maxCredentials?: number;
  /** Whether `IdentityPool.guest()` gives credentials without a login. @defaultValue false */
  readonly guests?: boolean;
  /**
   * Issuers besides the user pools of the application whose tokens may be given as a login, by their names in the
   * identity pool, such as `accounts.google.com`. The identity pool verifies such tokens.
   *
   * @defaultValue none
   */
  readonly foreignLogins?: readonly string[];
  /**
   * The name of a user pool in the identity pool, by its issuer.
   *
   * @defaultValue the issuer without its scheme
   */
  readonly loginKey?: (issuer: string) => string;
  /**
   * Where the API of identity pools is called, such as a local Cognito or an endpoint for FIPS. `https:`, except on
   * loopback.
   *
   * @defaultValue AWS's endpoint of the region
   */
  readonly endpoint?: string;
  /** Makes the HTTP requests. @defaultValue the `fetch` of `CognitoAuthModule`'s `signingKeys`, or else the global one */
  readonly fetch?: typeof globalThis.fetch;
  /** Calls the operations, in place of `fetch`: the AWS SDK, or a test's own. Not together with `endpoint` and `fetch`. */
  readonly api?: CognitoApi;
  /** Milliseconds for all calls behind one answer. From 500 to 60000. @defaultValue 3000 */
  readonly requestTimeoutMs?: number;
  /** How many calls may be under way; what comes beyond them is a 503 at once. From 1 to 10000. @defaultValue 100 */
  readonly maxConcurrentCalls?: number;
}
