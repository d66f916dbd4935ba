import { CognitoAuthError } from './cognito-auth.error.js';

/** The token is good, but its user is not in the groups that the handler requires. */
export class GroupRequiredError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_GROUP_REQUIRED';

  constructor() {
    super('The user is not in a group that may do this');
  }
}
