import type { UserPool } from '../../pool/user-pool.js';
import type { Exchange } from '../exchange.interface.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { OAuthParameters } from '../oauth/oauth-parameters.js';
import { redirect } from '../respond.js';
import type { HostedCookies } from './hosted-cookies.js';

/** `GET /logout`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html */
export class LogoutEndpoint {
  readonly #pool: UserPool;
  readonly #cookies: HostedCookies;

  constructor(pool: UserPool, cookies: HostedCookies) {
    this.#pool = pool;
    this.#cookies = cookies;
  }

  /** Signs the browser out whatever else is wrong. @throws {OAuthError} */
  answer(exchange: Exchange): void {
    this.#pool.browserSessions.end(this.#cookies.sessionId(exchange));
    this.#cookies.endSession(exchange);
    redirect(exchange.response, this.#destination(exchange.url));
  }

  #destination(url: URL): string {
    const parameters = new OAuthParameters(url.searchParams);
    const client = this.#pool.clients.find(parameters.get('client_id') ?? '');
    if (client === undefined) throw new OAuthError('unauthorized_client');
    const logoutUri = parameters.get('logout_uri');
    if (logoutUri !== undefined) {
      if (!client.logoutUrls.includes(logoutUri)) throw new OAuthError('redirect_mismatch');
      return logoutUri;
    }
    // Or else to sign in again, with what an authorization request has.
    parameters.required('redirect_uri');
    return `/login${url.search}`;
  }
}
