import { needed } from '../sign-in/needed.js';
import type { UserPoolWork } from './user-pool-calls.js';

/** The members by which the operations of strangers name client and user. */
export async function namedUser(
  calls: UserPoolWork,
  clientId: string,
  given: string,
): Promise<object> {
  const username = needed('username', given);
  const hash = await calls.secretHash(username);
  return {
    ClientId: clientId,
    Username: username,
    ...(hash === undefined ? {} : { SecretHash: hash }),
  };
}
