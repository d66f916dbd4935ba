import { randomBytes } from 'node:crypto';
import { isUserPoolError } from '../errors/user-pool.error.js';
import type { UserPoolWatch } from '../events/user-pool-watch.js';
import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import type { CodeDelivery } from '../sign-in/challenges.interface.js';
import { needed } from '../sign-in/needed.js';
import type { AnswerReader } from './answer-reader.js';
import { attributeList } from './attribute-list.js';
import { contextOf } from './call-context.js';
import type { CallOptions } from './call-options.interface.js';
import { namedUser } from './named-user.js';
import { type CodeSent, readDelivery, sendCode } from './send-code.js';
import type { UserPoolCalls } from './user-pool-calls.js';

/** Who signs up. */
export interface SignUpInput {
  readonly username: string;
  /** Needed, unless the user pool lets people sign in without one. */
  readonly password?: string;
  /** Such as `{ email: 'ada@example.com' }`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What becomes of a sign-up. */
export type SignUpResult =
  | {
      readonly status: 'confirmed';
      /** Signs in at once, by `USER_AUTH`. */
      readonly session?: string;
    }
  | {
      readonly status: 'confirmation-required';
      /** For `confirmSignUp()`, where the option `flow` is `USER_AUTH`. */
      readonly session?: string;
      /** Where the code was sent, or that it could not be. Not with `hideUsers`. */
      readonly delivery?: CodeDelivery | 'failed';
    };

/** A sign-up that is confirmed by the code that was sent. */
export interface ConfirmSignUpInput {
  readonly username: string;
  readonly code: string;
  /** Of the sign-up. */
  readonly session?: string;
  /** Whether an address that belongs to another account is taken from it. @defaultValue false */
  readonly forceAliasCreation?: boolean;
}

/** A sign-up that was confirmed. */
export interface SignUpConfirmed {
  readonly status: 'confirmed';
  /** Signs in at once, by `signIn({ flow: 'USER_AUTH', session })`. */
  readonly session?: string;
}

/** Bytes of a session that Cognito makes: it has about 1500 characters. */
const SESSION_BYTES = 1125;

/** SignUp, ConfirmSignUp and ResendConfirmationCode. */
export class SignUpOperations {
  readonly #calls: UserPoolCalls;
  readonly #options: ResolvedUserPoolOptions;
  readonly #watch: UserPoolWatch;
  #sessionBytes = SESSION_BYTES;

  constructor(calls: UserPoolCalls, options: ResolvedUserPoolOptions, watch: UserPoolWatch) {
    this.#calls = calls;
    this.#options = options;
    this.#watch = watch;
  }

  async signUp(input: SignUpInput, options: CallOptions): Promise<SignUpResult> {
    const { username, password, attributes } = input;
    try {
      const answer = await this.#calls.run('sign-up', options.signal, async (calls) =>
        calls.write('SignUp', {
          ...(await namedUser(calls, this.#options.clientId, username)),
          ...(password === undefined ? {} : { Password: password }),
          ...(attributes === undefined ? {} : { UserAttributes: attributeList(attributes) }),
          ...contextOf(options),
        }),
      );
      this.#watch.signedUp();
      return this.#readSignUp(answer);
    } catch (error) {
      return this.#withoutCode(error);
    }
  }

  async confirmSignUp(input: ConfirmSignUpInput, options: CallOptions): Promise<SignUpConfirmed> {
    const { username, code, session, forceAliasCreation } = input;
    const answer = await this.#calls.run('code', options.signal, async (calls) =>
      calls.write('ConfirmSignUp', {
        ...(await namedUser(calls, this.#options.clientId, username)),
        ConfirmationCode: needed('code', code),
        ...(session === undefined ? {} : { Session: session }),
        ...(forceAliasCreation === undefined ? {} : { ForceAliasCreation: forceAliasCreation }),
        ...contextOf(options),
      }),
    );
    return { status: 'confirmed', ...sessionIn(answer) };
  }

  resendConfirmationCode(username: string, options: CallOptions): Promise<CodeSent> {
    return sendCode(this.#options, () =>
      this.#calls.run('code', options.signal, async (calls) =>
        calls.write('ResendConfirmationCode', {
          ...(await namedUser(calls, this.#options.clientId, username)),
          ...contextOf(options),
        }),
      ),
    );
  }

  #readSignUp(answer: AnswerReader): SignUpResult {
    if (answer.flag('UserConfirmed')) return { status: 'confirmed', ...sessionIn(answer) };
    const { session } = sessionIn(answer);
    if (session !== undefined) this.#sessionBytes = Math.floor((session.length * 3) / 4);
    if (this.#options.hideUsers) return this.#hidden(session);
    const delivery = readDelivery(answer);
    return {
      status: 'confirmation-required',
      ...(session === undefined ? {} : { session }),
      ...(delivery === undefined ? {} : { delivery }),
    };
  }

  /** The user is there, though the code was not sent; or the name was taken, which `hideUsers` does not show. */
  #withoutCode(error: unknown): SignUpResult {
    if (!isUserPoolError(error)) throw error;
    const isUndelivered = error.code === 'ERR_COGNITO_CODE_NOT_SENT';
    if (isUndelivered) this.#watch.signedUp();
    if (this.#options.hideUsers) {
      if (isUndelivered || error.code === 'ERR_COGNITO_USERNAME_TAKEN') return this.#hidden();
    } else if (isUndelivered) {
      return { status: 'confirmation-required', delivery: 'failed' };
    }
    throw error;
  }

  /** Sessions are given to all names or to none. No code is sent to a taken name: it would confirm a stranger's account. */
  #hidden(session = this.#madeUpSession()): SignUpResult {
    return {
      status: 'confirmation-required',
      ...(this.#options.flow === 'USER_AUTH' ? { session } : {}),
    };
  }

  #madeUpSession(): string {
    return randomBytes(this.#sessionBytes).toString('base64url');
  }
}

function sessionIn(answer: AnswerReader): { readonly session?: string } {
  const session = answer.optionalText('Session');
  return session === undefined ? {} : { session };
}
