import type { PoolUser } from '../pool/pool-user.interface.js';
import { LOWER_CASE_ALPHANUMERICS, randomText } from '../secrets/random-text.js';
import { invalidParameter, ServiceException } from '../wire/service-exception.js';
import type { ApiContext } from './api-context.js';
import { runPreSignUp } from './pre-sign-up.js';

/** A user whom an administrator makes. */
interface InvitedUser {
  readonly login: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** @defaultValue a random one */
  readonly temporaryPassword: string | undefined;
  /** Whether the user is not told. */
  readonly isQuiet: boolean;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

const TAKEN = 'User account already exists';
/** What the pre sign-up trigger is told in place of a client. */
const NO_CLIENT = 'CLIENT_ID_NOT_APPLICABLE';

/**
 * Makes a user, who has to choose a password at the first sign-in. Whoever can sign in by a code, and is given no
 * password, needs none.
 *
 * @throws {ServiceException} as AdminCreateUser declares
 */
export async function createUser(
  context: ApiContext,
  { login, attributes, temporaryPassword, isQuiet, clientMetadata }: InvitedUser,
): Promise<PoolUser> {
  const { pool } = context;
  if ('sub' in attributes) throw invalidParameter('Cannot modify an already provided sub');
  if (temporaryPassword !== undefined) pool.passwords.checkPolicy(temporaryPassword);
  const isPasswordless =
    temporaryPassword === undefined &&
    pool.options.firstFactors.includes('EMAIL_OTP') &&
    attributes['email_verified'] === 'true';
  const status = isPasswordless ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  pool.users.check({ login, attributes, status }, TAKEN);
  const added = await runPreSignUp(pool, 'PreSignUp_AdminCreateUser', {
    clientId: NO_CLIENT,
    login,
    attributes,
    clientMetadata,
  });
  const all = { ...attributes, ...added.attributes };
  const user = pool.users.create({ login, attributes: all, status }, TAKEN);
  if (isPasswordless) return user;
  invite(context, user, temporaryPassword, isQuiet);
  return user;
}

/** Sends the invitation again, with another password. @throws {ServiceException} UnsupportedUserStateException */
export function resendInvitation(
  context: ApiContext,
  user: PoolUser,
  temporaryPassword: string | undefined,
): void {
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new ServiceException(
      'UnsupportedUserStateException',
      'Resend not possible. User status is not FORCE_CHANGE_PASSWORD.',
    );
  }
  if (temporaryPassword !== undefined) context.pool.passwords.checkPolicy(temporaryPassword);
  invite(context, user, temporaryPassword, false);
}

function invite(
  { pool }: ApiContext,
  user: PoolUser,
  temporaryPassword: string | undefined,
  isQuiet: boolean,
): void {
  const { minimumLength } = pool.options.passwordPolicy;
  const password = temporaryPassword ?? randomPassword(minimumLength);
  pool.passwords.set(user, password);
  if (isQuiet) return;
  const { email, phone_number: phone } = user.attributes;
  const attribute = email === undefined && phone !== undefined ? 'phone_number' : 'email';
  pool.codes.deliver(user, 'invitation', password, attribute);
}

/** One that every policy allows. */
function randomPassword(minimumLength: number): string {
  return `${randomText(Math.max(minimumLength, 12) - 4, LOWER_CASE_ALPHANUMERICS)}aA1!`;
}
