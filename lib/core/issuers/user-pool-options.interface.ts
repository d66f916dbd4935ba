import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import type { PublicJwk } from './public-jwk.interface.js';

/** One Amazon Cognito user pool whose tokens are accepted. */
export interface UserPoolOptions {
  /**
   * AWS region of the pool, such as `eu-west-1`. Must agree with `userPoolId`, unless `issuer` is given.
   *
   * @defaultValue the part of `userPoolId` before `_`
   */
  readonly region?: string;
  /** Id of the pool, such as `eu-west-1_AbCdEf123`. */
  readonly userPoolId: string;
  /**
   * Which tokens are accepted. APIs take `access` tokens; `id` tokens are meant for the client that
   * signed the user in and describe the user to it.
   */
  readonly tokenUse: CognitoTokenUse | readonly CognitoTokenUse[];
  /**
   * App clients whose tokens are accepted: `client_id` of access tokens, `aud` of ID tokens.
   *
   * Without it, tokens of every app client of the pool get in, even of a client made for something else, and the
   * application warns at boot. `null` says that this is intended. If the pool lets strangers register clients, `null`
   * accepts their tokens too: a warning at boot names the guarded handlers that require neither a scope nor an
   * audience. A present option with the value `undefined`, as from an environment variable that is not set, is an
   * error.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7591
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
   */
  readonly clientId?: string | readonly string[] | null;
  /**
   * Accepted values of `aud` in access tokens. Cognito sets `aud` if the client asked for a resource. Without this
   * option, an access token with an `aud` is refused; with it, an access token without one is refused. `null` accepts
   * any value and none.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3
   */
  readonly audience?: string | readonly string[] | null;
  /**
   * Accepted values of `iss`. Set it for emulators, for replicas in other regions, and where AWS uses a host name
   * other than the one that follows from the region.
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
  /** Public keys that you supply. Nothing is fetched then, and the keys never rotate by themselves. */
  readonly jwks?: { readonly keys: readonly PublicJwk[] };
}
