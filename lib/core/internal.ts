/**
 * The door for the entry points of this package: what they need from core and applications must not import. It is not
 * in `exports`.
 */
export { isOlder } from './claims/cognito-user.js';
export { ACTING_USERS, type ActingUsers } from './guard/acting-users.js';
export { EXTENSIONS, type Extensions } from './extensions/extensions.js';
export { noteUserParameter } from './access/user-parameters.js';
export { addedRequirementDecorator } from './access/access-requirements.js';
export { CognitoCallFailure } from './cognito-api/cognito-call-failure.js';
export { type CallsOfWork, CognitoCalls } from './cognito-api/cognito-calls.js';
export type { CognitoApi } from './cognito-api/cognito-api.interface.js';
export { CognitoServiceError } from './cognito-api/cognito-service.error.js';
export { ServiceException } from './cognito-api/service-exception.js';
export { parseJson } from './aws-request/parse-json.js';
export { sendRequest } from './aws-request/send-request.js';
export { fetchCognitoApi } from './cognito-api/fetch-cognito-api.js';
export { untilAborted } from './aws-request/deadline.js';
export { EventReporter } from './events/event-reporter.js';
export { isPlainObject } from './option-reader/plain-object.js';
export { checkAsyncOptions } from './options/check-async-options.js';
export { CLOCK, type Clock } from './options/clock.js';
export { openOptions, toEnumerableOptions } from './options/open-options.js';
export { isRegionShaped, regionalEndpoint } from './issuers/cognito-issuers.js';
export { readEndpoint } from './option-reader/read-endpoint.js';
export { readFetch } from './option-reader/read-fetch.js';
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
export {
  CognitoServiceException,
  type ServiceAnswer,
} from './transport/cognito-service.exception.js';
export { handlerNameOf } from './transport/handler-name.js';
export { requestOfCall } from './transport/request-of-call.js';
export { tokenOfCall, userOfCall } from './transport/user-of-call.js';
export { findToken } from './token-source/find-token.js';
export { oneToken } from './token-source/one-token.js';
export { COGNITO_TOKEN_VERIFIER } from './verifier/passport-token-verifier.js';
