import { CognitoAuthError } from './cognito-auth.error.js';

/** The token is good, and its user is in none of the groups that the handler asks for. */
export class GroupRequiredError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_GROUP_REQUIRED';

  constructor() {
    super('The user is not in a group that may do this');
  }
}
