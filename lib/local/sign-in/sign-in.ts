import type { StepName } from '../pool/sign-in-session.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import { MAX_LOGIN_LENGTH } from '../pool/users.js';
import { invalidParameter, notAuthorized } from '../wire/service-exception.js';
import { answerNewPassword } from './after-password.js';
import type { Answer, AnswerTo } from './answer.interface.js';
import { runPostAuthentication, runPreAuthentication } from './authentication-triggers.js';
import { beginSrp, isSimulatedName } from './begin-srp.js';
import { answerChoice, signInAfterSignUp, signInByChoice } from './chosen-sign-in.js';
import { answerCustom, beginCustom } from './custom-sign-in.js';
import { answerDevicePassword, answerDeviceSrp } from './device-sign-in.js';
import { needed } from './needed.js';
import { answerOneTimeCode } from './one-time-code.js';
import { signInWithPassword } from './password-sign-in.js';
import { answerPasskey } from './passkey-sign-in.js';
import { answerPasswordVerifier } from './password-verifier.js';
import { checkMaySignIn } from './refusals.js';
import {
  answerMfaChoice,
  answerMfaSetup,
  answerSecondFactorCode,
  answerSoftwareToken,
} from './second-factor.js';
import type { SignInAttempt, SignInOutcome, SignInParameters } from './sign-in.interface.js';

const MAX_DEVICE_KEY_LENGTH = 55;

/** A challenge that somebody answers. */
type ChallengeName = Exclude<StepName, 'CONFIRM_SIGN_UP' | 'SIGN_IN_AFTER_SIGN_UP'>;

type Answerer<Name extends StepName> = (
  pool: UserPool,
  answer: AnswerTo<Name>,
) => SignInOutcome | Promise<SignInOutcome>;

const ANSWERERS: { readonly [Name in ChallengeName]: Answerer<Name> } = {
  PASSWORD_VERIFIER: answerPasswordVerifier,
  SELECT_CHALLENGE: answerChoice,
  EMAIL_OTP: (pool, answer) =>
    answer.session.step.isSecondFactor
      ? answerSecondFactorCode(pool, answer)
      : answerOneTimeCode(pool, answer),
  SMS_OTP: answerOneTimeCode,
  WEB_AUTHN: answerPasskey,
  SMS_MFA: answerSecondFactorCode,
  SOFTWARE_TOKEN_MFA: answerSoftwareToken,
  SELECT_MFA_TYPE: answerMfaChoice,
  MFA_SETUP: answerMfaSetup,
  NEW_PASSWORD_REQUIRED: answerNewPassword,
  CUSTOM_CHALLENGE: answerCustom,
  DEVICE_SRP_AUTH: answerDeviceSrp,
  DEVICE_PASSWORD_VERIFIER: answerDevicePassword,
};

/**
 * Finds out who somebody is. It makes no tokens, and knows neither client secrets nor which flows a client may use: the
 * JSON API and the hosted login check these first.
 *
 * Every method ends with a challenge, or the user, or a ServiceException as Cognito has it.
 */
export class SignIn {
  readonly #pool: UserPool;

  constructor(pool: UserPool) {
    this.#pool = pool;
  }

  /** USER_PASSWORD_AUTH, and the form of the hosted login. */
  withPassword(attempt: SignInAttempt, login: string, password: string): Promise<SignInOutcome> {
    return this.#begin(attempt, login, () =>
      signInWithPassword(this.#pool, attempt, login, password),
    );
  }

  /** USER_SRP_AUTH. @param clientPublic SRP_A, hexadecimal */
  bySrp(attempt: SignInAttempt, login: string, clientPublic: string): Promise<SignInOutcome> {
    return this.#begin(attempt, login, () => beginSrp(this.#pool, attempt, login, clientPublic));
  }

  /** USER_AUTH. @param parameters PREFERRED_CHALLENGE, with PASSWORD or SRP_A */
  async byChoice(
    attempt: SignInAttempt,
    login: string,
    parameters: SignInParameters,
  ): Promise<SignInOutcome> {
    return this.#begin(attempt, login, () =>
      signInByChoice(this.#pool, attempt, login, parameters),
    );
  }

  /** USER_AUTH with the session of a sign-up that was just confirmed. */
  async afterSignUp(
    attempt: SignInAttempt,
    login: string,
    session: string,
  ): Promise<SignInOutcome> {
    return this.#end(attempt, signInAfterSignUp(this.#pool, attempt, login, session));
  }

  /** CUSTOM_AUTH. @param parameters may have CHALLENGE_NAME and SRP_A */
  async byTriggers(
    attempt: SignInAttempt,
    login: string,
    parameters: SignInParameters,
  ): Promise<SignInOutcome> {
    return this.#begin(attempt, login, () => beginCustom(this.#pool, attempt, login, parameters));
  }

  /**
   * The answer to a challenge.
   *
   * @param responses by AWS's names, such as USERNAME and SOFTWARE_TOKEN_MFA_CODE
   */
  async answer(
    attempt: SignInAttempt,
    name: string,
    sessionId: string | undefined,
    responses: SignInParameters,
  ): Promise<SignInOutcome> {
    if (!isChallengeName(name)) throw invalidParameter(`Challenge ${name} is not supported`);
    const login = needed(responses, 'USERNAME');
    checkLengths(login, attempt);
    const session = this.#pool.sessions.get(sessionId, attempt.client.clientId, name);
    const user = session.isSimulated ? undefined : this.#pool.users.get(session.username);
    const isNamed = session.isSimulated
      ? isSimulatedName(this.#pool, login, session.username)
      : user !== undefined && this.#pool.users.find(login) === user;
    if (!isNamed) {
      throw notAuthorized('Invalid session for the user.');
    }
    // The table gives the answerer of this very name, which the compiler cannot follow.
    const answer = ANSWERERS[name] as (
      pool: UserPool,
      given: Answer,
    ) => SignInOutcome | Promise<SignInOutcome>;
    const deviceKey = attempt.deviceKey ?? session.deviceKey;
    const given = { attempt: { ...attempt, deviceKey }, session, user, responses };
    const outcome = await answer(this.#pool, given);
    // Somebody may have disabled the user since the password.
    if ('user' in outcome) checkMaySignIn(outcome.user);
    return this.#end(attempt, outcome);
  }

  async #begin(
    attempt: SignInAttempt,
    login: string,
    begin: () => SignInOutcome | Promise<SignInOutcome>,
  ): Promise<SignInOutcome> {
    checkLengths(login, attempt);
    await runPreAuthentication(this.#pool, attempt, login);
    return this.#end(attempt, await begin());
  }

  async #end(attempt: SignInAttempt, outcome: SignInOutcome): Promise<SignInOutcome> {
    if ('user' in outcome) await runPostAuthentication(this.#pool, attempt, outcome);
    return outcome;
  }
}

/**
 * Sessions keep both, whether or not somebody has the name: without a bound they fill the memory.
 *
 * @throws {ServiceException} InvalidParameterException for what is longer than any in Cognito
 */
function checkLengths(login: string, { deviceKey = '' }: SignInAttempt): void {
  if (login.length > MAX_LOGIN_LENGTH) throw invalidParameter('Username is too long.');
  if (deviceKey.length > MAX_DEVICE_KEY_LENGTH) throw invalidParameter('DEVICE_KEY is too long.');
}

function isChallengeName(name: string): name is ChallengeName {
  return Object.hasOwn(ANSWERERS, name);
}
