import type { UserPool } from '../../pool/user-pool.js';
import { AuthorizationError } from '../oauth/authorization-error.js';
import type { AuthorizationRequest } from '../oauth/authorization-request.interface.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { OAuthParameters } from '../oauth/oauth-parameters.js';
import {
  readAuthorizationRequest,
  readRedirectTarget,
} from '../oauth/read-authorization-request.js';

/**
 * The authorization request that a page was opened with.
 *
 * @throws {OAuthError} what is shown here
 * @throws {AuthorizationError} what the browser takes back to the client
 */
export function readRequest(url: URL, { clients, options }: UserPool): AuthorizationRequest {
  const parameters = new OAuthParameters(url.searchParams);
  const target = readRedirectTarget(parameters, clients);
  try {
    const request = readAuthorizationRequest(parameters, target);
    const { identityProvider } = request;
    if (identityProvider !== undefined && !options.identityProviders.includes(identityProvider)) {
      throw new OAuthError('invalid_request', 'identity_provider');
    }
    return request;
  } catch (error) {
    throw error instanceof OAuthError ? new AuthorizationError(target, error) : error;
  }
}
