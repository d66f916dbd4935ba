/** What a token is for: `access` tokens authorise API calls, `id` tokens describe the user to the client. */
export type CognitoTokenUse = 'access' | 'id';

/**
 * Claims that access and ID tokens have in common. The required ones were checked; the optional ones
 * have the type that AWS documents, but a pre token generation trigger can write anything into a claim
 * that AWS does not reserve. Claims not listed are `unknown`.
 */
interface CognitoCommonClaims {
  /** The user, unique within the pool; of a client-credentials token, the client. Not always a UUID. */
  readonly sub: string;
  /** Issuer: the user pool. */
  readonly iss: string;
  /** Expiry, seconds since the epoch. */
  readonly exp: number;
  /** Time of issue, seconds since the epoch. */
  readonly iat: number;
  /** Not valid before, seconds since the epoch. */
  readonly nbf?: number;
  /** Time of the original sign-in, seconds since the epoch; a refresh does not change it. */
  readonly auth_time?: number;
  readonly jti?: string;
  readonly origin_jti?: string;
  readonly event_id?: string;
  /** Absent when the user is in no group. */
  readonly 'cognito:groups'?: readonly string[];
  /** Level of authentication, such as `urn:cognito:loa:2`. */
  readonly acr?: string;
  /** Methods of authentication, such as `pwd` and `otp`. */
  readonly amr?: readonly string[];
  readonly [claim: string]: unknown;
}

/**
 * Claims of an access token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export interface CognitoAccessTokenClaims extends CognitoCommonClaims {
  readonly token_use: 'access';
  /** The app client that the token was issued to. */
  readonly client_id: string;
  /** Only with resource binding: the resource that the token is meant for. */
  readonly aud?: string;
  /** Absent in client-credentials tokens. */
  readonly username?: string;
  /** Space-separated. */
  readonly scope?: string;
  readonly version?: number;
  readonly device_key?: string;
}

/**
 * Claims of an ID token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export interface CognitoIdTokenClaims extends CognitoCommonClaims {
  readonly token_use: 'id';
  /** The app client that the token was issued to. */
  readonly aud: string;
  readonly 'cognito:username'?: string;
  readonly 'cognito:roles'?: readonly string[];
  readonly 'cognito:preferred_role'?: string;
  readonly nonce?: string;
  readonly at_hash?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
  readonly name?: string;
}

/** Verified claims of a token; `token_use` says which kind. */
export type CognitoClaims = CognitoAccessTokenClaims | CognitoIdTokenClaims;
