import type { Clock } from '../../core/internal.js';
import type { UserPoolWatch } from '../events/user-pool-watch.js';
import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import type { ChallengeAnswers, ChallengeName } from '../sign-in/challenges.interface.js';
import { needed } from '../sign-in/needed.js';
import type { ChallengeReference, SignInResult } from '../sign-in/sign-in-result.interface.js';
import { AccountClient } from './account-client.js';
import type { CallOptions } from './call-options.interface.js';
import {
  type ResetPasswordInput,
  PasswordRecoveryOperations,
} from './password-recovery.operations.js';
import {
  type RefreshedTokens,
  type RefreshInput,
  RefreshOperations,
} from './refresh.operations.js';
import type { CodeSent } from './send-code.js';
import { type AnswerOptions, type SignInInput, SignInOperations } from './sign-in.operations.js';
import {
  type ConfirmSignUpInput,
  type SignUpConfirmed,
  type SignUpInput,
  SignUpOperations,
  type SignUpResult,
} from './sign-up.operations.js';
import { type TotpLabel, type TotpSetup, totpSetup } from './totp-setup.js';
import { UserPoolCalls } from './user-pool-calls.js';

/**
 * The users of a user pool, through one app client: how they sign up, in and out. It keeps nothing of a sign-in between two
 * calls, so that any instance of an application can go on with it.
 *
 * Every method rejects with a {@link UserPoolError}: with `ERR_COGNITO_REQUEST_INVALID` for input that is missing or that
 * Cognito does not take, `ERR_COGNITO_USER_POOL_UNAVAILABLE` where Cognito cannot be reached or has too much to do, and
 * `ERR_COGNITO_USER_POOL_MISCONFIGURED` for what only the set-up can mend, which the log names. What changes something is
 * sent once.
 *
 * @example
 * const signIn = async (users: UserPoolClient, input: SignInInput, code: string) => {
 *   const result = await users.signIn(input);
 *   const asksForApp = result.status === 'challenge' && result.challenge === 'SOFTWARE_TOKEN_MFA';
 *   return asksForApp ? users.answer(result, { code }) : result;
 * };
 */
export class UserPoolClient extends AccountClient {
  readonly #calls: UserPoolCalls;
  readonly #signUp: SignUpOperations;
  readonly #signIn: SignInOperations;
  readonly #refresh: RefreshOperations;
  readonly #recovery: PasswordRecoveryOperations;

  /** @internal */
  constructor(options: ResolvedUserPoolOptions, watch: UserPoolWatch, clock: Clock) {
    const calls = new UserPoolCalls(options, watch);
    super(calls);
    this.#calls = calls;
    this.#signUp = new SignUpOperations(calls, options, watch);
    this.#signIn = new SignInOperations(calls, options, watch, clock);
    this.#refresh = new RefreshOperations(calls, options);
    this.#recovery = new PasswordRecoveryOperations(calls, options);
  }

  /**
   * Signs somebody up: SignUp. With `hideUsers`, a taken name is answered like a new one, and nothing is sent to it.
   *
   * Whatever attributes the app client may write are written: choose what callers may name, above all of `custom:*`.
   *
   * @throws {UserPoolError} (rejects) ERR_COGNITO_PASSWORD_REFUSED, ERR_COGNITO_SIGN_UP_CLOSED,
   * ERR_COGNITO_TRIGGER_REFUSED, and ERR_COGNITO_USERNAME_TAKEN without `hideUsers`
   */
  signUp(input: SignUpInput, options: CallOptions = {}): Promise<SignUpResult> {
    return this.#signUp.signUp(input, options);
  }

  /** Confirms a sign-up: ConfirmSignUp. @throws {UserPoolError} (rejects) ERR_COGNITO_CODE_REFUSED, ERR_COGNITO_ALIAS_TAKEN */
  confirmSignUp(input: ConfirmSignUpInput, options: CallOptions = {}): Promise<SignUpConfirmed> {
    return this.#signUp.confirmSignUp(input, options);
  }

