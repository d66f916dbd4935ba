import type { PoolUser } from '../pool/pool-user.interface.js';
import { newTotpSecret, totpStepOf } from '../pool/totp.js';
import type { UserPool } from '../pool/user-pool.js';
import { ServiceException } from '../wire/service-exception.js';

/** Gives the user a new secret for an authenticator app, which counts once it is verified. */
export function associateSoftwareToken(pool: UserPool, user: PoolUser): string {
  const secret = newTotpSecret();
  user.totp = { secret, isVerified: false };
  pool.users.touch(user);
  return secret;
}

/** @throws {ServiceException} EnableSoftwareTokenMFAException when the code is wrong */
export function verifySoftwareToken(pool: UserPool, user: PoolUser, code: string): void {
  const refusal = new ServiceException('EnableSoftwareTokenMFAException', 'Code mismatch');
  useSoftwareToken(pool, user, code, refusal);
  if (user.totp !== undefined) user.totp.isVerified = true;
}

/** Spends a code of the app. @throws {ServiceException} `refusal` when it is wrong; ExpiredCodeException when it was used */
export function useSoftwareToken(
  pool: UserPool,
  user: PoolUser,
  code: string,
  refusal: ServiceException,
): void {
  const { totp } = user;
  const step = totp && totpStepOf(totp.secret, code, pool.now());
  if (totp === undefined || step === undefined) throw refusal;
  if (totp.lastStep !== undefined && step <= totp.lastStep) {
    throw new ServiceException(
      'ExpiredCodeException',
      'Your software token has already been used once.',
    );
  }
  totp.lastStep = step;
  pool.users.touch(user);
}
