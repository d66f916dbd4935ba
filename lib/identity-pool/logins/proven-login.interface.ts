/** Logins whose tokens were verified where they are ours to verify. */
export interface ProvenLogin {
  /** `Logins` of the API: tokens by the name of who issued them. Absent for a guest. */
  readonly logins: Readonly<Record<string, string>> | undefined;
  /** What names the person: the same for every token of a user. */
  readonly identityKey: string;
  /** What names the tokens: no two sets of logins share it. */
  readonly digest: string;
  /** The roles that the login has; `undefined` if only the identity pool knows. */
  readonly roles: readonly string[] | undefined;
}
