import { parseCredential } from '../../passkeys/read-credential.js';
import type { PoolUser } from '../../pool/pool-user.interface.js';
import type { UserPool } from '../../pool/user-pool.js';
import { ServiceException } from '../../wire/service-exception.js';
import type { Exchange } from '../exchange.interface.js';
import type { HostedCookies } from '../login/hosted-cookies.js';
import { type LoginForm, renderForm } from '../login/login-form.js';
import { LoginPages } from '../login/login-pages.js';
import { sendPage } from '../login/page.js';
import type { RedirectTarget } from '../oauth/authorization-request.interface.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { OAuthParameters } from '../oauth/oauth-parameters.js';
import { readRedirectTarget } from '../oauth/read-authorization-request.js';
import { readForm } from '../read-body.js';
import { redirect, withQuery } from '../respond.js';

const FIELD = 'credential';

/** What {@link AddPasskeyEndpoint} works with. */
export interface AddPasskeyEndpointParts {
  readonly pool: UserPool;
  readonly cookies: HostedCookies;
}

/**
 * `GET` and `POST /passkeys/add`, to which an application sends users who are signed in with the browser. They come
 * back with `result`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export class AddPasskeyEndpoint {
  readonly #parts: AddPasskeyEndpointParts;
  /** Each for the user whose name it has. */
  readonly #pages: LoginPages<string>;

  constructor(parts: AddPasskeyEndpointParts) {
    this.#parts = parts;
    this.#pages = new LoginPages(parts.pool.now);
  }

  /** @throws {OAuthError} */
  show(exchange: Exchange): void {
    const target = this.#targetOf(exchange);
    const user = this.#userOf(exchange);
    if (user === undefined) return sendBack(exchange, target, 'invalid_session');
    this.#send(exchange, target, user);
  }

  /** @throws {OAuthError} */
  async submit(exchange: Exchange): Promise<void> {
    const form = await readForm(exchange.request);
    const target = this.#targetOf(exchange);
    const user = this.#userOf(exchange);
    if (user === undefined) return sendBack(exchange, target, 'invalid_session');
    const browserId = this.#parts.cookies.browserId(exchange);
    const username = this.#pages.close(form.get('_csrf'), browserId, actionOf(exchange));
    if (username !== user.username) throw new OAuthError('invalid_request');
    if (form.get('choice') === 'later') return redirect(exchange.response, target.redirectUri);
    try {
      await this.#parts.pool.passkeyRegistrations.complete(
        user,
        target.client.clientId,
        parseCredential(form.get(FIELD) ?? ''),
      );
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      return this.#send(exchange, target, user, error.message);
    }
    sendBack(exchange, target, 'success');
  }

  #targetOf({ url }: Exchange): RedirectTarget {
    const parameters = new OAuthParameters(url.searchParams);
    parameters.required('redirect_uri');
    return readRedirectTarget(parameters, this.#parts.pool.clients);
  }

  /** Who is signed in with the browser. */
  #userOf(exchange: Exchange): PoolUser | undefined {
    const { pool, cookies } = this.#parts;
    const session = pool.browserSessions.find(cookies.sessionId(exchange));
    const user = session && pool.users.getBySub(session.sub);
    return user?.isEnabled === true ? user : undefined;
  }

  #send(exchange: Exchange, target: RedirectTarget, user: PoolUser, alert?: string): void {
    const { cookies } = this.#parts;
    const action = actionOf(exchange);
    const browserId = cookies.ensureBrowserId(exchange);
    const csrf = this.#pages.open({ browserId, action, step: user.username });
    const form = this.#formFor(user, target.client.clientId);
    sendPage(
      exchange.response,
      {
        title: form.title,
        body: renderForm(form, { action, csrf, alert: alert ?? form.alert }),
        redirectUri: target.redirectUri,
        hasScript: form.ceremony !== undefined,
      },
      alert === undefined ? 200 : 400,
    );
  }

  #formFor(user: PoolUser, clientId: string): LoginForm & { readonly alert?: string } {
    const title = 'Add a passkey';
    const choices = [{ label: 'Not now', name: 'choice', value: 'later' }];
    try {
      const options = this.#parts.pool.passkeyRegistrations.begin(user, clientId);
      return {
        title,
        fields: [],
        submit: 'Add a passkey',
        choices,
        ceremony: { kind: 'create', field: FIELD, options: JSON.stringify(options) },
      };
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      return { title, fields: [], choices, alert: error.message };
    }
  }
}

function sendBack(
  { response }: Exchange,
  { redirectUri }: RedirectTarget,
  result: 'success' | 'invalid_session',
): void {
  redirect(response, withQuery(redirectUri, { result }));
}

function actionOf({ url }: Exchange): string {
  return `${url.pathname}${url.search}`;
}
