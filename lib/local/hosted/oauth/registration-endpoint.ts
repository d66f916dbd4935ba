import type { IncomingMessage } from 'node:http';
import { OptionReader } from '../../../core/standalone.js';
import { resolveLocalClient } from '../../options/resolve-local-client.js';
import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import type { UserPool } from '../../pool/user-pool.js';
import { ServiceException } from '../../wire/service-exception.js';
import type { Exchange } from '../exchange.interface.js';
import { hasContentType, readBody } from '../read-body.js';
import { sendJson } from '../respond.js';
import { OAuthError } from './oauth-error.js';
import { wordsOf } from './oauth-parameters.js';

const MAX_BODY_BYTES = 64 * 1024;
const AUTH_METHODS: readonly unknown[] = ['none', 'client_secret_basic', 'client_secret_post'];
const GRANT_TYPES: readonly unknown[] = ['authorization_code', 'refresh_token'];

type Metadata = Readonly<Record<string, unknown>>;

/**
 * `POST /oauth2/register`, by which clients register themselves without a token, as those of MCP servers do.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-dynamic-client-registration.html
 * @see https://www.rfc-editor.org/rfc/rfc7591
 */
export class RegistrationEndpoint {
  readonly #pool: UserPool;

  constructor(pool: UserPool) {
    this.#pool = pool;
  }

  /** @throws {OAuthError} invalid_client_metadata or invalid_redirect_uri */
  async answer({ request, response }: Exchange): Promise<void> {
    const metadata = await readMetadata(request);
    const authMethod = metadata['token_endpoint_auth_method'] ?? 'client_secret_basic';
    const grantTypes = metadata['grant_types'] ?? ['authorization_code'];
    checkChoices(authMethod, grantTypes, metadata['response_types'] ?? ['code']);
    const client = this.#register(metadata, authMethod !== 'none');
    const described = {
      client_id: client.clientId,
      client_id_issued_at: Math.floor(this.#pool.now() / 1000),
      client_secret: client.secrets[0]?.value,
      // Required with a secret; 0 is never.
      client_secret_expires_at: client.secrets.length === 0 ? undefined : 0,
      client_name: client.name,
      redirect_uris: client.callbackUrls,
      grant_types: grantTypes,
      response_types: ['code'],
      token_endpoint_auth_method: authMethod,
      scope: client.scopes.join(' '),
    };
    sendJson(response, described, 201);
  }

  #register(metadata: Metadata, hasSecret: boolean): LocalClient {
    const { redirect_uris: callbackUrls, client_name: name, scope } = metadata;
    const mistakes: string[] = [];
    const options = {
      ...(name === undefined ? {} : { name }),
      ...(typeof scope === 'string' ? { scopes: wordsOf(scope) } : {}),
      ...(hasSecret ? { secret: true } : {}),
      callbackUrls,
    };
    const client = resolveLocalClient(new OptionReader(options, '', mistakes), this.#pool.now());
    if (mistakes.some((mistake) => mistake.startsWith('callbackUrls'))) {
      throw new OAuthError('invalid_redirect_uri');
    }
    if (mistakes.length > 0) throw new OAuthError('invalid_client_metadata');
    if (client.callbackUrls.length === 0) throw new OAuthError('invalid_redirect_uri');
    return this.#add(client);
  }

  #add(client: LocalClient): LocalClient {
    try {
      return this.#pool.clients.put(client);
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      throw new OAuthError('temporarily_unavailable', error.message, 503);
    }
  }
}

async function readMetadata(request: IncomingMessage): Promise<Metadata> {
  if (!hasContentType(request, 'application/json')) throw new OAuthError('invalid_client_metadata');
  const text = await readBody(request, MAX_BODY_BYTES);
  try {
    const metadata: unknown = JSON.parse(text);
    if (typeof metadata === 'object' && metadata !== null) return metadata as Metadata;
  } catch {
    // Said below.
  }
  throw new OAuthError('invalid_client_metadata');
}

function checkChoices(authMethod: unknown, grantTypes: unknown, responseTypes: unknown): void {
  const isKnown =
    AUTH_METHODS.includes(authMethod) &&
    Array.isArray(grantTypes) &&
    grantTypes.every((type) => GRANT_TYPES.includes(type)) &&
    Array.isArray(responseTypes) &&
    responseTypes.every((type) => type === 'code');
  if (!isKnown) throw new OAuthError('invalid_client_metadata');
}
