import { CognitoAuthError } from './cognito-auth.error.js';

/** The token is good, and its claims are not what the handler asks for. */
export class ClaimRequiredError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_CLAIM_REQUIRED';

  constructor() {
    super('The claims of the token do not allow this');
  }
}
