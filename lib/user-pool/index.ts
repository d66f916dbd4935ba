export { CognitoUserPoolModule } from './cognito-user-pool.module.js';
export {
  type CognitoUserPoolModuleAsyncOptions,
  type CognitoUserPoolModuleExtras,
  type CognitoUserPoolOptionsFactory,
} from './cognito-user-pool.module-definition.js';
export {
  clientTokensToken,
  InjectClientTokens,
  InjectUserPool,
  userPoolToken,
} from './inject-user-pool.decorator.js';
export {
  type ClientSecret,
  type ClientTokensOptions,
  type CognitoUserPoolModuleOptions,
  type SignInFlow,
} from './options/user-pool-module-options.interface.js';
export { AccountClient, type UserPoolUser } from './client/account-client.js';
export { type CallOptions, type UserContext } from './client/call-options.interface.js';
export { type MfaPreference, type MfaSetting } from './client/mfa-preference.js';
export { type Page, type PageOptions } from './client/page.js';
export { type ResetPasswordInput } from './client/password-recovery.operations.js';
export { type RefreshedTokens, type RefreshInput } from './client/refresh.operations.js';
export { type CodeSent } from './client/send-code.js';
export { type AnswerOptions, type SignInInput } from './client/sign-in.operations.js';
export {
  type ConfirmSignUpInput,
  type SignUpConfirmed,
  type SignUpInput,
  type SignUpResult,
} from './client/sign-up.operations.js';
export { type TotpLabel, type TotpSetup } from './client/totp-setup.js';
export { UserPoolClient } from './client/user-pool-client.js';
export {
  type ConfirmedDevice,
  type UserDevice,
  UserPoolDevices,
} from './client/user-pool-devices.js';
export { type UserPasskey, UserPoolPasskeys } from './client/user-pool-passkeys.js';
export { UserPoolSessions, type UserSession } from './client/user-pool-sessions.js';
export { type ClientTokenRequest, ClientTokens } from './client-tokens/client-tokens.js';
export {
  USER_POOL_ERRORS,
  type UserPoolErrorAnswer,
  type UserPoolErrorCode,
} from './errors/user-pool-error-code.js';
export {
  type FieldProblem,
  isUserPoolError,
  UserPoolError,
  type UserPoolErrorDetails,
} from './errors/user-pool.error.js';
export {
  type ApiFailedEvent,
  type ApiRecoveredEvent,
  type SignedInEvent,
  type SignedUpEvent,
  type UserPoolEvent,
  type UserPoolRefusedEvent,
} from './events/user-pool-event.interface.js';
export {
  type ChallengeAnswers,
  type ChallengeName,
  type ChallengeTells,
  type CodeDelivery,
  type FirstFactor,
  type MfaFactor,
  type PasskeyJson,
} from './sign-in/challenges.interface.js';
export {
  type ChallengeReference,
  type SignedIn,
  type SignInChallenge,
  type SignInResult,
} from './sign-in/sign-in-result.interface.js';
export {
  type NewDevice,
  type RememberedDevice,
  type UserPoolTokens,
} from './sign-in/tokens.interface.js';
export { type CognitoApi, CognitoServiceError, CognitoServiceException } from '../core/internal.js';
