import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UserPool } from '../pool/user-pool.js';
import type { SignIn } from '../sign-in/sign-in.js';
import type { Exchange } from './exchange.interface.js';
import { AuthorizationEndpoint } from './login/authorization-endpoint.js';
import { AuthorizationResponse } from './login/authorization-response.js';
import { HostedCookies } from './login/hosted-cookies.js';
import { LoginEndpoint } from './login/login-endpoint.js';
import { LoginSteps } from './login/login-steps.js';
import { LogoutEndpoint } from './login/logout-endpoint.js';
import { errorPage, sendPage } from './login/page.js';
import { AddPasskeyEndpoint } from './passkeys/add-passkey-endpoint.js';
import { SCRIPT_PATH, sendPasskeyScript } from './passkeys/passkey-script.js';
import { AuthorizationCodes } from './oauth/authorization-codes.js';
import { AuthorizationError } from './oauth/authorization-error.js';
import { OAuthError } from './oauth/oauth-error.js';
import { RegistrationEndpoint } from './oauth/registration-endpoint.js';
import { RevocationEndpoint } from './oauth/revocation-endpoint.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { UserInfoEndpoint } from './oauth/user-info-endpoint.js';
import { redirect, sendOAuthError, withQuery } from './respond.js';

const PAGES = ['/login', '/signup', '/forgotPassword'];

type Endpoint = (exchange: Exchange) => void | Promise<void>;

/** The domain of a user pool: sign-in in the browser, and the endpoints of OAuth 2.0 and OpenID Connect. */
export class HostedLogin {
  /** By method and path. */
  readonly #endpoints: ReadonlyMap<string, Endpoint>;

  constructor(pool: UserPool, signIn: SignIn) {
    const codes = new AuthorizationCodes(pool.now);
    const shared = {
      pool,
      cookies: new HostedCookies(pool.options.userPoolId),
      response: new AuthorizationResponse(pool, codes),
    };
    const authorization = new AuthorizationEndpoint(shared);
    const login = new LoginEndpoint({ ...shared, steps: new LoginSteps(pool, signIn) });
    const addPasskey = new AddPasskeyEndpoint(shared);
    const logout = new LogoutEndpoint(pool, shared.cookies);
    const token = new TokenEndpoint(pool, codes);
    const revocation = new RevocationEndpoint(pool);
    const userInfo = new UserInfoEndpoint(pool);
    const registration = new RegistrationEndpoint(pool);
    this.#endpoints = new Map<string, Endpoint>([
      ['GET /oauth2/authorize', forBrowsers((exchange) => authorization.answer(exchange))],
      ...PAGES.flatMap<[string, Endpoint]>((path) => [
        [`GET ${path}`, forBrowsers((exchange) => login.show(exchange))],
        [`POST ${path}`, forBrowsers((exchange) => login.submit(exchange))],
      ]),
      ['GET /logout', forBrowsers((exchange) => logout.answer(exchange))],
      ['GET /error', showError],
      ['POST /oauth2/token', forClients((exchange) => token.answer(exchange))],
      ['POST /oauth2/revoke', forClients((exchange) => revocation.answer(exchange))],
      ['GET /oauth2/userInfo', (exchange) => userInfo.answer(exchange)],
      ['POST /oauth2/userInfo', (exchange) => userInfo.answer(exchange)],
      ...(pool.passkeyCheck === undefined
        ? []
        : ([
            [`GET ${SCRIPT_PATH}`, sendPasskeyScript],
            ['GET /passkeys/add', forBrowsers((exchange) => addPasskey.show(exchange))],
            ['POST /passkeys/add', forBrowsers((exchange) => addPasskey.submit(exchange))],
          ] satisfies [string, Endpoint][])),
      ...(pool.options.clientRegistration
        ? [
            [
              'POST /oauth2/register',
              forClients((exchange) => registration.answer(exchange)),
            ] as const,
          ]
        : []),
    ]);
  }

  /**
   * Answers a request if it is for one of the endpoints.
   *
   * @param url of the request, absolute
   * @returns whether it was
   */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const endpoint = this.#endpoints.get(`${request.method} ${url.pathname}`);
    if (endpoint === undefined) return false;
    await endpoint({ request, response, url });
    return true;
  }
}

/** Refusals are redirects: back to the client where that is safe, or else to our own page. */
function forBrowsers(endpoint: Endpoint): Endpoint {
  return async (exchange) => {
    try {
      await endpoint(exchange);
    } catch (refusal) {
      if (!(refusal instanceof OAuthError)) throw refusal;
      // The rest of a body that is too long is still on its way.
      if (refusal.status === 413) exchange.response.setHeader('connection', 'close');
      redirect(exchange.response, errorLocation(refusal));
    }
  };
}

function errorLocation(refusal: OAuthError): string {
  const { error, description } = refusal;
  if (!(refusal instanceof AuthorizationError)) return `/error?error=${error}`;
  const { redirectUri, state } = refusal.target;
  return withQuery(redirectUri, { error, error_description: description, state });
}

function forClients(endpoint: Endpoint): Endpoint {
  return async (exchange) => {
    try {
      await endpoint(exchange);
    } catch (refusal) {
      if (!(refusal instanceof OAuthError)) throw refusal;
      sendOAuthError(exchange.response, refusal);
    }
  };
}

function showError({ response, url }: Exchange): void {
  sendPage(response, errorPage(url.searchParams.get('error') ?? 'unknown'), 400);
}
