import type { IncomingMessage } from 'node:http';
import { OAuthError } from './oauth-error.js';
import type { OAuthParameters } from './oauth-parameters.js';

/** What a client says of itself, unverified. */
export interface UnverifiedClientCredentials {
  readonly clientId: string | undefined;
  readonly secret: string | undefined;
}

/**
 * The credentials of a client, by `client_secret_basic` or `client_secret_post`.
 *
 * @throws {OAuthError} invalid_request when both are used, or each names another client; invalid_client when the
 * header cannot be read
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function readClientCredentials(
  request: IncomingMessage,
  form: OAuthParameters,
): UnverifiedClientCredentials {
  const posted = { clientId: form.get('client_id'), secret: form.get('client_secret') };
  const { authorization } = request.headers;
  if (authorization === undefined) return posted;
  const basic = readBasic(authorization);
  const isContradictory = posted.clientId !== undefined && posted.clientId !== basic.clientId;
  if (posted.secret !== undefined || isContradictory) throw new OAuthError('invalid_request');
  return basic;
}

function readBasic(header: string): UnverifiedClientCredentials {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  if (encoded === undefined) throw new OAuthError('invalid_client');
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  if (colon < 0) throw new OAuthError('invalid_client');
  const secret = decodePart(decoded.slice(colon + 1));
  return {
    clientId: decodePart(decoded.slice(0, colon)),
    // Public clients send an empty one.
    secret: secret === '' ? undefined : secret,
  };
}

/** Both parts are encoded as in a form. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw new OAuthError('invalid_client');
  }
}
