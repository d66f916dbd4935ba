import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import { notAuthorized, ServiceException } from '../wire/service-exception.js';

/** What is answered to a name that nobody has: the same as to a wrong password, if the client hides users. */
export function userAbsent({ preventUserExistenceErrors }: LocalClient): ServiceException {
  return preventUserExistenceErrors
    ? wrongPassword()
    : new ServiceException('UserNotFoundException', 'User does not exist.');
}

export function wrongPassword(): ServiceException {
  return notAuthorized('Incorrect username or password.');
}

export function wrongCode(message = 'Invalid code or auth state for the user.'): ServiceException {
  return new ServiceException('CodeMismatchException', message);
}

/** Cognito says this before it looks at the password. @throws {ServiceException} UserNotConfirmedException */
export function checkConfirmed({ status }: PoolUser): void {
  if (status === 'UNCONFIRMED') {
    throw new ServiceException('UserNotConfirmedException', 'User is not confirmed.');
  }
}

/** @throws {ServiceException} NotAuthorizedException or PasswordResetRequiredException */
export function checkMaySignIn({ isEnabled, status }: PoolUser): void {
  if (!isEnabled) throw notAuthorized('User is disabled.');
  if (status === 'RESET_REQUIRED') {
    throw new ServiceException(
      'PasswordResetRequiredException',
      'Password reset required for the user',
    );
  }
}
