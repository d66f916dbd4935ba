import type { PoolUser } from '../pool/pool-user.interface.js';
import { isVerified } from '../pool/user-attributes.js';
import type { UserPool } from '../pool/user-pool.js';
import { invalidParameter, notAuthorized } from '../wire/service-exception.js';
import type { AnswerTo } from './answer.interface.js';
import { beginSrp } from './begin-srp.js';
import { needed } from './needed.js';
import { sendOneTimeCode } from './one-time-code.js';
import { openChallenge } from './open-challenge.js';
import { signInWithPassword } from './password-sign-in.js';
import { checkConfirmed, checkMaySignIn, userAbsent } from './refusals.js';
import type { SignInAttempt, SignInOutcome, SignInParameters } from './sign-in.interface.js';

/** USER_AUTH: begins with what the client prefers, or asks. */
export async function signInByChoice(
  pool: UserPool,
  attempt: SignInAttempt,
  login: string,
  parameters: SignInParameters,
): Promise<SignInOutcome> {
  const user = pool.users.find(login);
  if (user === undefined && !attempt.client.preventUserExistenceErrors) {
    throw userAbsent(attempt.client);
  }
  if (user !== undefined) {
    checkConfirmed(user);
    checkMaySignIn(user);
  }
  const available = availableTo(pool, user);
  const preferred = parameters['PREFERRED_CHALLENGE'];
  const hasPassword =
    parameters[preferred === 'PASSWORD' ? 'PASSWORD' : 'SRP_A'] !== undefined ||
    preferred?.endsWith('_OTP') === true;
  if (preferred !== undefined && available.includes(preferred) && hasPassword) {
    return withAvailable(await begin(pool, attempt, preferred, login, parameters), available);
  }
  const outcome = openChallenge(pool, attempt, {
    username: user?.username ?? login,
    step: { name: 'SELECT_CHALLENGE', available },
    isSimulated: user === undefined,
  });
  return withAvailable(outcome, available);
}

/** SELECT_CHALLENGE */
export async function answerChoice(
  pool: UserPool,
  { attempt, session, responses }: AnswerTo<'SELECT_CHALLENGE'>,
): Promise<SignInOutcome> {
  const answer = needed(responses, 'ANSWER');
  if (!session.step.available.includes(answer)) {
    throw invalidParameter('Invalid challenge selected');
  }
  pool.sessions.spend(session);
  return begin(pool, attempt, answer, session.username, responses);
}

/** Signs in with the session of a sign-up that was just confirmed. */
export function signInAfterSignUp(
  pool: UserPool,
  { client }: SignInAttempt,
  login: string,
  sessionId: string,
): SignInOutcome {
  const session = pool.sessions.get(sessionId, client.clientId, 'SIGN_IN_AFTER_SIGN_UP');
  const user = pool.users.get(session.username);
  if (user === undefined || pool.users.find(login) !== user) {
    throw notAuthorized('Invalid session for the user.');
  }
  pool.sessions.spend(session);
  checkMaySignIn(user);
  return { user, amr: session.amr, hasNewPassword: false };
}

async function begin(
  pool: UserPool,
  attempt: SignInAttempt,
  name: string,
  login: string,
  parameters: SignInParameters,
): Promise<SignInOutcome> {
  switch (name) {
    case 'PASSWORD':
      return signInWithPassword(pool, attempt, login, needed(parameters, 'PASSWORD'));
    case 'PASSWORD_SRP':
      return beginSrp(pool, attempt, login, needed(parameters, 'SRP_A'));
    case 'EMAIL_OTP':
    case 'SMS_OTP':
      return sendOneTimeCode(pool, attempt, name, login);
    default:
      throw invalidParameter('Invalid challenge selected');
  }
}

/** To a name that nobody has, the same as to a user who has everything. */
function availableTo(pool: UserPool, user: PoolUser | undefined): readonly string[] {
  const { firstFactors } = pool.options;
  const canHaveCode = user === undefined || user.status === 'CONFIRMED';
  const hasEmail = user === undefined || isVerified(user, 'email');
  const hasPhone = user !== undefined && isVerified(user, 'phone_number');
  return [
    ...(user !== undefined && user.password === undefined ? [] : ['PASSWORD', 'PASSWORD_SRP']),
    ...(firstFactors.includes('EMAIL_OTP') && canHaveCode && hasEmail ? ['EMAIL_OTP'] : []),
    ...(firstFactors.includes('SMS_OTP') && canHaveCode && hasPhone ? ['SMS_OTP'] : []),
  ];
}

function withAvailable(outcome: SignInOutcome, available: readonly string[]): SignInOutcome {
  return 'challenge' in outcome ? { challenge: { ...outcome.challenge, available } } : outcome;
}
