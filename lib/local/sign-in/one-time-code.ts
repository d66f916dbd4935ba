import { masked, simulatedDelivery } from '../pool/code-delivery.js';
import type { UserPool } from '../pool/user-pool.js';
import { isSameText } from '../secrets/is-same-text.js';
import type { AnswerTo } from './answer.interface.js';
import { needed } from './needed.js';
import { openChallenge } from './open-challenge.js';
import { wrongCode } from './refusals.js';
import type { SignInAttempt, SignInChallenge, SignInOutcome } from './sign-in.interface.js';

/** EMAIL_OTP and SMS_OTP as the first factor. To a name that nobody has, nothing is sent, and no code is right. */
export function sendOneTimeCode(
  pool: UserPool,
  attempt: SignInAttempt,
  name: 'EMAIL_OTP' | 'SMS_OTP',
  login: string,
): { readonly challenge: SignInChallenge } {
  const user = pool.users.find(login);
  const attribute = name === 'EMAIL_OTP' ? 'email' : 'phone_number';
  const code = pool.codes.make(8);
  if (user !== undefined) pool.codes.deliver(user, 'sign-in', code, attribute);
  const username = user?.username ?? login;
  const step = name === 'EMAIL_OTP' ? { name, code, isSecondFactor: false } : { name, code };
  return openChallenge(
    pool,
    attempt,
    { username, step, isSimulated: user === undefined },
    {
      CODE_DELIVERY_DELIVERY_MEDIUM: name === 'EMAIL_OTP' ? 'EMAIL' : 'SMS',
      CODE_DELIVERY_DESTINATION:
        user === undefined
          ? simulatedDelivery(login).Destination
          : masked(user.attributes[attribute] ?? ''),
    },
  );
}

/** It ends the sign-in, without a second factor. A wrong code leaves the session good. */
export function answerOneTimeCode(
  pool: UserPool,
  { session, user, responses }: AnswerTo<'EMAIL_OTP' | 'SMS_OTP'>,
): SignInOutcome {
  const { name, code } = session.step;
  const given = needed(responses, `${name}_CODE`);
  if (user === undefined || !isSameText(code, given)) {
    pool.sessions.countWrongCode(session);
    throw wrongCode();
  }
  pool.sessions.spend(session);
  const amr = [name === 'EMAIL_OTP' ? 'email_otp' : 'sms'];
  return { user, amr, hasNewPassword: false };
}
