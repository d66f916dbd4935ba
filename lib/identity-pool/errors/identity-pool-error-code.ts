import type { ServiceAnswer } from '../../core/internal.js';

/**
 * The answer to each refusal of this entry point. A code never changes its meaning.
 */
export const IDENTITY_POOL_ANSWERS = Object.freeze({
  ERR_COGNITO_LOGIN_MISSING: answer(401, 'No ID token was sent'),
  ERR_COGNITO_LOGIN_REFUSED: answer(401, 'The login is not accepted; sign in again'),
  ERR_COGNITO_TOKEN_REVOKED: answer(401, 'The login has been revoked; sign in again'),
  ERR_COGNITO_ROLE_REFUSED: answer(403, 'The login does not have this role'),
  ERR_COGNITO_LOGIN_TAKEN: answer(409, 'The login belongs to another identity'),
  ERR_COGNITO_IDENTITY_POOL_MISCONFIGURED: answer(500, 'The identity pool is not set up for this'),
  ERR_COGNITO_IDENTITY_POOL_UNAVAILABLE: answer(503, 'The identity pool cannot be reached'),
});

/** The codes of {@link IdentityPoolException}. */
export type IdentityPoolErrorCode = keyof typeof IDENTITY_POOL_ANSWERS;

function answer<Status extends ServiceAnswer['status']>(
  status: Status,
  message: string,
): { readonly status: Status; readonly message: string } {
  return Object.freeze({ status, message });
}
