/**
 * What a token is read from: the request of Express or Fastify, or the upgrade request of a socket.
 * Your own source may expect more of it, for instance a parsed cookie or a session.
 */
export interface TokenRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turns, as they arrived; empty on serverless adapters. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** Fastify's request keeps Node's request here. */
  readonly raw?: { readonly rawHeaders?: readonly string[] | undefined } | undefined;
}

/** The token, or none: a session's field may well be `null`. */
export type MaybeToken = string | null | undefined;

/**
 * A place in a request where a token may be. Gives the token, or `undefined` where there is none (`null` and an empty
 * string count as none, too); throws a {@link CognitoAuthError} where there is something that can be no token.
 * It may give a promise, as where a store has to be asked; a call then waits for it, for as long as it takes.
 * Anything else that it gives is a failure of the application (500).
 *
 * Over a WebSocket `headers` may hold what a client has sent in `connection_init`; `rawHeaders` do not.
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
  /** Logged once at boot: what the application takes upon itself with this source. */
  readonly warning?: string;
  /** Whether answers to requests of this source must not be kept by caches (RFC 6750 §2.3). */
  readonly forbidsCaching?: boolean;
}
