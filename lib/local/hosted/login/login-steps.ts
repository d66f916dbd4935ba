import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { SignIn } from '../../sign-in/sign-in.js';
import type { SignedIn, SignInAttempt, SignInOutcome } from '../../sign-in/sign-in.interface.js';
import { notAuthorized, type ServiceException } from '../../wire/service-exception.js';
import type { OAuthParameters } from '../oauth/oauth-parameters.js';
import { AccountSteps } from './account-steps.js';
import { signInAtProvider } from './federated-sign-in.js';
import type { ChallengeStep, LoginStep, PageChallenge } from './login-step.interface.js';
import { beginSetup, finishSetup } from './set-up-app.js';

/** The name under which the API takes the answer to a challenge. */
const RESPONSE_NAMES: Readonly<Record<PageChallenge, string>> = {
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SMS_MFA: 'SMS_MFA_CODE',
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD',
  SELECT_MFA_TYPE: 'ANSWER',
  MFA_SETUP: 'SOFTWARE_TOKEN_MFA_CODE',
  WEB_AUTHN: 'CREDENTIAL',
};
const MAX_REMEMBERED_LENGTH = 320;
/** Each page of the hosted login may take three minutes, whatever the client says. */
const SESSION_MINUTES = 3;

/** What follows when a form of the hosted login comes back. */
export class LoginSteps {
  readonly #pool: UserPool;
  readonly #signIn: SignIn;
  readonly #account: AccountSteps;

  constructor(pool: UserPool, signIn: SignIn) {
    this.#pool = pool;
    this.#signIn = signIn;
    this.#account = new AccountSteps(pool, signIn);
  }

  /**
   * The next step, or who has signed in.
   *
   * @throws {ServiceException} as the API would answer
   */
  async answer(
    step: LoginStep,
    form: OAuthParameters,
    client: LocalClient,
  ): Promise<LoginStep | SignedIn> {
    const attempt = { client, sessionMinutes: SESSION_MINUTES };
    if (step.kind === 'sign-in') return this.#follow(await this.#begin(attempt, form));
    if (step.kind === 'provider') return signInAtProvider(this.#pool, step.provider, form);
    if (step.kind === 'challenge') {
      return this.#follow(await this.#continue(attempt, step, form.get('answer') ?? ''));
    }
    return this.#account.answer(step, form, attempt);
  }

  /** The step to show with a refusal: the same again, unless there is something to do about it. */
  afterRefusal(step: LoginStep, form: OAuthParameters, { type }: ServiceException): LoginStep {
    const login = remembered(form.get('username'));
    if (step.kind === 'sign-up') {
      return { kind: 'sign-up', login, email: remembered(form.get('email')) };
    }
    if (step.kind === 'forgot-password') return { kind: 'forgot-password', login };
    // The answer was for one challenge, right or wrong.
    if (step.kind === 'challenge' && step.challenge === 'WEB_AUTHN') return { kind: 'sign-in' };
    if (step.kind !== 'sign-in' || login === undefined) return step;
    if (type === 'UserNotConfirmedException') return { kind: 'confirm-sign-up', login };
    if (type === 'PasswordResetRequiredException') return { kind: 'forgot-password', login };
    return { kind: 'sign-in', login };
  }

  #begin(attempt: SignInAttempt, form: OAuthParameters): Promise<SignInOutcome> {
    const login = form.get('username') ?? '';
    const choice = form.get('choice');
    return choice === 'EMAIL_OTP' || choice === 'WEB_AUTHN'
      ? this.#signIn.byChoice(attempt, login, { PREFERRED_CHALLENGE: choice })
      : this.#signIn.withPassword(attempt, login, form.get('password') ?? '');
  }

  async #continue(
    attempt: SignInAttempt,
    { challenge, session, username }: ChallengeStep,
    answer: string,
  ): Promise<SignInOutcome> {
    const verified =
      challenge === 'MFA_SETUP' ? finishSetup(this.#pool, attempt, session, answer) : session;
    return this.#signIn.answer(attempt, challenge, verified, {
      USERNAME: username,
      [RESPONSE_NAMES[challenge]]: answer,
    });
  }

  #follow(outcome: SignInOutcome): LoginStep | SignedIn {
    if (!('challenge' in outcome)) return outcome;
    const { name, session, username, parameters } = outcome.challenge;
    if (name === 'SELECT_CHALLENGE') throw notAuthorized('Choose another way to sign in.');
    if (!isPageChallenge(name)) throw notAuthorized('Incorrect username or password.');
    return {
      kind: 'challenge',
      challenge: name,
      session,
      username,
      destination: parameters['CODE_DELIVERY_DESTINATION'],
      passkeyOptions: parameters['CREDENTIAL_REQUEST_OPTIONS'],
      secret: name === 'MFA_SETUP' ? beginSetup(this.#pool, username) : undefined,
      choices: name === 'SELECT_MFA_TYPE' ? this.#pool.users.get(username)?.mfa.enabled : undefined,
    };
  }
}

/** What a page shows again; nothing that is longer than any name or address, because pages are kept. */
function remembered(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= MAX_REMEMBERED_LENGTH ? text : undefined;
}

function isPageChallenge(name: string): name is PageChallenge {
  return Object.hasOwn(RESPONSE_NAMES, name);
}
