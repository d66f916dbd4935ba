import type { LocalTriggers } from '../triggers/local-triggers.interface.js';

/** AWS's `ExplicitAuthFlows`. */
export type LocalAuthFlow =
  | 'ALLOW_USER_PASSWORD_AUTH'
  | 'ALLOW_USER_SRP_AUTH'
  | 'ALLOW_USER_AUTH'
  | 'ALLOW_CUSTOM_AUTH'
  | 'ALLOW_REFRESH_TOKEN_AUTH'
  | 'ALLOW_ADMIN_USER_PASSWORD_AUTH'
  | 'ALLOW_CLIENT_TOKEN_AUTH';

/** An app client. */
export interface LocalClientOptions {
  /** @defaultValue 26 random characters */
  readonly clientId?: string;
  /** @defaultValue `local` */
  readonly name?: string;
  /** The client secret, or `true` for a random one of 51 characters. @defaultValue none */
  readonly secret?: string | true;
  /**
   * @defaultValue all but `ALLOW_CUSTOM_AUTH` and `ALLOW_CLIENT_TOKEN_AUTH`; with rotation, also without
   * `ALLOW_REFRESH_TOKEN_AUTH`, which Cognito does not combine
   */
  readonly authFlows?: readonly LocalAuthFlow[];
  /** Where the hosted login may send people back to: https, http on this machine, or a scheme of an app. */
  readonly callbackUrls?: readonly string[];
  readonly logoutUrls?: readonly string[];
  /**
   * @defaultValue `openid`, `email`, `phone`, `profile` and `aws.cognito.signin.user.admin`. Scopes of resource servers,
   * such as `orders/read`, are written here too.
   */
  readonly scopes?: readonly string[];
  /** @defaultValue `code` */
  readonly grants?: readonly LocalGrant[];
  /** Seconds from 300 to 86400. @defaultValue 3600 */
  readonly accessTokenSeconds?: number;
  /** Seconds from 300 to 86400. @defaultValue 3600 */
  readonly idTokenSeconds?: number;
  /** Seconds from 3600 to 315360000. @defaultValue 2592000, 30 days */
  readonly refreshTokenSeconds?: number;
  /** A refresh token is good once, and for `graceSeconds` (0 to 60) more. @defaultValue `false` */
  readonly refreshTokenRotation?: { readonly graceSeconds: number } | false;
  /** Whether a name that nobody has is answered like a wrong password. @defaultValue `true` */
  readonly preventUserExistenceErrors?: boolean;
  /** Whether tokens have `jti` and `origin_jti`, and can be revoked. @defaultValue `true` */
  readonly tokenRevocation?: boolean;
  /** Minutes from 3 to 15 for each step of a sign-in. @defaultValue 3 */
  readonly sessionMinutes?: number;
  /**
   * Minutes from 0 to 129600 since a sign-in in the browser for which the hosted login asks for no other. It counts where
   * sessions are tracked; else it is an hour.
   *
   * @defaultValue 60
   */
  readonly ssoMinutes?: number;
}

export type LocalGrant = 'code' | 'implicit' | 'client_credentials';

/** A group of users. */
export interface LocalGroupOptions {
  readonly name: string;
  /** 0 or more; the group with the lowest counts first. @defaultValue none, after all others */
  readonly precedence?: number;
  readonly roleArn?: string;
  readonly description?: string;
}

/** A user that is there from the start. The `sub` is derived from pool and name, so that it stays the same. */
export interface LocalUserOptions {
  /** Needed where users sign in by e-mail. Counts as verified. */
  readonly email?: string;
  /** Needed where users sign in by username. */
  readonly username?: string;
  /** One that the password policy does not allow is accepted here. @defaultValue none: the user cannot sign in with one */
  readonly password?: string;
  /** In place of `password`: the user has to choose another at the first sign-in. */
  readonly temporaryPassword?: string;
  /** Groups that are not among `groups` are made. */
  readonly groups?: readonly string[];
  /** Further attributes, such as `{ name: 'Ada', 'custom:tenant': 'one' }`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Secret in base32 of an authenticator app that is set up already. */
  readonly totpSecret?: string;
  /** @defaultValue `true` */
  readonly enabled?: boolean;
  /** `false` for somebody who has not confirmed the sign-up yet. @defaultValue `true` */
  readonly confirmed?: boolean;
  /** @defaultValue derived from the pool and the name */
  readonly sub?: string;
}

/** What a password needs. The defaults are Cognito's. */
export interface LocalPasswordPolicy {
  /** 6 to 99. @defaultValue 8 */
  readonly minimumLength?: number;
  /** @defaultValue `true` */
  readonly requireUppercase?: boolean;
  /** @defaultValue `true` */
  readonly requireLowercase?: boolean;
  /** @defaultValue `true` */
  readonly requireNumbers?: boolean;
  /** @defaultValue `true` */
  readonly requireSymbols?: boolean;
}

/** An identity pool beside the user pool. */
export interface LocalIdentityPoolOptions {
  /** @defaultValue the region and a random UUID */
  readonly identityPoolId?: string;
  /** Whether it gives credentials to guests. @defaultValue `false` */
  readonly allowUnauthenticated?: boolean;
  /** Whether users who are signed out or disabled are refused. @defaultValue `false` */
  readonly serverSideTokenCheck?: boolean;
}

