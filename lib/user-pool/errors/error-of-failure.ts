import { randomInt } from 'node:crypto';
import type { CognitoCallFailure } from '../../core/internal.js';
import { misconfigurationIn } from './misconfiguration.js';
import type { Purpose } from './purpose.js';
import type { UserPoolErrorCode } from './user-pool-error-code.js';
import { type FieldProblem, UserPoolError } from './user-pool.error.js';

/** How much of an error gets out. */
export interface ErrorRules {
  readonly hideUsers: boolean;
  readonly tellPendingUsers: boolean;
  readonly triggerMessages: 'hide' | 'show';
}

interface Case {
  readonly purpose: Purpose;
  readonly text: string;
  readonly rules: ErrorRules;
}

type Meaning = UserPoolErrorCode | ((given: Case) => UserPoolErrorCode);

/** What is allowed per user and hour is used up; Cognito does not say for how long. */
const RETRY_AFTER_ATTEMPTS_SECONDS = 60;
const MAX_RETRY_SECONDS = 3;

/** The meaning of each exception. Those that no caller can cause are in `misconfiguration.ts`. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  AliasExistsException: 'ERR_COGNITO_ALIAS_TAKEN',
  CodeDeliveryFailureException: 'ERR_COGNITO_CODE_NOT_SENT',
  CodeMismatchException: 'ERR_COGNITO_CODE_REFUSED',
  ConcurrentModificationException: 'ERR_COGNITO_USER_POOL_UNAVAILABLE',
  DeviceKeyExistsException: 'ERR_COGNITO_REQUEST_INVALID',
  EnableSoftwareTokenMFAException: 'ERR_COGNITO_CODE_REFUSED',
  ExpiredCodeException: 'ERR_COGNITO_CODE_REFUSED',
  ForbiddenException: 'ERR_COGNITO_FORBIDDEN',
  InvalidParameterException: 'ERR_COGNITO_REQUEST_INVALID',
  InvalidPasswordException: 'ERR_COGNITO_PASSWORD_REFUSED',
  LimitExceededException: tooMany,
  NotAuthorizedException: notAuthorized,
  PasswordHistoryPolicyViolationException: 'ERR_COGNITO_PASSWORD_REFUSED',
  PasswordResetRequiredException: (given) => pending(given, 'ERR_COGNITO_PASSWORD_RESET_REQUIRED'),
  RefreshTokenReuseException: 'ERR_COGNITO_REFRESH_REFUSED',
  ResourceNotFoundException: ({ purpose }) =>
    purpose === 'account' || purpose === 'sign-in'
      ? 'ERR_COGNITO_REQUEST_INVALID'
      : 'ERR_COGNITO_USER_POOL_MISCONFIGURED',
  SerializationException: 'ERR_COGNITO_REQUEST_INVALID',
  TooManyFailedAttemptsException: tooMany,
  UnauthorizedException: 'ERR_COGNITO_REFRESH_REFUSED',
  UnsupportedTokenTypeException: 'ERR_COGNITO_REQUEST_INVALID',
  UserLambdaValidationException: 'ERR_COGNITO_TRIGGER_REFUSED',
  UserNotConfirmedException: (given) => pending(given, 'ERR_COGNITO_USER_NOT_CONFIRMED'),
  UserNotFoundException: ({ purpose }) => ABSENT[purpose],
  UsernameExistsException: 'ERR_COGNITO_USERNAME_TAKEN',
  WebAuthnChallengeNotFoundException: 'ERR_COGNITO_CHALLENGE_EXPIRED',
  WebAuthnClientMismatchException: 'ERR_COGNITO_PASSKEY_REFUSED',
  WebAuthnCredentialNotSupportedException: 'ERR_COGNITO_PASSKEY_REFUSED',
  WebAuthnOriginNotAllowedException: 'ERR_COGNITO_PASSKEY_REFUSED',
  WebAuthnRelyingPartyMismatchException: 'ERR_COGNITO_PASSKEY_REFUSED',
};

/** What a user who does not exist, or may not do this, is answered with. */
const ABSENT: Readonly<Record<Purpose, UserPoolErrorCode>> = {
  'sign-up': 'ERR_COGNITO_SIGN_IN_REFUSED',
  'sign-in': 'ERR_COGNITO_SIGN_IN_REFUSED',
  code: 'ERR_COGNITO_CODE_REFUSED',
  refresh: 'ERR_COGNITO_REFRESH_REFUSED',
  revocation: 'ERR_COGNITO_REFRESH_REFUSED',
  account: 'ERR_COGNITO_TOKEN_REVOKED',
  'client-token': 'ERR_COGNITO_USER_POOL_MISCONFIGURED',
};

