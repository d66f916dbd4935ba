import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CognitoCallFailure, CognitoServiceError } from '../../core/internal.js';
import { errorOfFailure, type ErrorRules } from './error-of-failure.js';
import type { Purpose } from './purpose.js';
import { USER_POOL_ERRORS } from './user-pool-error-code.js';
import type { UserPoolError } from './user-pool.error.js';

/** Every operation that is called, and what for. */
const OPERATIONS: Readonly<Record<Purpose, readonly string[]>> = {
  'sign-up': ['SignUp'],
  'sign-in': [
    'InitiateAuth',
    'RespondToAuthChallenge',
    'AssociateSoftwareToken',
    'VerifySoftwareToken',
  ],
  code: ['ConfirmSignUp', 'ResendConfirmationCode', 'ForgotPassword', 'ConfirmForgotPassword'],
  refresh: ['GetTokensFromRefreshToken', 'InitiateAuth'],
  revocation: ['RevokeToken'],
  account: [
    'AssociateSoftwareToken',
    'ChangePassword',
    'CompleteWebAuthnRegistration',
    'ConfirmDevice',
    'DeleteUser',
    'DeleteUserAttributes',
    'DeleteWebAuthnCredential',
    'ForgetDevice',
    'GetUser',
    'GetUserAttributeVerificationCode',
    'GlobalSignOut',
    'ListDevices',
    'ListUserSessions',
    'ListWebAuthnCredentials',
    'RevokeUserSession',
    'SetUserMFAPreference',
    'StartWebAuthnRegistration',
    'UpdateDeviceStatus',
    'UpdateUserAttributes',
    'VerifySoftwareToken',
    'VerifyUserAttribute',
  ],
  'client-token': ['GetClientToken'],
};

const { resolve } = createRequire(import.meta.url);
const COMMANDS = join(
  dirname(resolve('@aws-sdk/client-cognito-identity-provider/package.json')),
  'dist-types/commands',
);

