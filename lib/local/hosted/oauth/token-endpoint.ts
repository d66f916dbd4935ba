import { isConfidential } from '../../pool/clients.js';
import type { IssuedTokens } from '../../pool/tokens.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import { type Caller, callerOf } from '../../wire/caller.js';
import { ServiceException } from '../../wire/service-exception.js';
import type { Exchange } from '../exchange.interface.js';
import { readForm } from '../read-body.js';
import { sendJson } from '../respond.js';
import { authenticateClient } from './authenticate-client.js';
import type { AuthorizationCodes, AuthorizationGrant } from './authorization-codes.js';
import { beginFamily } from './begin-family.js';
import { OAuthError } from './oauth-error.js';
import { type OAuthParameters, wordsOf } from './oauth-parameters.js';
import { matchesChallenge } from './pkce.js';

/** Scopes that mean a user, which a client that acts for itself cannot have. */
const USER_SCOPES: readonly string[] = [
  'openid',
  'email',
  'phone',
  'profile',
  'aws.cognito.signin.user.admin',
];

type Grant = (
  client: LocalClient,
  form: OAuthParameters,
  caller: Caller,
) => object | Promise<object>;

/** `POST /oauth2/token`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
export class TokenEndpoint {
  readonly #pool: UserPool;
  readonly #codes: AuthorizationCodes;
  readonly #grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
    ['authorization_code', (...given) => this.#redeemCode(...given)],
    ['refresh_token', (...given) => this.#refresh(...given)],
    ['client_credentials', (client, form) => this.#clientToken(client, form)],
  ]);

  constructor(pool: UserPool, codes: AuthorizationCodes) {
    this.#pool = pool;
    this.#codes = codes;
  }

  /** @throws {OAuthError} */
  async answer({ request, response }: Exchange): Promise<void> {
    const form = await readForm(request);
    const grantType = form.required('grant_type');
    const client = authenticateClient(request, form, this.#pool.clients);
    const grant = this.#grants.get(grantType);
    if (grant === undefined) throw new OAuthError('unsupported_grant_type');
    sendJson(response, await grant(client, form, callerOf(request)));
  }

  async #redeemCode(client: LocalClient, form: OAuthParameters, caller: Caller): Promise<object> {
    const code = form.required('code');
    const redirectUri = form.required('redirect_uri');
    if (!client.grants.includes('code')) throw new OAuthError('unauthorized_client');
    const grant = this.#findGrant(code, client);
    if (grant.request.redirectUri !== redirectUri) {
      throw new OAuthError('unauthorized_client', 'invalid_redirect');
    }
    if (!matchesChallenge(grant.request.codeChallenge, form.get('code_verifier'))) {
      throw new OAuthError('invalid_grant');
    }
    const family = beginFamily(this.#pool, grant.request, grant.session, caller);
    if (family === undefined) throw new OAuthError('invalid_grant');
    // Before anything is awaited: of two requests with one code, the second is a replay.
    grant.familyId = family.id;
    const { nonce } = grant.request;
    return answered(
      this.#pool.tokens.issue(family, { triggerSource: 'TokenGeneration_HostedAuth', nonce }),
    );
  }

  /** A code that is used twice was stolen, before or after its first use: the tokens are no longer good. */
  #findGrant(code: string, client: LocalClient): AuthorizationGrant {
    const grant = this.#codes.find(code);
    if (grant === undefined) throw new OAuthError('invalid_grant');
    if (grant.familyId !== undefined) {
      const family = this.#pool.families.find(grant.familyId);
      if (family !== undefined) this.#pool.families.revoke(family);
      throw new OAuthError('invalid_grant');
    }
    if (grant.request.client.clientId !== client.clientId) throw new OAuthError('invalid_grant');
    return grant;
  }

  async #refresh(client: LocalClient, form: OAuthParameters, caller: Caller): Promise<object> {
    const refreshToken = form.required('refresh_token');
    return answered(this.#pool.tokens.refresh(refreshToken, client, { caller }));
  }

  /** Scopes that the client may not have are dropped without a word, as Cognito does. */
  async #clientToken(client: LocalClient, form: OAuthParameters): Promise<object> {
    if (!isConfidential(client) || !client.grants.includes('client_credentials')) {
      throw new OAuthError('unauthorized_client');
    }
    const own = client.scopes.filter((scope) => !USER_SCOPES.includes(scope));
    const asked = wordsOf(form.get('scope'));
    const granted = asked === undefined ? own : asked.filter((scope) => own.includes(scope));
    if (asked !== undefined && granted.length === 0) throw new OAuthError('invalid_grant');
    const accessToken = await allowed(this.#pool.tokens.issueToClient(client, granted.join(' ')));
    return {
      access_token: accessToken,
      expires_in: client.accessTokenSeconds,
      token_type: 'Bearer',
    };
  }
}

async function answered(issuing: Promise<IssuedTokens>): Promise<object> {
  return shown(await allowed(issuing));
}

/** @throws {OAuthError} invalid_grant with the reason, such as that of a trigger */
async function allowed<Issued>(issuing: Promise<Issued>): Promise<Issued> {
  try {
    return await issuing;
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    throw new OAuthError('invalid_grant', error.message);
  }
}

/** Members that are `undefined` are left out. */
function shown({ idToken, accessToken, refreshToken, expiresInSeconds }: IssuedTokens): object {
  return {
    id_token: idToken,
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresInSeconds,
    token_type: 'Bearer',
  };
}
