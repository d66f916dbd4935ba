import type { NewSession } from '../pool/sessions.js';
import type { PendingStep, SignInSession } from '../pool/sign-in-session.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import type { SignInAttempt, SignInChallenge, SignInOutcome } from './sign-in.interface.js';

/** The session of a challenge, beside what the attempt says. */
export type ChallengeState = Pick<NewSession<PendingStep>, 'username' | 'step'> &
  Partial<Pick<NewSession<PendingStep>, 'isSimulated' | 'amr' | 'customResults'>>;

/** Opens a session that waits for a step. */
export function openSession(
  pool: UserPool,
  { client, deviceKey, sessionMinutes = client.sessionMinutes }: SignInAttempt,
  state: ChallengeState,
): SignInSession {
  return pool.sessions.open(
    { isSimulated: false, amr: [], ...state, clientId: client.clientId, deviceKey },
    sessionMinutes,
  );
}

/** Asks for a step. */
export function openChallenge(
  pool: UserPool,
  attempt: SignInAttempt,
  state: ChallengeState,
  parameters: Readonly<Record<string, string>> = {},
): SignInOutcome & { readonly challenge: SignInChallenge } {
  const { id } = openSession(pool, attempt, state);
  const { username, step } = state;
  return { challenge: { name: step.name, session: id, username, parameters } };
}
