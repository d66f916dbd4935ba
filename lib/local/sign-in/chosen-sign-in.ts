import type { UserPool } from '../pool/user-pool.js';
import { invalidParameter, notAuthorized } from '../wire/service-exception.js';
import type { AnswerTo } from './answer.interface.js';
import { availableFactors } from './available-factors.js';
import { beginSrp } from './begin-srp.js';
import { needed } from './needed.js';
import { sendOneTimeCode } from './one-time-code.js';
import { openChallenge } from './open-challenge.js';
import { askPasskey, checkPasskey, requestPasskey } from './passkey-sign-in.js';
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
  const available = availableFactors(pool, user);
  const preferred = parameters['PREFERRED_CHALLENGE'];
  if (preferred !== undefined && available.includes(preferred) && canBegin(preferred, parameters)) {
    return withAvailable(await begin(pool, attempt, preferred, login, parameters), available);
  }
  // Whoever chooses a passkey can send its answer along with the choice.
  const request =
    user !== undefined && available.includes('WEB_AUTHN')
      ? requestPasskey(pool, attempt, user)
      : undefined;
  const outcome = openChallenge(
    pool,
    attempt,
    {
      username: user?.username ?? login,
      step: { name: 'SELECT_CHALLENGE', available, passkeyChallenge: request?.challenge },
      isSimulated: user === undefined,
    },
    request?.parameters,
  );
  return withAvailable(outcome, available);
}

/** SELECT_CHALLENGE */
export async function answerChoice(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'SELECT_CHALLENGE'>,
): Promise<SignInOutcome> {
  const answer = needed(responses, 'ANSWER');
  const { available, passkeyChallenge } = session.step;
  if (!available.includes(answer)) {
    throw invalidParameter('Invalid challenge selected');
  }
  if (answer === 'WEB_AUTHN' && responses['CREDENTIAL'] && passkeyChallenge !== undefined) {
    return checkPasskey(pool, session, user, passkeyChallenge, responses);
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
    case 'WEB_AUTHN':
      return beginPasskey(pool, attempt, login);
    default:
      throw invalidParameter('Invalid challenge selected');
  }
}

function beginPasskey(pool: UserPool, attempt: SignInAttempt, login: string): SignInOutcome {
  const user = pool.users.find(login);
  // It was there when this was offered.
  if (user === undefined) throw userAbsent(attempt.client);
  return askPasskey(pool, attempt, user);
}

/** Whether a factor needs nothing, or what it needs is there. */
function canBegin(factor: string, parameters: SignInParameters): boolean {
  if (factor === 'PASSWORD') return parameters['PASSWORD'] !== undefined;
  return factor !== 'PASSWORD_SRP' || parameters['SRP_A'] !== undefined;
}

function withAvailable(outcome: SignInOutcome, available: readonly string[]): SignInOutcome {
  return 'challenge' in outcome ? { challenge: { ...outcome.challenge, available } } : outcome;
}
