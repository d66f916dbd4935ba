import { CognitoServiceException } from '../../core/internal.js';
import { IDENTITY_POOL_ANSWERS, type IdentityPoolErrorCode } from './identity-pool-error-code.js';

/**
 * There are no credentials for a login: it is refused, or the identity pool cannot be asked. `code` says which. As an
 * exception of Nest, a handler may let it through; its body is `{ statusCode, error, message, code }`.
 *
 * `cause` is the {@link CognitoAuthError} of a token that is not good, or the `CognitoServiceError` of a call that failed.
 */
export class IdentityPoolException extends CognitoServiceException {
  readonly code: IdentityPoolErrorCode;

  constructor(
    code: IdentityPoolErrorCode,
    details: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(code, IDENTITY_POOL_ANSWERS[code], details);
    this.code = code;
  }
}
