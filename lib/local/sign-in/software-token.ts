import type { PoolUser } from '../pool/pool-user.interface.js';
import type { SignInSession } from '../pool/sign-in-session.interface.js';
import { newTotpSecret, totpStepOf } from '../pool/totp.js';
import type { UserPool } from '../pool/user-pool.js';
import { notAuthorized, ServiceException } from '../wire/service-exception.js';

/** Gives the user a new secret for an authenticator app, which counts once it is verified. */
export function associateSoftwareToken(pool: UserPool, user: PoolUser): string {
  user.newTotpSecret = newTotpSecret();
  pool.users.touch(user);
  return user.newTotpSecret;
}

/**
 * Takes the new app in place of the one before; without a new one, checks a code of that.
 *
 * @throws {ServiceException} EnableSoftwareTokenMFAException when the code is wrong
 */
export function verifySoftwareToken(pool: UserPool, user: PoolUser, code: string): void {
  const refusal = new ServiceException('EnableSoftwareTokenMFAException', 'Code mismatch');
  const secret = user.newTotpSecret;
  if (secret === undefined) return useSoftwareToken(pool, user, code, refusal);
  const lastStep = totpStepOf(secret, code, pool.now());
  if (lastStep === undefined) throw refusal;
  user.totp = { secret, lastStep };
  user.newTotpSecret = undefined;
  pool.users.touch(user);
}

/**
 * The user who sets up the first second factor with a session. Whoever has one by now is asked for that one: else a
 * password and an old session would do to replace it.
 *
 * @throws {ServiceException} NotAuthorizedException
 */
export function userInSetup(pool: UserPool, { username }: SignInSession): PoolUser {
  const user = pool.users.get(username);
  if (user === undefined || user.mfa.enabled.length > 0) {
    throw notAuthorized('Invalid session for the user.');
  }
  return user;
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
