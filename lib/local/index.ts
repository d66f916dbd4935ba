export { type LocalClock } from './clock/local-clock.js';
export { type LocalCallPattern } from './faults/call-matcher.js';
export { type LocalCalls } from './faults/local-calls.js';
export {
  type LocalAnswerOptions,
  type LocalFailureOptions,
  type LocalFaultOptions,
  type LocalFaults,
} from './faults/local-faults.js';
export { LocalCognito } from './local-cognito.js';
export {
  type LocalAuthFlow,
  type LocalClientOptions,
  type LocalCognitoOptions,
  type LocalFirstFactor,
  type LocalGrant,
  type LocalGroupOptions,
  type LocalIdentityPoolOptions,
  type LocalPasswordPolicy,
  type LocalUserOptions,
  type LocalWebAuthnOptions,
} from './options/local-cognito-options.interface.js';
export { type LocalMessage, type LocalMessagePurpose } from './outbox/local-message.interface.js';
export { type LocalOutbox } from './outbox/local-outbox.js';
export {
  type LocalAccessTokenOptions,
  type LocalClientTokenOptions,
  type LocalFederation,
  type LocalIdTokenOptions,
} from './tokens/local-token-options.interface.js';
export {
  type LocalPostAuthenticationEvent,
  type LocalPostConfirmationEvent,
  type LocalPreAuthenticationEvent,
} from './triggers/account-triggers.interface.js';
export { type LocalTrigger, type LocalTriggerEvent } from './triggers/local-trigger.interface.js';
export {
  type LocalChallengeResult,
  type LocalCreateAuthChallengeEvent,
  type LocalDefineAuthChallengeEvent,
  type LocalGroupChanges,
  type LocalPreSignUpEvent,
  type LocalPreTokenGenerationEvent,
  type LocalTokenChanges,
  type LocalTriggers,
  type LocalUserMigrationEvent,
  type LocalVerifyAuthChallengeEvent,
} from './triggers/local-triggers.interface.js';
export { type LocalJwks } from './tokens/pool-keys.js';
export { type LocalKeyEndpoint, type LocalKeyEndpointState } from './user-pool/local-key-server.js';
export { LocalUserPool, type LocalUserPoolOptions } from './user-pool/local-user-pool.js';
export {
  type RefusedToken,
  type RefusedTokenOptions,
  type RefusedTokens,
} from './user-pool/refused-tokens.js';
