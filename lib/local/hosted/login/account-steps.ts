import { ApiContext } from '../../api/api-context.js';
import { forgottenPasswordOperations } from '../../api/forgotten-password.operations.js';
import { signUpOperations } from '../../api/sign-up.operations.js';
import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';
import { secretHash } from '../../pool/clients.js';
import type { UserPool } from '../../pool/user-pool.js';
import type { SignIn } from '../../sign-in/sign-in.js';
import type { SignedIn, SignInAttempt } from '../../sign-in/sign-in.interface.js';
import type { OperationTable } from '../../wire/define-operation.js';
import type { Input, Output } from '../../wire/operation.interface.js';
import type { OAuthParameters } from '../oauth/oauth-parameters.js';
import type { AccountStep, LoginStep } from './login-step.interface.js';

/** Sign-up and forgotten passwords, by the operations of the JSON API: pages and API answer alike. */
export class AccountSteps {
  readonly #pool: UserPool;
  readonly #signIn: SignIn;
  readonly #operations: OperationTable;

  constructor(pool: UserPool, signIn: SignIn) {
    const context = new ApiContext(pool, signIn);
    this.#pool = pool;
    this.#signIn = signIn;
    this.#operations = { ...signUpOperations(context), ...forgottenPasswordOperations(context) };
  }

  /** @throws {ServiceException} as the API would answer */
  answer(
    step: AccountStep,
    form: OAuthParameters,
    attempt: SignInAttempt,
  ): Promise<LoginStep | SignedIn> {
    if (step.kind === 'sign-up') return this.#signUp(form, attempt);
    if (step.kind === 'forgot-password') return this.#forgot(form.get('username'), attempt);
    if (step.kind === 'reset-password') return this.#reset(step.login, form, attempt);
    return form.get('choice') === 'resend'
      ? this.#resend(step.login, attempt)
      : this.#confirm(step.login, form, attempt);
  }

  async #signUp(form: OAuthParameters, attempt: SignInAttempt): Promise<LoginStep | SignedIn> {
    const login = form.get('username');
    const email = this.#pool.options.signIn === 'email' ? login : form.get('email');
    const answer = await this.#call('SignUp', attempt.client, login, {
      // Nothing is not a password, whatever else the pool lets people sign in with.
      Password: form.get('password') ?? '',
      UserAttributes: email === undefined ? [] : [{ Name: 'email', Value: email }],
    });
    if (answer['UserConfirmed'] === true) return this.#afterSignUp(login ?? '', answer, attempt);
    return { kind: 'confirm-sign-up', login: login ?? '', destination: destinationIn(answer) };
  }

  async #confirm(
    login: string,
    form: OAuthParameters,
    attempt: SignInAttempt,
  ): Promise<LoginStep | SignedIn> {
    const answer = await this.#call('ConfirmSignUp', attempt.client, login, {
      ConfirmationCode: form.get('code') ?? '',
    });
    return this.#afterSignUp(login, answer, attempt);
  }

  async #resend(login: string, { client }: SignInAttempt): Promise<LoginStep> {
    const answer = await this.#call('ResendConfirmationCode', client, login);
    return { kind: 'confirm-sign-up', login, destination: destinationIn(answer) };
  }

  /** Where the pool gives a session, the new user is signed in at once. */
  async #afterSignUp(
    login: string,
    answer: Output,
    attempt: SignInAttempt,
  ): Promise<LoginStep | SignedIn> {
    const { Session: session } = answer;
    if (typeof session === 'string') {
      const outcome = await this.#signIn.afterSignUp(attempt, login, session);
      if (!('challenge' in outcome)) return outcome;
    }
    return { kind: 'sign-in', login, notice: 'Your account is confirmed.' };
  }

  async #forgot(login: string | undefined, { client }: SignInAttempt): Promise<LoginStep> {
    const answer = await this.#call('ForgotPassword', client, login);
    return { kind: 'reset-password', login: login ?? '', destination: destinationIn(answer) };
  }

  async #reset(
    login: string,
    form: OAuthParameters,
    { client }: SignInAttempt,
  ): Promise<LoginStep> {
    await this.#call('ConfirmForgotPassword', client, login, {
      ConfirmationCode: form.get('code') ?? '',
      Password: form.get('new_password') ?? '',
    });
    return { kind: 'sign-in', login, notice: 'Your password is changed.' };
  }

  async #call(
    name: string,
    { clientId, secrets: [secret] }: LocalClient,
    login: string | undefined,
    input: Input = {},
  ): Promise<Output> {
    const SecretHash = secret && secretHash(secret.value, login ?? '', clientId);
    const who = { ClientId: clientId, Username: login, SecretHash };
    return (await this.#operations[name]?.run({ ...input, ...who })) ?? {};
  }
}

/** Where a code was sent, masked. */
function destinationIn({ CodeDeliveryDetails: details }: Output): string | undefined {
  if (typeof details !== 'object' || details === null || !('Destination' in details)) {
    return undefined;
  }
  return String(details.Destination);
}