/** `WEB_AUTHN` is a passkey, and needs the package `@simplewebauthn/server`. */
export type LocalFirstFactor = 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** AWS's `WebAuthnConfiguration`: what passkeys are for. */
export interface LocalWebAuthnOptions {
  /**
   * The domain that passkeys belong to: that of the pages which use them, or one above it. Browsers take no IP address.
   *
   * @defaultValue `localhost`
   */
  readonly relyingPartyId?: string;
  /** Whether authenticators have to find out who holds them, by a PIN or a finger. @defaultValue `preferred` */
  readonly userVerification?: 'preferred' | 'required';
  /**
   * Whether a passkey of a user who has turned this on is two factors in one. Then user verification is required.
   *
   * @defaultValue `SINGLE_FACTOR`
   */
  readonly factorConfiguration?: 'SINGLE_FACTOR' | 'MULTI_FACTOR_WITH_USER_VERIFICATION';
}

/** What {@link LocalCognito.start} takes. */
export interface LocalCognitoOptions extends LocalTriggers {
  /** @defaultValue the region, `_Local` and four random characters */
  readonly userPoolId?: string;
  /** @defaultValue the part of `userPoolId` before `_`, else `eu-west-1` */
  readonly region?: string;
  /**
   * `iss` of the tokens: `aws` and `aws-updated` for the two of AWS, `local` for the address of this server, or any URL.
   *
   * @defaultValue `aws`
   */
  readonly issuer?: 'aws' | 'aws-updated' | 'local' | (string & {});
  /** What people type in: with `email`, their `Username` is the `sub`. @defaultValue `email` */
  readonly signIn?: 'email' | 'username';
  /** @defaultValue one client with the defaults */
  readonly clients?: readonly LocalClientOptions[];
  readonly groups?: readonly LocalGroupOptions[];
  readonly users?: readonly LocalUserOptions[];
  readonly passwordPolicy?: LocalPasswordPolicy;
  /** Whether a second factor is asked for: never, of users who have one, of all. @defaultValue `OFF` */
  readonly mfa?: 'OFF' | 'OPTIONAL' | 'ON';
  /** What a sign-in can begin with. Must contain `PASSWORD`, as in Cognito. @defaultValue `PASSWORD` */
  readonly firstFactors?: readonly LocalFirstFactor[];
  /** Where `firstFactors` has `WEB_AUTHN`. */
  readonly webAuthn?: LocalWebAuthnOptions;
  /** Names without `custom:`, such as `tenant`. */
  readonly customAttributes?: readonly string[];
  /** Whether people may sign up by themselves. @defaultValue `true` */
  readonly selfSignUp?: boolean;
  /** Whether devices are remembered: never, each one, or those that their user says so of. @defaultValue `OFF` */
  readonly deviceTracking?: 'OFF' | 'ALWAYS' | 'OPT_IN';
  /**
   * Whether sessions of users can be listed and revoked. A user has up to `maxPerUser` (1 to 100) sessions with tokens; the
   * least recently used one ends where there would be more.
   *
   * @defaultValue `false`; `maxPerUser` 20
   */
  readonly sessionTracking?: { readonly maxPerUser?: number } | boolean;
  /**
   * The version of the event of `preTokenGeneration`: the first changes ID tokens only, the second access tokens too, and
   * the third those of client credentials.
   *
   * @defaultValue `V2_0`
   */
  readonly preTokenGenerationVersion?: 'V1_0' | 'V2_0' | 'V3_0';
  readonly identityPool?: LocalIdentityPoolOptions;
  /**
   * Names of identity providers, such as `Google`, that the hosted login offers. In place of each stands a page on which
   * people say who they are there. @defaultValue none
   */
  readonly identityProviders?: readonly string[];
  /**
   * Whether clients may register themselves at `/oauth2/register` (RFC 7591), as those of MCP servers want to: Cognito's
   * open registration, for which nobody needs a token. The discovery document names the endpoint.
   *
   * @defaultValue `false`
   */
  readonly clientRegistration?: boolean;
  /** `random`, or six digits that all codes are. Codes of eight digits have `00` added. @defaultValue `random` */
  readonly codes?: 'random' | (string & {});
  /** @defaultValue 0: any free port */
  readonly port?: number;
  /** @defaultValue `127.0.0.1` */
  readonly host?: string;
  /** Serves https with this key and certificate, in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Keeps users, groups and hashes of refresh tokens over restarts. @defaultValue they are kept in memory */
  readonly stateFile?: string;
  /** Prints what is "sent", codes included: `true` for the standard error output, or a function. @defaultValue `false` */
  readonly print?: boolean | ((line: string) => void);
  /**
   * Serves the messages as JSON at `/_local/outbox`, for tests in other processes and languages. Pages of other sites
   * cannot read them.
   *
   * @defaultValue `false`
   */
  readonly serveOutbox?: boolean;
  /** Allows a host that other machines reach: everybody who does can sign in as anybody. @defaultValue `false` */
  readonly allowRemote?: boolean;
}
