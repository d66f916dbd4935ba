import { CognitoAuthError, isCognitoAuthError } from './cognito-auth.error.js';

/**
 * The keys that verify the token are not available: the key endpoint does not answer, and no key set that is recent
 * enough is cached. A failure on the server's side, never the caller's.
 */
export class SigningKeysUnavailableError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE';
  /** Whole seconds until the keys are fetched again; at least 1. */
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, options?: ErrorOptions) {
    super('The signing keys of the user pool cannot be fetched', options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether a value is a {@link SigningKeysUnavailableError}, even from another copy of this package. */
export function isSigningKeysUnavailable(value: unknown): value is SigningKeysUnavailableError {
  return isCognitoAuthError(value) && value.code === 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE';
}
