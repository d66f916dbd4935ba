import { CognitoAuthError } from './cognito-auth.error.js';

/** The token is good, and its claims are not what the handler asks for. */
export class ClaimsInsufficientError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_CLAIMS_INSUFFICIENT';

  constructor() {
    super('The claims of the token do not allow this');
  }
}
