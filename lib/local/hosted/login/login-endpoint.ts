import type { UserPool } from '../../pool/user-pool.js';
import type { SignedIn } from '../../sign-in/sign-in.interface.js';
import { callerOf } from '../../wire/caller.js';
import { ServiceException } from '../../wire/service-exception.js';
import type { Exchange } from '../exchange.interface.js';
import type { AuthorizationRequest } from '../oauth/authorization-request.interface.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { readForm } from '../read-body.js';
import type { AuthorizationResponse } from './authorization-response.js';
import { formOfStep } from './form-of-step.js';
import type { HostedCookies } from './hosted-cookies.js';
import { renderForm } from './login-form.js';
import { LoginPages } from './login-pages.js';
import type { LoginStep } from './login-step.interface.js';
import type { LoginSteps } from './login-steps.js';
import { sendPage } from './page.js';
import { readRequest } from './read-request.js';

/** What {@link LoginEndpoint} works with. */
export interface LoginEndpointParts {
  readonly pool: UserPool;
  readonly steps: LoginSteps;
  readonly cookies: HostedCookies;
  readonly response: AuthorizationResponse;
}

/**
 * `GET` and `POST` the pages `/login`, `/signup` and `/forgotPassword`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html
 */
export class LoginEndpoint {
  readonly #parts: LoginEndpointParts;
  readonly #pages: LoginPages;

  constructor(parts: LoginEndpointParts) {
    this.#parts = parts;
    this.#pages = new LoginPages(parts.pool.now);
  }

  /** Shows the first page of a path. @throws {OAuthError} */
  show(exchange: Exchange): void {
    const request = readRequest(exchange.url, this.#parts.pool);
    this.#send(exchange, request, firstStep(exchange.url.pathname, request));
  }

  /** Takes a form, and shows the next page or sends the browser back. @throws {OAuthError} */
  async submit(exchange: Exchange): Promise<void> {
    const { pool, steps, cookies } = this.#parts;
    const form = await readForm(exchange.request);
    const request = readRequest(exchange.url, pool);
    const csrf = form.get('_csrf');
    const step = this.#pages.close(csrf, cookies.browserId(exchange), actionOf(exchange));
    if (step === undefined) throw new OAuthError('invalid_request');
    try {
      const next = await steps.answer(step, form, request.client);
      if ('kind' in next) this.#send(exchange, request, next);
      else await this.#finish(exchange, request, next);
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      this.#send(exchange, request, steps.afterRefusal(step, form, error), error.message);
    }
  }

  async #finish(
    exchange: Exchange,
    request: AuthorizationRequest,
    { user, amr }: SignedIn,
  ): Promise<void> {
    const { pool, cookies, response } = this.#parts;
    pool.browserSessions.end(cookies.sessionId(exchange));
    const authTimeSeconds = Math.floor(pool.now() / 1000);
    const { clientId } = request.client;
    const { id, seconds, session } = pool.userSessions.beginAtBrowser(
      { sub: user.attributes['sub'] ?? '', authTimeSeconds, amr, clientId },
      callerOf(exchange.request),
    );
    cookies.keepSession(exchange, id, seconds);
    await response.send(exchange, request, session);
  }

  #send(exchange: Exchange, request: AuthorizationRequest, step: LoginStep, alert?: string): void {
    const { pool, cookies } = this.#parts;
    const { search } = exchange.url;
    const action = actionOf(exchange);
    const browserId = cookies.ensureBrowserId(exchange);
    const csrf = this.#pages.open({ browserId, action, step });
    const form = formOfStep(step, pool.options, search);
    sendPage(
      exchange.response,
      {
        title: form.title,
        body: renderForm(form, { action, csrf, alert }),
        redirectUri: request.redirectUri,
        hasScript: form.ceremony !== undefined,
      },
      alert === undefined ? 200 : 400,
    );
  }
}

function firstStep(path: string, { identityProvider, loginHint }: AuthorizationRequest): LoginStep {
  if (path === '/signup') return { kind: 'sign-up', login: loginHint };
  if (path === '/forgotPassword') return { kind: 'forgot-password', login: loginHint };
  if (identityProvider !== undefined) return { kind: 'provider', provider: identityProvider };
  return { kind: 'sign-in', login: loginHint };
}

function actionOf({ url }: Exchange): string {
  return `${url.pathname}${url.search}`;
}
