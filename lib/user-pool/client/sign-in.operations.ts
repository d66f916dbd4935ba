import type { Clock } from '../../core/internal.js';
import { invalidRequest, UserPoolError } from '../errors/user-pool.error.js';
import type { UserPoolWatch } from '../events/user-pool-watch.js';
import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import type { SignInFlow } from '../options/user-pool-module-options.interface.js';
import type {
  ChallengeAnswers,
  ChallengeName,
  FirstFactor,
} from '../sign-in/challenges.interface.js';
import { draftResponse } from '../sign-in/draft-response.js';
import { needed } from '../sign-in/needed.js';
import { SignInAttempt } from '../sign-in/sign-in-attempt.js';
import type { ChallengeReference, SignInResult } from '../sign-in/sign-in-result.interface.js';
import type { RememberedDevice } from '../sign-in/tokens.interface.js';
import { contextOf } from './call-context.js';
import type { CallOptions } from './call-options.interface.js';
import type { UserPoolCalls, UserPoolWork } from './user-pool-calls.js';

/** Who signs in, and how. */
export interface SignInInput {
  /** Username, e-mail address or phone number, as the user pool allows. */
  readonly username: string;
  /** Needed for the two flows by password; in the others, to begin with it. */
  readonly password?: string;
  /** @defaultValue the option `flow` */
  readonly flow?: SignInFlow;
  /** For `USER_AUTH`: what to begin with, if the user has it. @defaultValue `PASSWORD_SRP` with a password, else none */
  readonly preferredChallenge?: FirstFactor;
  /** For `USER_AUTH`: the session of a sign-up that was just confirmed. */
  readonly session?: string;
  /** A device that was remembered. */
  readonly device?: RememberedDevice;
}

/** What an answer takes beside itself. */
export interface AnswerOptions extends CallOptions {
  /** The device that the sign-in began with. */
  readonly device?: RememberedDevice;
}

type Texts = Readonly<Record<string, string | undefined>>;

/** InitiateAuth and RespondToAuthChallenge. */
export class SignInOperations {
  readonly #calls: UserPoolCalls;
  readonly #options: ResolvedUserPoolOptions;
  readonly #watch: UserPoolWatch;
  readonly #clock: Clock;

  constructor(
    calls: UserPoolCalls,
    options: ResolvedUserPoolOptions,
    watch: UserPoolWatch,
    clock: Clock,
  ) {
    this.#calls = calls;
    this.#options = options;
    this.#watch = watch;
    this.#clock = clock;
  }

  signIn(input: SignInInput, options: CallOptions): Promise<SignInResult> {
    return this.#run(options, (calls) => {
      const username = needed('username', input.username);
      const attempt = this.#attempt(calls, username, { ...options, ...deviceOf(input) });
      const flow = input.flow ?? this.#options.flow;
      return attempt.initiate(flow, parametersOf(flow, input, attempt), input.session);
    });
  }

  answer<Name extends ChallengeName>(
    reference: ChallengeReference<Name>,
    answer: ChallengeAnswers[Name],
    options: AnswerOptions,
  ): Promise<SignInResult> {
    return this.#run(options, async (calls) => {
      const { challenge } = reference;
      const { responses, srpPassword, totp } = draftResponse(challenge, answer);
      const username = needed('username', reference.username);
      const session = needed('session', reference.session);
      const attempt = this.#attempt(calls, username, options);
      return attempt.respond(
        challenge === 'UNKNOWN' ? needed('name', reference.name) : challenge,
        totp === undefined ? session : await verifyTotp(calls, session, totp),
        srpPassword === undefined
          ? responses
          : { ...responses, SRP_A: attempt.beginSrp(srpPassword) },
      );
    });
  }

  async #run(
    { signal }: CallOptions,
    work: (calls: UserPoolWork) => Promise<SignInResult>,
  ): Promise<SignInResult> {
    const result = await this.#calls.run('sign-in', signal, work);
    if (result.status === 'signed-in') this.#watch.signedIn();
    return result;
  }

  #attempt(calls: UserPoolWork, username: string, options: AnswerOptions): SignInAttempt {
    const { clientId, userPoolId } = this.#options;
    const poolName = userPoolId.slice(userPoolId.indexOf('_') + 1);
    const context = contextOf(options);
    const { device } = options;
    return new SignInAttempt(
      { calls, clientId, poolName, clock: this.#clock, device, context },
      username,
    );
  }
}

function deviceOf({ device }: SignInInput): Pick<AnswerOptions, 'device'> {
  return device === undefined ? {} : { device };
}

function parametersOf(flow: SignInFlow, input: SignInInput, attempt: SignInAttempt): Texts {
  switch (flow) {
    case 'USER_PASSWORD_AUTH':
      return { PASSWORD: needed('password', input.password) };
    case 'USER_SRP_AUTH':
      return { SRP_A: attempt.beginSrp(needed('password', input.password)) };
    case 'USER_AUTH':
      return preferenceOf(input, attempt);
    case 'CUSTOM_AUTH':
      return input.password === undefined
        ? {}
        : { CHALLENGE_NAME: 'SRP_A', SRP_A: attempt.beginSrp(input.password) };
    default:
      throw invalidRequest('flow', 'is not known');
  }
}

function preferenceOf(input: SignInInput, attempt: SignInAttempt): Texts {
  const { password, preferredChallenge: preferred } = input;
  const PREFERRED_CHALLENGE = preferred ?? (password === undefined ? undefined : 'PASSWORD_SRP');
  if (PREFERRED_CHALLENGE === 'PASSWORD') {
    return { PREFERRED_CHALLENGE, PASSWORD: needed('password', password) };
  }
  if (PREFERRED_CHALLENGE === 'PASSWORD_SRP') {
    return { PREFERRED_CHALLENGE, SRP_A: attempt.beginSrp(needed('password', password)) };
  }
  return { PREFERRED_CHALLENGE };
}

/** Gives the session that the sign-in goes on with. */
async function verifyTotp(
  calls: UserPoolWork,
  session: string,
  { code, friendlyDeviceName }: { code: string; friendlyDeviceName: string | undefined },
): Promise<string> {
  const answer = await calls.write('VerifySoftwareToken', {
    Session: session,
    UserCode: code,
    ...(friendlyDeviceName === undefined ? {} : { FriendlyDeviceName: friendlyDeviceName }),
  });
  if (answer.text('Status') !== 'SUCCESS') throw new UserPoolError('ERR_COGNITO_CODE_REFUSED');
  return answer.text('Session');
}
