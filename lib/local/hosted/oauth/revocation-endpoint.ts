import type { UserPool } from '../../pool/user-pool.js';
import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import type { IncomingMessage } from 'node:http';
import type { Exchange } from '../exchange.interface.js';
import { readForm } from '../read-body.js';
import { authenticateClient } from './authenticate-client.js';
import { OAuthError } from './oauth-error.js';
import type { OAuthParameters } from './oauth-parameters.js';

/** `POST /oauth2/revoke`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html */
export class RevocationEndpoint {
  readonly #pool: UserPool;

  constructor(pool: UserPool) {
    this.#pool = pool;
  }

  /** @throws {OAuthError} */
  async answer({ request, response }: Exchange): Promise<void> {
    const form = await readForm(request);
    const client = this.#authenticate(request, form);
    const token = form.required('token');
    if (!client.tokenRevocation) throw new OAuthError('invalid_request');
    // Only refresh tokens can be revoked, and the others are JWTs.
    if (token.split('.').length === 3) throw new OAuthError('unsupported_token_type');
    this.#pool.tokens.revoke(token, client);
    response.writeHead(200, { 'cache-control': 'no-store' }).end();
  }

  /** Here a wrong client is 401, other than at the token endpoint. */
  #authenticate(request: IncomingMessage, form: OAuthParameters): LocalClient {
    try {
      return authenticateClient(request, form, this.#pool.clients);
    } catch (error) {
      if (!(error instanceof OAuthError) || error.error !== 'invalid_client') throw error;
      throw new OAuthError(error.error, error.description, 401);
    }
  }
}
