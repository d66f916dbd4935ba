/** A token of an issuer that is no user pool of the application, such as Google. The identity pool verifies it. */
export interface ForeignLogin {
  /** Its name in the identity pool, such as `accounts.google.com`. The option `foreignLogins` has to list it. */
  readonly provider: string;
  readonly token: string;
}

/** Who somebody is for an identity pool: the ID token of a user pool, or several tokens of one person. */
export type Logins = string | readonly (string | ForeignLogin)[];
