import type { UserPool } from '../pool/user-pool.js';
import type { AnswerTo } from './answer.interface.js';
import { afterPassword } from './after-password.js';
import { continueCustom } from './custom-sign-in.js';
import { checkConfirmed, checkMaySignIn, wrongPassword } from './refusals.js';
import type { SignInOutcome } from './sign-in.interface.js';
import { isProof, proofIn } from './srp-proof.js';

/** PASSWORD_VERIFIER: the proof, for which there is one try. */
export async function answerPasswordVerifier(
  pool: UserPool,
  { attempt, session, user, responses }: AnswerTo<'PASSWORD_VERIFIER'>,
): Promise<SignInOutcome> {
  const { exchange } = session.step;
  const proof = proofIn(responses);
  pool.sessions.spend(session);
  if (user?.password === undefined) throw wrongPassword();
  pool.passwords.checkLock(user);
  checkConfirmed(user);
  const identity = pool.passwords.identityOf(user.username);
  pool.passwords.settle(user, isProof(proof, identity, user.password, exchange));
  checkMaySignIn(user);
  if (session.customResults !== undefined) {
    const result = { challengeName: 'PASSWORD_VERIFIER', challengeResult: true };
    return continueCustom(pool, attempt, session.username, user, [
      ...session.customResults,
      result,
    ]);
  }
  return afterPassword(pool, attempt, user, { amr: ['pwd'] });
}
