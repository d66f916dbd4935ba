import type { IncomingMessage } from 'node:http';
import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import { type Clients, isSecretOf } from '../../pool/clients.js';
import { OAuthError } from './oauth-error.js';
import type { OAuthParameters } from './oauth-parameters.js';
import { readClientCredentials } from './read-client-credentials.js';

/**
 * The client that sent a request. A public one may not send a secret: it would be of another client.
 *
 * @throws {OAuthError} invalid_client; invalid_request when the credentials contradict each other
 */
export function authenticateClient(
  request: IncomingMessage,
  form: OAuthParameters,
  clients: Clients,
): LocalClient {
  const { clientId = '', secret } = readClientCredentials(request, form);
  const client = clients.find(clientId);
  if (client === undefined || !isSecretOf(client, secret)) throw new OAuthError('invalid_client');
  return client;
}
