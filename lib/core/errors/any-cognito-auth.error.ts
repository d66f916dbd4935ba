import type { ClaimsInsufficientError } from './claims-insufficient.error.js';
import type { CognitoAuthSetupError } from './cognito-auth-setup.error.js';
import type { GroupRequiredError } from './group-required.error.js';
import type { ScopeRequiredError } from './scope-required.error.js';
import type { SigningKeysUnavailableError } from './signing-keys-unavailable.error.js';
import type {
  TokenMissingError,
  TokenAmbiguousError,
  TokenMalformedError,
  AlgorithmRefusedError,
  SignatureInvalidError,
  TokenExpiredError,
  TokenNotYetValidError,
  TokenTooOldError,
  SigningKeyUnknownError,
  IssuerUnknownError,
  TokenUseRefusedError,
  ClientRefusedError,
  AudienceRefusedError,
  ClaimMalformedError,
  ClaimsRefusedError,
  UserRefusedError,
  OriginRefusedError,
} from './token-refused.errors.js';
import type { UserPoolRequiredError } from './user-pool-required.error.js';

/**
 * Every error of this package, distinguished by `code`.
 *
 * @example
 * const lackedBy = (error: AnyCognitoAuthError): string =>
 *   error.code === 'ERR_COGNITO_SCOPE_REQUIRED' ? error.scopes.join(' ') : error.message;
 */
export type AnyCognitoAuthError =
  | AlgorithmRefusedError
  | AudienceRefusedError
  | ClaimMalformedError
  | ClaimsInsufficientError
  | ClaimsRefusedError
  | ClientRefusedError
  | CognitoAuthSetupError
  | GroupRequiredError
  | IssuerUnknownError
  | OriginRefusedError
  | ScopeRequiredError
  | SignatureInvalidError
  | SigningKeyUnknownError
  | SigningKeysUnavailableError
  | TokenAmbiguousError
  | TokenExpiredError
  | TokenMalformedError
  | TokenMissingError
  | TokenNotYetValidError
  | TokenTooOldError
  | TokenUseRefusedError
  | UserPoolRequiredError
  | UserRefusedError;
