import type { PoolUser } from '../pool/pool-user.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import type { SignInAttempt } from './sign-in.interface.js';

/**
 * Asks the user migration trigger for somebody who is not in the pool.
 *
 * @param who without `password`, after a forgotten one
 * @returns `undefined` where there is no trigger, or it knows nobody
 * @throws {ServiceException} when the trigger refuses, or its attributes are wrong
 */
export async function migrateUser(
  pool: UserPool,
  { client, clientMetadata }: SignInAttempt,
  { login, password }: { readonly login: string; readonly password?: string },
): Promise<PoolUser | undefined> {
  const { userAttributes, finalUserStatus } = await pool.triggers.run(
    'userMigration',
    { clientId: client.clientId, userName: login },
    {
      triggerSource:
        password === undefined ? 'UserMigration_ForgotPassword' : 'UserMigration_Authentication',
      request: { password, clientMetadata },
      response: { userAttributes: null, finalUserStatus: null },
    },
  );
  if (userAttributes === null) return undefined;
  // Cognito gives the user a `sub` of its own.
  const { username: _username, sub: _sub, ...attributes } = userAttributes;
  const byDefault = password === undefined ? 'RESET_REQUIRED' : 'CONFIRMED';
  const user = pool.users.create(
    { login, attributes, status: finalUserStatus ?? byDefault },
    'User already exists',
  );
  if (password !== undefined) pool.passwords.set(user, password);
  return user;
}
