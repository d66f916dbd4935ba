/** How an error is answered over HTTP, and what it says. */
export interface UserPoolErrorAnswer {
  readonly status: 400 | 401 | 403 | 409 | 429 | 500 | 503;
  /** Fixed text, without anything that was sent. */
  readonly message: string;
}

/**
 * Status and message of each code of a {@link UserPoolError}, frozen. A code never changes its meaning.
 *
 * The statuses are those of RFC 9110 and RFC 6585.
 */
export const USER_POOL_ERRORS = Object.freeze({
  ERR_COGNITO_SIGN_IN_REFUSED: answer(
    401,
    'The name or the password is wrong, or the account cannot sign in now',
  ),
  ERR_COGNITO_CHALLENGE_EXPIRED: answer(
    401,
    'The sign-in took too long or has been used already; begin again',
  ),
  ERR_COGNITO_REFRESH_REFUSED: answer(401, 'The refresh token is no longer good; sign in again'),
  ERR_COGNITO_TOKEN_REVOKED: answer(401, 'The access token is no longer good'),
  ERR_COGNITO_SIGN_UP_CLOSED: answer(403, 'Nobody can sign up here'),
  ERR_COGNITO_USER_NOT_CONFIRMED: answer(403, 'The account has not been confirmed'),
  ERR_COGNITO_PASSWORD_RESET_REQUIRED: answer(403, 'The password has to be reset'),
  ERR_COGNITO_TRIGGER_REFUSED: answer(403, 'This is not allowed'),
  ERR_COGNITO_FORBIDDEN: answer(403, 'This is forbidden'),
  ERR_COGNITO_CODE_REFUSED: answer(400, 'The code is wrong or has expired'),
  ERR_COGNITO_PASSWORD_REFUSED: answer(400, 'The new password does not meet the rules'),
  ERR_COGNITO_PASSKEY_REFUSED: answer(400, 'The passkey is not accepted'),
  ERR_COGNITO_REQUEST_INVALID: answer(400, 'The request is not valid'),
  ERR_COGNITO_USERNAME_TAKEN: answer(409, 'The user name is taken'),
  ERR_COGNITO_ALIAS_TAKEN: answer(409, 'The address belongs to another account'),
  ERR_COGNITO_TOO_MANY_ATTEMPTS: answer(429, 'There were too many attempts; try again later'),
  ERR_COGNITO_USER_POOL_MISCONFIGURED: answer(
    500,
    'The user pool or its app client is not set up for this',
  ),
  ERR_COGNITO_USER_POOL_FAILED: answer(500, 'The user pool gave an unexpected answer'),
  ERR_COGNITO_CODE_NOT_SENT: answer(503, 'The code could not be sent'),
  ERR_COGNITO_USER_POOL_UNAVAILABLE: answer(503, 'The user pool cannot be reached now'),
});

/** The stable codes of a {@link UserPoolError}; clients may switch on them. */
export type UserPoolErrorCode = keyof typeof USER_POOL_ERRORS;

function answer(status: UserPoolErrorAnswer['status'], message: string): UserPoolErrorAnswer {
  return Object.freeze({ status, message });
}
