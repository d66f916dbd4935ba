import { CognitoAuthError } from './cognito-auth.error.js';

/** The token is good, but its claims do not meet the requirements of the handler. */
export class ClaimsInsufficientError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_CLAIMS_INSUFFICIENT';

  constructor() {
    super('The claims of the token do not allow this');
  }
}
