/** Where a request came from, for threat protection. Cognito takes it from clients with a secret only. */
export interface UserContext {
  /** The address of the caller. */
  readonly ipAddress?: string;
  /** What AWS's script collected in the browser. */
  readonly encodedData?: string;
}

/** What every method takes beside its input. */
export interface CallOptions {
  /** Ends the call; it then fails with the signal's reason. What Cognito was asked may be done all the same. */
  readonly signal?: AbortSignal;
  /** For the triggers of the user pool. It is neither stored nor encrypted. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
  readonly userContext?: UserContext;
}
