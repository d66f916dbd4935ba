export { CognitoAuthModule } from './cognito-auth.module.js';
export {
  type CognitoAuthModuleAsyncOptions,
  type CognitoAuthModuleExtras,
  type CognitoAuthOptionsFactory,
} from './cognito-auth.module-definition.js';
export {
  type CognitoAuthModuleOptions,
  type CognitoAuthSettings,
  type SigningKeysOptions,
  type VerifiedTokenCacheOptions,
} from './options/cognito-auth-options.interface.js';
export { type PublicJwk } from './issuers/public-jwk.interface.js';
export { type UserPoolOptions } from './issuers/user-pool-options.interface.js';
export {
  type DecidedMessage,
  type KeysFetchedMessage,
  type KeysMessage,
} from './events/channels.js';
export {
  type AcceptedEvent,
  type CognitoAuthEvent,
  type KeysFailedEvent,
  type KeysRecoveredEvent,
  type RefusedEvent,
} from './events/cognito-auth-event.interface.js';
export { CLOCK, type Clock } from './options/clock.js';
export { CognitoAuthGuard } from './guard/cognito-auth.guard.js';
export { EndWithTokenInterceptor } from './lifetime/end-with-token.interceptor.js';
export { TokenLifetime } from './lifetime/token-lifetime.js';
export { CognitoTokenVerifier } from './verifier/cognito-token-verifier.js';
export { type VerifyOptions } from './verifier/verify-options.js';
export { CognitoStrategy } from './strategy/cognito.strategy.js';
export {
  SIGNING_KEYS,
  type SigningKeys,
  type SigningKeysState,
} from './signing-keys/signing-keys.interface.js';
export { Public } from './decorators/public.decorator.js';
export { OptionalAuth } from './decorators/optional-auth.decorator.js';
export { cognitoUserOf, currentUserOf } from './transport/user-of-call.js';
export {
  CurrentUser,
  type CurrentUserDecorator,
  type TypedParameterDecorator,
} from './decorators/current-user.decorator.js';
export { RequireAllGroups } from './decorators/require-all-groups.decorator.js';
export { RequireAllScopes } from './decorators/require-all-scopes.decorator.js';
export { RequireAnyGroup } from './decorators/require-any-group.decorator.js';
export { RequireAnyScope } from './decorators/require-any-scope.decorator.js';
export { RequireAudience } from './decorators/require-audience.decorator.js';
export { RequireClaims } from './decorators/require-claims.decorator.js';
export { RequireTokenUse } from './decorators/require-token-use.decorator.js';
export { RequireUserPool } from './decorators/require-user-pool.decorator.js';
export {
  type CognitoAccessTokenUser,
  type CognitoIdTokenUser,
  CognitoUser,
  type CognitoUserConstructor,
  isCognitoUser,
} from './claims/cognito-user.js';
export {
  type CognitoAccessTokenClaims,
  type CognitoClaims,
  type CognitoIdTokenClaims,
  type CognitoTokenUse,
} from './claims/cognito-claims.interface.js';
export { bearerToken } from './token-source/bearer-token.js';
export { cookieToken, type CookieTokenOptions } from './token-source/cookie-token.js';
export { headerToken } from './token-source/header-token.js';
export { queryToken } from './token-source/query-token.js';
export {
  type MaybeToken,
  type TokenRequest,
  type TokenSource,
} from './token-source/token-source.interface.js';
export { type AuthTransport, type TransportTools } from './transport/auth-transport.interface.js';
export { type BearerChallenge } from './errors/bearer-challenge.js';
export { type Refusal } from './errors/refusal.js';
export {
  type BearerChallengeError,
  type RefusalAnswer,
  type RefusalCode,
  type RefusedError,
  REFUSALS,
} from './errors/refusals.js';
export { type AnyCognitoAuthError } from './errors/any-cognito-auth.error.js';
export { CognitoAuthError, isCognitoAuthError } from './errors/cognito-auth.error.js';
export { type CognitoAuthErrorCode } from './errors/cognito-auth-error-code.js';
export { CognitoAuthSetupError } from './errors/cognito-auth-setup.error.js';
export { ClaimsInsufficientError } from './errors/claims-insufficient.error.js';
export { GroupRequiredError } from './errors/group-required.error.js';
export { ScopeRequiredError } from './errors/scope-required.error.js';
export { UserPoolRequiredError } from './errors/user-pool-required.error.js';
export { SigningKeysUnavailableError } from './errors/signing-keys-unavailable.error.js';
export {
  AlgorithmRefusedError,
  AudienceRefusedError,
  ClaimMalformedError,
  ClaimsRefusedError,
  ClientRefusedError,
  IssuerUnknownError,
  OriginRefusedError,
  SignatureInvalidError,
  SigningKeyUnknownError,
  TokenAmbiguousError,
  TokenExpiredError,
  TokenMalformedError,
  TokenMissingError,
  TokenNotYetValidError,
  TokenTooOldError,
  TokenUseRefusedError,
  UserRefusedError,
} from './errors/token-refused.errors.js';