  /** Sends the code of a sign-up again: ResendConfirmationCode. With `hideUsers`, the answer is always the same. */
  resendConfirmationCode(username: string, options: CallOptions = {}): Promise<CodeSent> {
    return this.#signUp.resendConfirmationCode(username, options);
  }

  /**
   * Begins to sign somebody in: InitiateAuth. A password in SRP is shown within the same call.
   *
   * @throws {UserPoolError} (rejects) ERR_COGNITO_SIGN_IN_REFUSED for an unknown name, a wrong password, and an account
   * that cannot sign in; ERR_COGNITO_USER_NOT_CONFIRMED and ERR_COGNITO_PASSWORD_RESET_REQUIRED without `hideUsers` or with
   * `tellPendingUsers`
   */
  signIn(input: SignInInput, options: CallOptions = {}): Promise<SignInResult> {
    return this.#signIn.signIn(input, options);
  }

  /**
   * Answers a challenge: RespondToAuthChallenge. Which answer fits, the name of the challenge tells.
   *
   * @param reference the challenge, or its `challenge`, `session` and `username`
   * @throws {UserPoolError} (rejects) ERR_COGNITO_CODE_REFUSED, after which the session stays good;
   * ERR_COGNITO_CHALLENGE_EXPIRED; ERR_COGNITO_SIGN_IN_REFUSED; ERR_COGNITO_PASSWORD_REFUSED
   */
  answer<Name extends ChallengeName>(
    reference: ChallengeReference<Name>,
    answer: ChallengeAnswers[NoInfer<Name>],
    options: AnswerOptions = {},
  ): Promise<SignInResult> {
    return this.#signIn.answer(reference, answer, options);
  }

  /**
   * Begins with an authenticator app in the challenge `MFA_SETUP`: AssociateSoftwareToken.
   *
   * @returns what the app needs, and the challenge with the session that goes on
   */
  startTotpSetup(
    reference: ChallengeReference<'MFA_SETUP'>,
    label: TotpLabel = {},
    { signal }: CallOptions = {},
  ): Promise<TotpSetup & ChallengeReference<'MFA_SETUP'>> {
    return this.#calls.run('sign-in', signal, async (calls) => {
      const { username, session } = reference;
      const answer = await calls.write('AssociateSoftwareToken', {
        Session: needed('session', session),
      });
      return {
        ...totpSetup(answer.text('SecretCode'), { account: username, ...label }),
        challenge: 'MFA_SETUP',
        username,
        session: answer.text('Session'),
      };
    });
  }

  /**
   * Gets new tokens: GetTokensFromRefreshToken. Callers with the same token at the same time share one call.
   *
   * @throws {UserPoolError} (rejects) ERR_COGNITO_REFRESH_REFUSED, after which the user has to sign in; not where Cognito
   * is down
   */
  refresh(input: RefreshInput, options: CallOptions = {}): Promise<RefreshedTokens> {
    return this.#refresh.refresh(input, options);
  }

  /** Ends the sign-in of a refresh token: RevokeToken. Doing so twice is no error. */
  revoke(refreshToken: string, options: CallOptions = {}): Promise<void> {
    return this.#refresh.revoke(refreshToken, options);
  }

  /** Sends a code for a forgotten password: ForgotPassword. With `hideUsers`, the answer is always the same. */
  forgotPassword(username: string, options: CallOptions = {}): Promise<CodeSent> {
    return this.#recovery.forgotPassword(username, options);
  }

  /**
   * Sets the password by that code: ConfirmForgotPassword.
   *
   * @throws {UserPoolError} (rejects) ERR_COGNITO_CODE_REFUSED, ERR_COGNITO_PASSWORD_REFUSED
   */
  resetPassword(input: ResetPasswordInput, options: CallOptions = {}): Promise<void> {
    return this.#recovery.resetPassword(input, options);
  }
}
