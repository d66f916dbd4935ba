import { randomUUID } from 'node:crypto';
import { findLinked } from '../../pool/linked-identities.js';
import type { PoolUser } from '../../pool/pool-user.interface.js';
import { isEmail } from '../../pool/user-attributes.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { SignedIn } from '../../sign-in/sign-in.interface.js';
import { invalidParameter, notAuthorized } from '../../wire/service-exception.js';
import type { OAuthParameters } from '../oauth/oauth-parameters.js';

const USER_ID = /^[^\s]{1,90}$/;

/**
 * Signs in whom an identity provider would vouch for: the user who was linked, or one of their own, whom the pool makes
 * the first time, as Cognito does.
 *
 * @throws {ServiceException}
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html
 */
export function signInAtProvider(
  pool: UserPool,
  provider: string,
  form: OAuthParameters,
): SignedIn {
  const userId = form.get('user_id') ?? '';
  const email = form.get('email') ?? '';
  if (!USER_ID.test(userId))
    throw invalidParameter('The user id has 1 to 90 characters, no blanks.');
  if (!isEmail(email)) throw invalidParameter('Invalid email address format.');
  const linked = findLinked(pool.users, { provider, userId, email });
  const user = linked ?? pool.users.get(`${provider}_${userId}`) ?? newUser(pool, provider, userId);
  if (!user.isEnabled) throw notAuthorized('User is disabled.');
  const signedIn = { user, amr: ['fed'], hasNewPassword: false };
  // What a provider says is not what a user of the pool has confirmed.
  if (linked !== undefined) return signedIn;
  // Attributes are mapped at every sign-in.
  user.attributes = { ...user.attributes, email, email_verified: 'false' };
  pool.users.touch(user);
  return signedIn;
}

function newUser(pool: UserPool, provider: string, userId: string): PoolUser {
  pool.users.checkRoom();
  const group = `${pool.options.userPoolId}_${provider}`;
  if (pool.groups.find(group) === undefined) {
    pool.groups.create({ name: group, description: `Users who sign in at ${provider}` });
  }
  const nowMs = pool.now();
  const identity = {
    userId,
    providerName: provider,
    providerType: provider,
    issuer: null,
    primary: 'true',
    dateCreated: String(nowMs),
  };
  const user: PoolUser = {
    username: `${provider}_${userId}`,
    attributes: { sub: randomUUID(), identities: JSON.stringify([identity]) },
    status: 'EXTERNAL_PROVIDER',
    isEnabled: true,
    groups: [group],
    createdMs: nowMs,
    modifiedMs: nowMs,
    mfa: { enabled: [] },
    devices: [],
    passkeys: [],
  };
  pool.users.put(user);
  return user;
}
