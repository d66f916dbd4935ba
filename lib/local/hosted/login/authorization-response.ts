import type { BrowserSession } from '../../pool/browser-sessions.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { IssuedTokens } from '../../pool/tokens.js';
import { type Caller, callerOf } from '../../wire/caller.js';
import { ServiceException } from '../../wire/service-exception.js';
import type { Exchange } from '../exchange.interface.js';
import type { AuthorizationCodes } from '../oauth/authorization-codes.js';
import { AuthorizationError } from '../oauth/authorization-error.js';
import type { AuthorizationRequest } from '../oauth/authorization-request.interface.js';
import { beginFamily } from '../oauth/begin-family.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { redirect, withQuery } from '../respond.js';

/** Sends browsers back to the client with what it asked for: a code, or tokens at once. */
export class AuthorizationResponse {
  readonly #pool: UserPool;
  readonly #codes: AuthorizationCodes;

  constructor(pool: UserPool, codes: AuthorizationCodes) {
    this.#pool = pool;
    this.#codes = codes;
  }

  /** Without `iss` (RFC 9207), which Cognito does not send. @throws {AuthorizationError} */
  async send(
    { request: incoming, response }: Exchange,
    request: AuthorizationRequest,
    session: BrowserSession,
  ): Promise<void> {
    const { redirectUri, state, responseType } = request;
    if (responseType === 'code') {
      const code = this.#codes.create(request, session);
      return redirect(response, withQuery(redirectUri, { code, state }));
    }
    const fragment = fragmentOf(await this.#issue(request, session, callerOf(incoming)), state);
    redirect(response, `${redirectUri}#${fragment.toString()}`);
  }

  async #issue(
    request: AuthorizationRequest,
    session: BrowserSession,
    caller: Caller,
  ): Promise<IssuedTokens> {
    const family = beginFamily(this.#pool, request, session, caller);
    if (family === undefined) throw new AuthorizationError(request, new OAuthError('server_error'));
    const { nonce } = request;
    try {
      return await this.#pool.tokens.issue(
        family,
        { triggerSource: 'TokenGeneration_HostedAuth', nonce },
        { withRefreshToken: false },
      );
    } catch (error) {
      // A trigger has refused.
      if (!(error instanceof ServiceException)) throw error;
      throw new AuthorizationError(request, new OAuthError('server_error', error.message));
    }
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-4.2.2 */
function fragmentOf(
  { idToken, accessToken, expiresInSeconds }: IssuedTokens,
  state: string | undefined,
): URLSearchParams {
  return new URLSearchParams({
    ...(idToken === undefined ? {} : { id_token: idToken }),
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: String(expiresInSeconds),
    ...(state === undefined ? {} : { state }),
  });
}
