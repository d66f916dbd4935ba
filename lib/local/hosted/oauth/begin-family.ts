import type { BrowserSession } from '../../pool/browser-sessions.js';
import type { TokenFamily } from '../../pool/token-families.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { Caller } from '../../wire/caller.js';
import type { AuthorizationRequest } from './authorization-request.interface.js';

/**
 * Begins the family of the tokens that a request leads to, for whoever is signed in with the browser.
 *
 * @returns `undefined` where the user is gone or disabled by now, or the session of the browser was revoked
 */
export function beginFamily(
  pool: UserPool,
  { client, scope, resource }: AuthorizationRequest,
  browser: BrowserSession,
  caller: Caller,
): TokenFamily | undefined {
  const { sub, authTimeSeconds, amr } = browser;
  const user = pool.users.getBySub(sub);
  if (user?.isEnabled !== true || browser.isRevoked === true) return undefined;
  const family = { user, client, scope, resource, authTimeSeconds, amr, isOAuth: true };
  return pool.userSessions.begin(family, { browser, caller });
}
