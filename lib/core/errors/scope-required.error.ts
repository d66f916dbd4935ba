import { CognitoAuthError } from './cognito-auth.error.js';

/** The token is good, but lacks scopes that the handler requires. */
export class ScopeRequiredError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_SCOPE_REQUIRED';
  /** The scopes of all requirements that are not met. */
  readonly scopes: readonly string[];

  constructor(scopes: readonly string[]) {
    super('The token lacks a scope that this needs');
    this.scopes = scopes;
  }
}
