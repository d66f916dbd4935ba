import type { UserPool } from '../../pool/user-pool.js';
import { openSession } from '../../sign-in/open-challenge.js';
import type { SignInAttempt } from '../../sign-in/sign-in.interface.js';
import {
  associateSoftwareToken,
  userInSetup,
  verifySoftwareToken,
} from '../../sign-in/software-token.js';
import { notAuthorized } from '../../wire/service-exception.js';

/** @returns the secret to put into an authenticator app, in base32 */
export function beginSetup(pool: UserPool, username: string): string {
  const user = pool.users.get(username);
  if (user === undefined) throw notAuthorized('Invalid session for the user.');
  return associateSoftwareToken(pool, user);
}

/**
 * Checks the first code of the app.
 *
 * @returns the session to go on with
 * @throws {ServiceException} when the code is wrong; the session stays good
 */
export function finishSetup(
  pool: UserPool,
  attempt: SignInAttempt,
  sessionId: string,
  code: string,
): string {
  const session = pool.sessions.get(sessionId, attempt.client.clientId, 'MFA_SETUP');
  const user = userInSetup(pool, session);
  verifySoftwareToken(pool, user, code);
  pool.sessions.spend(session);
  const { username, amr } = session;
  const step = { name: 'MFA_SETUP', isVerified: true } as const;
  return openSession(pool, attempt, { username, amr, step }).id;
}