/** The exceptions that AWS's model declares for an operation. */
function exceptionsOf(operation: string): readonly string[] {
  const text = readFileSync(join(COMMANDS, `${operation}Command.d.ts`), 'utf8');
  return [...text.matchAll(/@throws \{@link (\w+Exception)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'CognitoIdentityProviderServiceException');
}

const HIDING: ErrorRules = { hideUsers: true, tellPendingUsers: false, triggerMessages: 'hide' };
const TELLING: ErrorRules = { ...HIDING, hideUsers: false };

function errorFor(
  exception: string,
  purpose: Purpose,
  { text = '', rules = HIDING, status = 400 } = {},
): UserPoolError {
  const isOutage = status >= 500 || exception === 'TooManyRequestsException';
  const service = new CognitoServiceError({
    operation: 'Any',
    exception,
    what: exception,
    status,
    requestId: undefined,
    durationMs: 1,
  });
  return errorOfFailure(new CognitoCallFailure(service, text, isOutage), purpose, rules);
}

const cases = Object.entries(OPERATIONS).flatMap(([purpose, operations]) =>
  operations.map((operation) => [operation, purpose as Purpose] as const),
);

describe('errorOfFailure', () => {
  it.each(cases)('knows every exception of %s, for %s', (operation, purpose) => {
    const exceptions = exceptionsOf(operation);
    expect(exceptions.length).toBeGreaterThan(4);

    const unknown = exceptions.filter((exception) => {
      const status = exception === 'InternalErrorException' ? 500 : 400;
      return errorFor(exception, purpose, { status }).code === 'ERR_COGNITO_USER_POOL_FAILED';
    });
    expect(unknown).toEqual([]);
  });

  it('does not pretend to know others', () => {
    expect(errorFor('NewException', 'sign-in')).toMatchObject({
      code: 'ERR_COGNITO_USER_POOL_FAILED',
      status: 500,
    });
    expect(errorFor('toString', 'sign-in').code).toBe('ERR_COGNITO_USER_POOL_FAILED');
  });

  it.each<[string, Purpose, string, string]>([
    ['NotAuthorizedException', 'sign-in', 'Incorrect username or password.', 'SIGN_IN_REFUSED'],
    ['NotAuthorizedException', 'sign-in', 'Password attempts exceeded', 'SIGN_IN_REFUSED'],
    ['NotAuthorizedException', 'sign-in', 'something new', 'SIGN_IN_REFUSED'],
    ['NotAuthorizedException', 'sign-in', 'Invalid session for the user.', 'CHALLENGE_EXPIRED'],
    [
      'NotAuthorizedException',
      'sign-in',
      'Unable to verify secret hash for client 1',
      'USER_POOL_MISCONFIGURED',
    ],
    [
      'NotAuthorizedException',
      'refresh',
      'Client 1 is configured with secret but it was not received',
      'USER_POOL_MISCONFIGURED',
    ],
    [
      'InvalidParameterException',
      'sign-in',
      'USER_SRP_AUTH flow not enabled for this client',
      'USER_POOL_MISCONFIGURED',
    ],
    ['NotAuthorizedException', 'refresh', 'Refresh Token has been revoked', 'REFRESH_REFUSED'],
    ['NotAuthorizedException', 'account', 'Access Token has been revoked', 'TOKEN_REVOKED'],
    [
      'NotAuthorizedException',
      'account',
      'Access Token does not have required scopes',
      'FORBIDDEN',
    ],
    ['NotAuthorizedException', 'account', 'Incorrect username or password.', 'SIGN_IN_REFUSED'],
    [
      'NotAuthorizedException',
      'sign-up',
      'SignUp is not permitted for this user pool',
      'SIGN_UP_CLOSED',
    ],
    ['NotAuthorizedException', 'code', 'User cannot be confirmed.', 'CODE_REFUSED'],
    ['LimitExceededException', 'code', '', 'CODE_REFUSED'],
    ['LimitExceededException', 'account', '', 'TOO_MANY_ATTEMPTS'],
    ['UserNotConfirmedException', 'sign-in', '', 'SIGN_IN_REFUSED'],
    ['UserNotConfirmedException', 'account', '', 'USER_NOT_CONFIRMED'],
    [
      'ResourceNotFoundException',
      'sign-in',
      'User pool client 1 does not exist.',
      'USER_POOL_MISCONFIGURED',
    ],
    ['ResourceNotFoundException', 'account', 'Device does not exist.', 'REQUEST_INVALID'],
    ['TooManyRequestsException', 'sign-in', '', 'USER_POOL_UNAVAILABLE'],
  ])('takes %s for %s, "%s", for %s', (exception, purpose, text, code) => {
    expect(errorFor(exception, purpose, { text }).code).toBe(`ERR_COGNITO_${code}`);
  });

  it.each([
    ['UserNotConfirmedException', 'ERR_COGNITO_USER_NOT_CONFIRMED'],
    ['PasswordResetRequiredException', 'ERR_COGNITO_PASSWORD_RESET_REQUIRED'],
  ])('tells %s where it may', (exception, code) => {
    const pending = { ...HIDING, tellPendingUsers: true };

    expect(errorFor(exception, 'sign-in', { rules: TELLING }).code).toBe(code);
    expect(errorFor(exception, 'sign-in', { rules: pending }).code).toBe(code);
  });

  it('lets no text of Cognito out, but what a password lacks', () => {
    const text = 'Incorrect password hunter2';

    for (const exception of ['NotAuthorizedException', 'InvalidParameterException', 'Other']) {
      const error = errorFor(exception, 'sign-in', { text });
      expect(JSON.stringify([error, error.message, error.getResponse()])).not.toContain('hunter2');
    }
    const policy = 'Password did not conform with policy: Password not long enough';
    const refused = errorFor('InvalidPasswordException', 'sign-up', { text: policy });
    expect(refused.getResponse()).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message: policy,
      code: 'ERR_COGNITO_PASSWORD_REFUSED',
    });
  });

  it('shows what a trigger says only where asked', () => {
    const text = 'PreSignUp failed with error Not from this domain.';
    const exception = 'UserLambdaValidationException';
    const shown: ErrorRules = { ...HIDING, triggerMessages: 'show' };
    const { message } = USER_POOL_ERRORS.ERR_COGNITO_TRIGGER_REFUSED;

    expect(errorFor(exception, 'sign-up', { text }).message).toBe(message);
    expect(errorFor(exception, 'sign-up', { text, rules: shown }).message).toBe(
      'Not from this domain.',
    );
    expect(errorFor(exception, 'sign-up', { text: `a\nb`, rules: shown }).message).toBe(message);
  });

  it('says when to try again', () => {
    expect(errorFor('TooManyFailedAttemptsException', 'account').retryAfterSeconds).toBe(60);
    const outage = errorFor('InternalErrorException', 'sign-in', { status: 500 });
    expect([1, 2, 3]).toContain(outage.retryAfterSeconds);
  });
});
