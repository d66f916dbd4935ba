import { masked } from '../pool/code-delivery.js';
import type { MfaName, PoolUser } from '../pool/pool-user.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import { isSameText } from '../secrets/is-same-text.js';
import { invalidParameter, notAuthorized } from '../wire/service-exception.js';
import type { AnswerTo } from './answer.interface.js';
import { askDevice } from './device-sign-in.js';
import { needed } from './needed.js';
import { openChallenge } from './open-challenge.js';
import { wrongCode } from './refusals.js';
import type { SignedIn, SignInAttempt, SignInOutcome } from './sign-in.interface.js';
import { useSoftwareToken } from './software-token.js';

/** What has been shown before the second factor. */
interface Shown {
  readonly amr: readonly string[];
  readonly hasNewPassword: boolean;
}

/** Asks for the second factor that the pool and the user want. A remembered device stands in for it. */
export function askSecondFactor(
  pool: UserPool,
  attempt: SignInAttempt,
  user: PoolUser,
  shown: Shown,
): SignInOutcome {
  const byDevice = askDevice(pool, attempt, user, shown.amr);
  if (byDevice !== undefined) return byDevice;
  const enabled = pool.options.mfa === 'OFF' ? [] : user.mfa.enabled;
  const only = enabled.length === 1 ? enabled[0] : user.mfa.preferred;
  if (enabled.length > 0) {
    return only === undefined
      ? askForChoice(pool, attempt, user, shown)
      : askFor(only, pool, attempt, user, shown);
  }
  if (pool.options.mfa === 'ON') return askForSetup(pool, attempt, user, shown);
  return signedIn(pool, attempt, user, shown);
}

/** SOFTWARE_TOKEN_MFA: a wrong code leaves the session good. */
export function answerSoftwareToken(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'SOFTWARE_TOKEN_MFA'>,
): SignInOutcome {
  const code = needed(responses, 'SOFTWARE_TOKEN_MFA_CODE');
  if (user === undefined) throw wrongCode();
  countingFailures(pool, user, () =>
    useSoftwareToken(pool, user, code, wrongCode('Invalid code received for user')),
  );
  pool.sessions.spend(session);
  return signedIn(pool, attempt, user, { amr: [...session.amr, 'otp', 'mfa'] });
}

/** SMS_MFA, and EMAIL_OTP as a second factor. A wrong code leaves the session good. */
export function answerSecondFactorCode(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'EMAIL_OTP' | 'SMS_MFA'>,
): SignInOutcome {
  const { name, code } = session.step;
  const given = needed(responses, `${name}_CODE`);
  if (user === undefined) throw wrongCode();
  countingFailures(pool, user, () => {
    if (!isSameText(code, given)) throw wrongCode();
  });
  pool.sessions.spend(session);
  const method = name === 'SMS_MFA' ? 'sms' : 'email_otp';
  return signedIn(pool, attempt, user, { amr: [...session.amr, method, 'mfa'] });
}

/** SELECT_MFA_TYPE */
export function answerMfaChoice(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'SELECT_MFA_TYPE'>,
): SignInOutcome {
  const answer = needed(responses, 'ANSWER');
  const chosen = user?.mfa.enabled.find((name) => name === answer);
  if (user === undefined || chosen === undefined) {
    throw invalidParameter('Invalid challenge selected');
  }
  pool.sessions.spend(session);
  return askFor(chosen, pool, attempt, user, { amr: session.amr, hasNewPassword: false });
}

/** MFA_SETUP: after the authenticator app was verified with the session. */
export function answerMfaSetup(
  pool: UserPool,
  { attempt, session, user }: AnswerTo<'MFA_SETUP'>,
): SignInOutcome {
  if (user === undefined || !session.step.isVerified) {
    throw notAuthorized('Invalid session for the user.');
  }
  pool.sessions.spend(session);
  return signedIn(pool, attempt, user, { amr: [...session.amr, 'otp', 'mfa'] });
}

/**
 * Locks the user out after wrong codes, in whatever sign-in, as after wrong passwords.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
function countingFailures(
  { secondFactorLock }: UserPool,
  { username }: PoolUser,
  checkCode: () => void,
): void {
  secondFactorLock.check(username);
  try {
    checkCode();
  } catch (error) {
    secondFactorLock.countFailure(username);
    throw error;
  }
  secondFactorLock.lift(username);
}

function askFor(
  name: MfaName,
  pool: UserPool,
  attempt: SignInAttempt,
  user: PoolUser,
  { amr }: Shown,
): SignInOutcome {
  const { username } = user;
  if (name === 'SOFTWARE_TOKEN_MFA') {
    return openChallenge(
      pool,
      attempt,
      { username, step: { name }, amr },
      { USER_ID_FOR_SRP: username, FRIENDLY_DEVICE_NAME: 'TOTP device' },
    );
  }
  const attribute = name === 'SMS_MFA' ? 'phone_number' : 'email';
  const code = pool.codes.make(name === 'SMS_MFA' ? 6 : 8);
  pool.codes.deliver(user, 'mfa', code, attribute);
  const step = name === 'SMS_MFA' ? { name, code } : { name, code, isSecondFactor: true };
  return openChallenge(
    pool,
    attempt,
    { username, step, amr },
    {
      USER_ID_FOR_SRP: username,
      CODE_DELIVERY_DELIVERY_MEDIUM: name === 'SMS_MFA' ? 'SMS' : 'EMAIL',
      CODE_DELIVERY_DESTINATION: masked(user.attributes[attribute] ?? ''),
    },
  );
}

function askForChoice(
  pool: UserPool,
  attempt: SignInAttempt,
  { username, mfa }: PoolUser,
  { amr }: Shown,
): SignInOutcome {
  return openChallenge(
    pool,
    attempt,
    { username, step: { name: 'SELECT_MFA_TYPE' }, amr },
    { USER_ID_FOR_SRP: username, MFAS_CAN_CHOOSE: JSON.stringify(mfa.enabled) },
  );
}

function askForSetup(
  pool: UserPool,
  attempt: SignInAttempt,
  { username }: PoolUser,
  { amr }: Shown,
): SignInOutcome {
  return openChallenge(
    pool,
    attempt,
    { username, step: { name: 'MFA_SETUP', isVerified: false }, amr },
    { USER_ID_FOR_SRP: username, MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
  );
}

function signedIn(
  pool: UserPool,
  { deviceKey }: SignInAttempt,
  user: PoolUser,
  { amr, hasNewPassword = false }: { amr: readonly string[]; hasNewPassword?: boolean },
): SignedIn {
  const device = pool.devices.findConfirmed(user, deviceKey);
  return { user, amr, deviceKey: device?.key, hasNewPassword };
}
