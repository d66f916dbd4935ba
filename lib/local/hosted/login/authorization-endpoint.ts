import type { BrowserSession } from '../../pool/browser-sessions.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { Exchange } from '../exchange.interface.js';
import { AuthorizationError } from '../oauth/authorization-error.js';
import type { AuthorizationRequest } from '../oauth/authorization-request.interface.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { redirect } from '../respond.js';
import type { AuthorizationResponse } from './authorization-response.js';
import type { HostedCookies } from './hosted-cookies.js';
import { readRequest } from './read-request.js';

/** What {@link AuthorizationEndpoint} works with. */
export interface AuthorizationEndpointParts {
  readonly pool: UserPool;
  readonly cookies: HostedCookies;
  readonly response: AuthorizationResponse;
}

/**
 * `GET /oauth2/authorize`: sends a browser that is signed in straight back, and others to the login page.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export class AuthorizationEndpoint {
  readonly #parts: AuthorizationEndpointParts;

  constructor(parts: AuthorizationEndpointParts) {
    this.#parts = parts;
  }

  /** @throws {OAuthError} */
  async answer(exchange: Exchange): Promise<void> {
    const { pool, response } = this.#parts;
    const request = readRequest(exchange.url, pool);
    const session = this.#sessionFor(request, exchange);
    if (session !== undefined) return response.send(exchange, request, session);
    if (request.prompts.includes('none')) {
      throw new AuthorizationError(request, new OAuthError('login_required'));
    }
    redirect(exchange.response, `/login${exchange.url.search}`);
  }

  /** The session of the browser, if it may stand for a sign-in. */
  #sessionFor(request: AuthorizationRequest, exchange: Exchange): BrowserSession | undefined {
    const { pool, cookies } = this.#parts;
    const { prompts, maxAgeSeconds = Infinity, identityProvider } = request;
    const mustSignIn = prompts.includes('login') || prompts.includes('select_account');
    // Who signed in here may be somebody else at the provider.
    if (mustSignIn || identityProvider !== undefined) return undefined;
    const session = pool.browserSessions.find(cookies.sessionId(exchange));
    if (session === undefined || pool.users.getBySub(session.sub)?.isEnabled !== true) {
      return undefined;
    }
    const ageSeconds = pool.now() / 1000 - session.authTimeSeconds;
    const isFresh = ageSeconds < pool.userSessions.reuseSeconds(request.client);
    return isFresh && ageSeconds <= maxAgeSeconds ? session : undefined;
  }
}
