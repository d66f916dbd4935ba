import { randomInt } from 'node:crypto';
import { CognitoCallFailure } from '../../core/internal.js';
import type { IdentityPoolErrorCode } from './identity-pool-error-code.js';
import { IdentityPoolException } from './identity-pool.exception.js';

/** The most seconds until another attempt. Random, so that callers do not all come back at once. */
const MAX_RETRY_SECONDS = 3;

/** A call of the identity pool that failed, as callers see it. Everything else passes through. */
export function toIdentityPoolException(error: unknown): unknown {
  if (!(error instanceof CognitoCallFailure)) return error;
  const { service, text, isOutage } = error;
  const code = isOutage ? UNAVAILABLE : codeOf(service.exception ?? '', text);
  return new IdentityPoolException(code, {
    cause: service,
    ...(code === UNAVAILABLE ? { retryAfterSeconds: randomInt(1, MAX_RETRY_SECONDS + 1) } : {}),
  });
}

const UNAVAILABLE = 'ERR_COGNITO_IDENTITY_POOL_UNAVAILABLE';
const MISCONFIGURED = 'ERR_COGNITO_IDENTITY_POOL_MISCONFIGURED';

/** The exceptions of AWS's model, which say nothing of the login unless they are listed here. */
function codeOf(exception: string, text: string): IdentityPoolErrorCode {
  switch (exception) {
    case 'NotAuthorizedException':
      return codeOfRefusal(text);
    case 'ResourceConflictException':
      return 'ERR_COGNITO_LOGIN_TAKEN';
    case 'ExternalServiceException':
    case 'LimitExceededException':
      return UNAVAILABLE;
    default:
      return MISCONFIGURED;
  }
}

/**
 * AWS tells refusals apart by their text, which it does not promise. What is not recognised is the caller's login: an
 * application that is set up wrongly fails for everybody, and is soon seen.
 */
function codeOfRefusal(text: string): IdentityPoolErrorCode {
  if (/unauthenticated access is not supported/i.test(text)) return MISCONFIGURED;
  if (/not from a supported provider/i.test(text)) return MISCONFIGURED;
  if (/has been revoked|disabled/i.test(text)) return 'ERR_COGNITO_TOKEN_REVOKED';
  if (/\brole\b/i.test(text)) return 'ERR_COGNITO_ROLE_REFUSED';
  return 'ERR_COGNITO_LOGIN_REFUSED';
}