/** Fields that an exception is about, for those that name one. */
const FIELDS: Readonly<Record<string, FieldProblem>> = {
  DeviceKeyExistsException: { field: 'device', problem: 'is known already' },
  ResourceNotFoundException: { field: 'id', problem: 'is not known' },
  UnsupportedTokenTypeException: { field: 'refreshToken', problem: 'is no refresh token' },
};

/**
 * The error for a call that failed. Nothing of Cognito's text gets into it, but for what a password lacks, and what a
 * trigger says where the rules show it.
 */
export function errorOfFailure(
  failure: CognitoCallFailure,
  purpose: Purpose,
  rules: ErrorRules,
): UserPoolError {
  const code = codeOf(failure, purpose, rules);
  const { exception = '' } = failure.service;
  const field = Object.hasOwn(FIELDS, exception) ? FIELDS[exception] : undefined;
  return new UserPoolError(code, {
    cause: failure.service,
    message: shownText(code, failure.text, rules),
    retryAfterSeconds: retryAfterOf(code),
    errors: code === 'ERR_COGNITO_REQUEST_INVALID' && field !== undefined ? [field] : undefined,
  });
}

function codeOf(
  failure: CognitoCallFailure,
  purpose: Purpose,
  rules: ErrorRules,
): UserPoolErrorCode {
  const { service, text, isOutage } = failure;
  if (isOutage) return 'ERR_COGNITO_USER_POOL_UNAVAILABLE';
  if (misconfigurationIn(failure) !== undefined) return 'ERR_COGNITO_USER_POOL_MISCONFIGURED';
  const { exception = '' } = service;
  const meaning = Object.hasOwn(MEANINGS, exception) ? MEANINGS[exception] : undefined;
  if (typeof meaning === 'function') return meaning({ purpose, text, rules });
  return meaning ?? 'ERR_COGNITO_USER_POOL_FAILED';
}

/** One exception for all that somebody may not do. Only its text tells them apart. */
function notAuthorized({ purpose, text }: Case): UserPoolErrorCode {
  if (/unauthorized attribute/i.test(text)) return 'ERR_COGNITO_REQUEST_INVALID';
  if (purpose === 'sign-up') return 'ERR_COGNITO_SIGN_UP_CLOSED';
  if (purpose === 'sign-in' && /session/i.test(text)) return 'ERR_COGNITO_CHALLENGE_EXPIRED';
  if (purpose !== 'account') return ABSENT[purpose];
  if (/scope/i.test(text)) return 'ERR_COGNITO_FORBIDDEN';
  return /incorrect|password/i.test(text)
    ? 'ERR_COGNITO_SIGN_IN_REFUSED'
    : 'ERR_COGNITO_TOKEN_REVOKED';
}

/** An account that is there, but not ready. Cognito says so before it has looked at the password. */
function pending({ purpose, rules }: Case, code: UserPoolErrorCode): UserPoolErrorCode {
  const isTold = purpose === 'account' || !rules.hideUsers || rules.tellPendingUsers;
  return isTold ? code : ABSENT[purpose];
}

/** Only users who are there have limits. */
function tooMany({ purpose, rules }: Case): UserPoolErrorCode {
  return rules.hideUsers && purpose === 'code'
    ? 'ERR_COGNITO_CODE_REFUSED'
    : 'ERR_COGNITO_TOO_MANY_ATTEMPTS';
}

function retryAfterOf(code: UserPoolErrorCode): number | undefined {
  if (code === 'ERR_COGNITO_TOO_MANY_ATTEMPTS') return RETRY_AFTER_ATTEMPTS_SECONDS;
  // Not all at once.
  return code === 'ERR_COGNITO_USER_POOL_UNAVAILABLE'
    ? randomInt(1, MAX_RETRY_SECONDS + 1)
    : undefined;
}

/** One line of bounded length, as anything that comes from outside. */
const SHOWN = /^[^\p{Cc}]{1,500}$/u;
/** What Cognito writes before the text of a trigger. */
const TRIGGER_PREFIX = /^\w+ failed with error /;

function shownText(
  code: UserPoolErrorCode,
  text: string,
  { triggerMessages }: ErrorRules,
): string | undefined {
  if (!SHOWN.test(text)) return undefined;
  if (code === 'ERR_COGNITO_TRIGGER_REFUSED' && triggerMessages === 'show') {
    return text.replace(TRIGGER_PREFIX, '');
  }
  return code === 'ERR_COGNITO_PASSWORD_REFUSED' ? text : undefined;
}
