/**
 * The door for the entry points of this package: what they need from core and applications must not import. It is not
 * in `exports`.
 */
export { isOlder } from './claims/cognito-user.js';
export { ACTING_USERS, type ActingUsers } from './guard/acting-users.js';
export { EXTENSIONS, type Extensions } from './extensions/extensions.js';
export { addedRequirementDecorator } from './access/access-requirements.js';
export { CognitoCallFailure } from './cognito-api/cognito-call-failure.js';
export { type CallsOfWork, CognitoCalls } from './cognito-api/cognito-calls.js';
export type { CognitoApi } from './cognito-api/cognito-api.interface.js';
export { CognitoServiceError } from './cognito-api/cognito-service.error.js';
export { fetchCognitoApi } from './cognito-api/fetch-cognito-api.js';
export { checkAsyncOptions } from './options/check-async-options.js';
export { CLOCK, type Clock } from './options/clock.js';
export { openOptions, toEnumerableOptions } from './options/open-options.js';
export { OptionReader, readOptions } from './option-reader/option-reader.js';
export {
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
} from './options/resolved-cognito-auth-options.interface.js';
export {
  ACCESS_INSPECTOR,
  type AccessInspector,
  type InspectedHandler,
} from './reach/access-inspector.js';
export { currentUserOn, tokenOn } from './transport/authenticated-user.js';
export { CognitoServiceException } from './transport/cognito-service.exception.js';
export { oneToken } from './token-source/one-token.js';
