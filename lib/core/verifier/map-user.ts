import { UserRefusedError } from '../errors/token-refused.errors.js';
import type { CognitoUser } from '../claims/cognito-user.js';

/** The `mapUser` of an application. */
export type MapUser = (user: CognitoUser, carrier: unknown) => unknown;

/**
 * What `@CurrentUser()` gives for a verified user: what the application makes of it, or the user itself where the
 * application makes nothing of users.
 *
 * @throws {UserRefusedError} (rejects) when the application gives something falsy, and so knows nobody of that name
 */
export async function mapVerifiedUser(
  mapUser: MapUser | undefined,
  user: CognitoUser,
  carrier: unknown,
): Promise<unknown> {
  if (mapUser === undefined) return user;
  const currentUser = await mapUser(user, carrier);
  // To guards of Passport whatever is falsy is no user, so that nobody else can be one here.
  if (!currentUser) throw new UserRefusedError();
  return currentUser;
}
