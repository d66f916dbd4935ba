/** Options of all tokens of a {@link LocalUserPool}. */
interface LocalTokenOptions {
  /** The app client that the token is issued to. @defaultValue the client of the pool */
  readonly clientId?: string;
  /** Time of issue. @defaultValue now */
  readonly issuedAt?: Date;
  /**
   * Seconds from the time of issue to expiry; negative for a token that has already expired when it is
   * issued.
   *
   * @defaultValue 3600, as in Cognito
   */
  readonly expiresInSeconds?: number;
  /**
   * Further claims, as a pre token generation trigger adds them. They also replace claims of the same name;
   * `undefined` removes one.
   */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Where a federated user signs in. */
export interface LocalFederation {
  /** Name of the identity provider, such as `Google`. */
  readonly provider: string;
  /** @defaultValue the name of the provider, as for `Google`, `Facebook`, `LoginWithAmazon`, `SignInWithApple` */
  readonly type?: string;
  /** The user's id there. */
  readonly userId: string;
}

/** Options of the tokens of users. */
interface LocalUserTokenOptions extends LocalTokenOptions {
  /** The user. @defaultValue a new UUID for each token */
  readonly sub?: string;
  /** @defaultValue `alice`; of a federated user the provider and the id there, such as `Google_1234` */
  readonly username?: string;
  /**
   * Makes the user a federated one: with the group that Cognito keeps for users of the provider, and in ID
   * tokens with `identities`. @defaultValue a user of the pool itself
   */
  readonly federatedFrom?: LocalFederation;
  /** Groups of the user. @defaultValue none, and then no claim */
  readonly groups?: readonly string[];
}

/** What {@link LocalUserPool.accessToken} takes. */
export interface LocalAccessTokenOptions extends LocalUserTokenOptions {
  /**
   * Scopes, space-separated or as a list.
   *
   * @defaultValue `aws.cognito.signin.user.admin`, the one of a sign-in with the API
   */
  readonly scope?: string | readonly string[];
  /** `aud`, as resource binding sets it. @defaultValue no claim */
  readonly audience?: string;
}

/** What {@link LocalUserPool.idToken} takes. */
export interface LocalIdTokenOptions extends LocalUserTokenOptions {
  /** Attributes of the user, such as `email` and `custom:tenant`. @defaultValue none */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What {@link LocalUserPool.clientToken} takes. */
export interface LocalClientTokenOptions extends LocalTokenOptions {
  /** Scopes of a resource server, space-separated or as a list. @defaultValue `default/read` */
  readonly scope?: string | readonly string[];
}
