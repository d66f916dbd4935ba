import type { TokenFamily } from '../../pool/token-families.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { BrowserSession } from '../login/browser-sessions.js';
import type { AuthorizationRequest } from './authorization-request.interface.js';

/**
 * Begins the family of the tokens that a request leads to, for whoever is signed in with the browser.
 *
 * @returns `undefined` where the user is gone or disabled by now
 */
export function beginFamily(
  pool: UserPool,
  { client, scope, resource }: AuthorizationRequest,
  { username, authTimeSeconds, amr }: BrowserSession,
): TokenFamily | undefined {
  const user = pool.users.get(username);
  if (user?.isEnabled !== true) return undefined;
  return pool.families.begin({
    user,
    client,
    scope,
    resource,
    authTimeSeconds,
    amr,
    isOAuth: true,
  });
}
