import type { UserPool } from '../pool/user-pool.js';
import type { SignedIn, SignInAttempt } from './sign-in.interface.js';

/**
 * Asks the pre authentication trigger. About a name that nobody has it is asked where the client hides that.
 *
 * @throws {ServiceException} when it refuses
 */
export async function runPreAuthentication(
  pool: UserPool,
  { client, clientMetadata }: SignInAttempt,
  login: string,
): Promise<void> {
  const user = pool.users.find(login);
  if (user === undefined && !client.preventUserExistenceErrors) return;
  await pool.triggers.run(
    'preAuthentication',
    { clientId: client.clientId, userName: user?.username ?? login },
    {
      triggerSource: 'PreAuthentication_Authentication',
      request: {
        userAttributes: { ...user?.attributes },
        validationData: clientMetadata,
        userNotFound: user === undefined,
      },
      response: {},
    },
  );
}

/** Tells the post authentication trigger. @throws {ServiceException} when it refuses: there are no tokens then */
export async function runPostAuthentication(
  pool: UserPool,
  { client, clientMetadata }: SignInAttempt,
  { user, deviceKey }: SignedIn,
): Promise<void> {
  await pool.triggers.run(
    'postAuthentication',
    { clientId: client.clientId, userName: user.username },
    {
      triggerSource: 'PostAuthentication_Authentication',
      request: {
        userAttributes: { ...user.attributes },
        newDeviceUsed: pool.devices.isTracking && deviceKey === undefined,
        clientMetadata,
      },
      response: {},
    },
  );
}
