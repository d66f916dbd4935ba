import type { UserPool } from '../pool/user-pool.js';
import { afterPassword } from './after-password.js';
import { migrateUser } from './migrate-user.js';
import { checkConfirmed, checkMaySignIn, userAbsent } from './refusals.js';
import type { SignInAttempt, SignInOutcome } from './sign-in.interface.js';

/** USER_PASSWORD_AUTH: checks, in this order, user, lock, confirmation, password, and whether the user may sign in. */
export async function signInWithPassword(
  pool: UserPool,
  attempt: SignInAttempt,
  login: string,
  password: string,
): Promise<SignInOutcome> {
  const user = pool.users.find(login) ?? (await migrateUser(pool, attempt, { login, password }));
  if (user === undefined) {
    if (attempt.client.preventUserExistenceErrors) pool.passwords.refuse(login, password);
    throw userAbsent(attempt.client);
  }
  pool.passwords.checkLock(user);
  checkConfirmed(user);
  pool.passwords.check(user, password);
  checkMaySignIn(user);
  return afterPassword(pool, attempt, user, { amr: ['pwd'] });
}
