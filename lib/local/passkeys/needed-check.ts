import type { UserPool } from '../pool/user-pool.js';
import { ServiceException } from '../wire/service-exception.js';
import type { PasskeyCheck } from './passkey-check.interface.js';

/** @throws {ServiceException} WebAuthnNotEnabledException when the pool has no passkeys */
export function neededCheck({ passkeyCheck, options }: UserPool): PasskeyCheck {
  if (passkeyCheck === undefined || !options.firstFactors.includes('WEB_AUTHN')) {
    throw new ServiceException(
      'WebAuthnNotEnabledException',
      'Passkeys are not enabled for this user pool.',
    );
  }
  return passkeyCheck;
}
