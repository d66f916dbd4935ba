/**
 * What a token is read from: the request of Express or Fastify, or the upgrade request of a socket.
 * Your own source may expect more of it, for instance a parsed cookie or a session.
 */
export interface TokenRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turn, as they arrived; empty on serverless adapters. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** Fastify's request keeps Node's request here. */
  readonly raw?: { readonly rawHeaders?: readonly string[] | undefined } | undefined;
}

/** The token, or none: a session's field may well be `null`. */
export type MaybeToken = string | null | undefined;

/**
 * Finds the token in one place of a request. Returns the token, or `undefined` if there is none (`null` and an empty
 * string count as none too); throws a {@link CognitoAuthError} if there is something that cannot be a token. It may
 * return a promise, for example to ask a store; a call then waits for it, as long as it takes. Any other result is a
 * failure of the application (500).
 *
 * Over a WebSocket, `headers` may contain what a client has sent in `connection_init`; `rawHeaders` do not.
 *
 * @example
 * const fromSession: TokenSource = (request) => (request as SessionRequest).session?.accessToken;
 *
 * @example
 * const fromStore: TokenSource = async ({ headers }) => {
 *   const session = await sessions.get(String(headers['x-session']));
 *   return session?.accessToken;
 * };
 */
export interface TokenSource<Found = MaybeToken | Promise<MaybeToken>> {
  (request: TokenRequest): Found;
  /** Logged once at boot: the risk that the application takes with this source. */
  readonly warning?: string;
  /** Whether caches must not keep responses to requests with this source (RFC 6750 §2.3). */
  readonly forbidsCaching?: boolean;
}
