import { CognitoAuthError } from './cognito-auth.error.js';

/** The token is good, but from another user pool than the handler requires. */
export class UserPoolRequiredError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_USER_POOL_REQUIRED';

  constructor() {
    super('The token is from a user pool that may not do this');
  }
}
