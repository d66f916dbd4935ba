import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
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
   * signed the user in and describe the user to it.
   */
  readonly tokenUse: CognitoTokenUse | readonly CognitoTokenUse[];
  /**
   * App clients whose tokens are accepted: `client_id` of access tokens, `aud` of ID tokens.
   *
   * Without it a token issued to any app client of the pool gets in, also to one made for something
   * else; the application then warns at boot. `null` says that this is meant. Where the pool lets strangers
   * register clients, `null` takes theirs too: a warning at boot names the guarded handlers that require
   * neither a scope nor an audience. A present option with the value `undefined`, as from an environment
   * variable that is not set, is an error.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7591
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
