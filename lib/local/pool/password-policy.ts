import type { LocalPasswordPolicy } from '../options/local-cognito-options.interface.js';
import { ServiceException } from '../wire/service-exception.js';

const MAX_LENGTH = 256;
/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/;

/** @throws {ServiceException} InvalidPasswordException, by the first rule that is broken */
export function checkPasswordPolicy(password: string, policy: Required<LocalPasswordPolicy>): void {
  if (password.length < policy.minimumLength) throw nonconforming('Password not long enough');
  if (password.length > MAX_LENGTH) throw nonconforming('Password too long');
  if (policy.requireLowercase && !/[a-z]/.test(password)) {
    throw nonconforming('Password must have lowercase characters');
  }
  if (policy.requireUppercase && !/[A-Z]/.test(password)) {
    throw nonconforming('Password must have uppercase characters');
  }
  if (policy.requireNumbers && !/\d/.test(password)) {
    throw nonconforming('Password must have numeric characters');
  }
  if (policy.requireSymbols && !SYMBOL.test(password)) {
    throw nonconforming('Password must have symbol characters');
  }
}

function nonconforming(why: string): ServiceException {
  return new ServiceException(
    'InvalidPasswordException',
    `Password did not conform with policy: ${why}`,
  );
}
