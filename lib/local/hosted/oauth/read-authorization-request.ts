import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import type { Clients } from '../../pool/clients.js';
import type { AuthorizationRequest, RedirectTarget } from './authorization-request.interface.js';
import { OAuthError } from './oauth-error.js';
import { type OAuthParameters, wordsOf } from './oauth-parameters.js';
import { isCodeChallenge } from './pkce.js';

const PROMPTS: readonly string[] = ['none', 'login', 'select_account', 'consent'];
/**
 * https, http on this machine, or a scheme of an app.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
const RESOURCE =
  /^(?:https:\/\/[^#]+|http:\/\/localhost(?:[:/][^#]*)?|(?!https?:)[a-z][a-z\d+.-]*:\/\/[^#]+)$/i;

/**
 * Where the browser may be sent back to. A fault in here is shown on our own page: nothing may be sent to an address
 * that the client did not register.
 *
 * @throws {OAuthError} unauthorized_client for an unknown client, redirect_mismatch for an address that is not its own
 */
export function readRedirectTarget(parameters: OAuthParameters, clients: Clients): RedirectTarget {
  const client = clients.find(parameters.get('client_id') ?? '');
  if (client === undefined) throw new OAuthError('unauthorized_client');
  const redirectUri = parameters.get('redirect_uri') ?? onlyOf(client.callbackUrls);
  if (redirectUri === undefined || !client.callbackUrls.includes(redirectUri)) {
    throw new OAuthError('redirect_mismatch');
  }
  return { client, redirectUri, state: parameters.getUnlessRepeated('state') };
}

/**
 * The rest of an authorization request.
 *
 * @throws {OAuthError} what the browser takes back to the client
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export function readAuthorizationRequest(
  parameters: OAuthParameters,
  target: RedirectTarget,
): AuthorizationRequest {
  parameters.refuseRepetition();
  const codeChallenge = parameters.get('code_challenge');
  if (!isCodeChallenge(codeChallenge, parameters.get('code_challenge_method'))) {
    throw new OAuthError('invalid_request');
  }
  return {
    ...target,
    responseType: readResponseType(parameters, target.client),
    scope: readScope(parameters, target.client),
    nonce: parameters.get('nonce'),
    codeChallenge,
    resource: readResource(parameters),
    prompts: readPrompts(parameters),
    maxAgeSeconds: readMaxAge(parameters),
    loginHint: parameters.get('login_hint'),
    identityProvider: providerOf(parameters.get('identity_provider')),
  };
}

function readResponseType(parameters: OAuthParameters, { grants }: LocalClient): 'code' | 'token' {
  const type = parameters.get('response_type');
  if (type !== 'code' && type !== 'token') throw new OAuthError('invalid_request');
  if (!grants.includes(type === 'code' ? 'code' : 'implicit')) {
    throw new OAuthError('unauthorized_client');
  }
  return type;
}

function readScope(parameters: OAuthParameters, { scopes }: LocalClient): string {
  const asked = wordsOf(parameters.get('scope')) ?? scopes;
  if (asked.some((scope) => !scopes.includes(scope))) throw new OAuthError('invalid_scope');
  return asked.join(' ');
}

function readResource(parameters: OAuthParameters): string | undefined {
  const resource = parameters.get('resource');
  if (resource !== undefined && !(RESOURCE.test(resource) && URL.canParse(resource))) {
    throw new OAuthError('invalid_request', 'resource');
  }
  return resource;
}

function readPrompts(parameters: OAuthParameters): readonly string[] {
  const prompts = wordsOf(parameters.get('prompt')) ?? [];
  const isContradictory = prompts.includes('none') && prompts.length > 1;
  if (isContradictory || prompts.some((prompt) => !PROMPTS.includes(prompt))) {
    throw new OAuthError('invalid_request');
  }
  return prompts;
}

function readMaxAge(parameters: OAuthParameters): number | undefined {
  const maxAge = parameters.get('max_age');
  if (maxAge === undefined) return undefined;
  if (!/^\d{1,10}$/.test(maxAge)) throw new OAuthError('invalid_request');
  return Number(maxAge);
}

function onlyOf(urls: readonly string[]): string | undefined {
  return urls.length === 1 ? urls[0] : undefined;
}

/** Cognito's name for the pool itself. */
function providerOf(name: string | undefined): string | undefined {
  return name === 'COGNITO' ? undefined : name;
}
