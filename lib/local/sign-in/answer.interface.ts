import type { PoolUser } from '../pool/pool-user.interface.js';
import type { PendingStep, SignInSession } from '../pool/sign-in-session.interface.js';
import type { SignInAttempt, SignInParameters } from './sign-in.interface.js';

/** The answer to a challenge, whose session was found good but is not spent yet. */
export interface Answer<Step extends PendingStep = PendingStep> {
  readonly attempt: SignInAttempt;
  readonly session: SignInSession<Step>;
  /** `undefined` where the session is simulated. */
  readonly user: PoolUser | undefined;
  readonly responses: SignInParameters;
}

/** The answer to the challenge of that name. */
export type AnswerTo<Name extends PendingStep['name']> = Answer<
  Extract<PendingStep, { readonly name: Name }>
>;
