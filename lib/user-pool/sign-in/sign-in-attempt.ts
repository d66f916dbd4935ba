import type { Clock } from '../../core/internal.js';
import type { AnswerReader } from '../client/answer-reader.js';
import type { UserPoolWork } from '../client/user-pool-calls.js';
import { invalidRequest, UserPoolError } from '../errors/user-pool.error.js';
import { SrpExchange, type SrpIdentity } from '../srp/srp-exchange.js';
import { readChallenge, readTokens } from './read-sign-in.js';
import type { SignInResult } from './sign-in-result.interface.js';
import type { RememberedDevice } from './tokens.interface.js';

/** What stays the same in all calls of one attempt to sign in. */
export interface AttemptFrame {
  readonly calls: UserPoolWork;
  readonly clientId: string;
  /** The part of the pool's id behind `_`. */
  readonly poolName: string;
  readonly clock: Clock;
  readonly device: RememberedDevice | undefined;
  /** `ClientMetadata` and `UserContextData`. */
  readonly context: object;
}

type Texts = Readonly<Record<string, string | undefined>>;

/** The challenges that are answered in between, each at most once in a sign-in. */
const MAX_ANSWERED_INSIDE = 3;

/** One attempt to sign in, or to go on with it. It answers what needs no question to the user. */
export class SignInAttempt {
  readonly #frame: AttemptFrame;
  readonly #username: string;
  #proof: { readonly exchange: SrpExchange; readonly password: string } | undefined;

  /** @param username what the calls of this attempt name the user by */
  constructor(frame: AttemptFrame, username: string) {
    this.#frame = frame;
    this.#username = username;
  }

  /** Remembers the password, and gives the `SRP_A` that is sent in place of it. */
  beginSrp(password: string): string {
    const exchange = new SrpExchange();
    this.#proof = { exchange, password };
    return exchange.clientPublic;
  }

  /** InitiateAuth, and all that follows of itself. */
  async initiate(
    flow: string,
    parameters: Texts,
    session: string | undefined,
  ): Promise<SignInResult> {
    const { calls, clientId, context } = this.#frame;
    const answer = await calls.write('InitiateAuth', {
      ClientId: clientId,
      AuthFlow: flow,
      AuthParameters: await this.#withHash(this.#username, parameters),
      ...(session === undefined ? {} : { Session: session }),
      ...context,
    });
    return this.#goOn(answer);
  }

  /** RespondToAuthChallenge, and all that follows of itself. */
  async respond(challenge: string, session: string, responses: Texts): Promise<SignInResult> {
    return this.#goOn(await this.#respond(challenge, session, this.#username, responses));
  }

  async #goOn(first: AnswerReader): Promise<SignInResult> {
    let answer = first;
    for (let step = 0; step <= MAX_ANSWERED_INSIDE; step += 1) {
      const result = answer.optionalObject('AuthenticationResult');
      if (result !== undefined) return { status: 'signed-in', tokens: readTokens(result) };
      const next = this.#answerInside(answer);
      if (next === undefined) return readChallenge(answer, this.#username);
      answer = await next;
    }
    throw new UserPoolError('ERR_COGNITO_USER_POOL_FAILED');
  }

  #answerInside(answer: AnswerReader): Promise<AnswerReader> | undefined {
    switch (answer.text('ChallengeName')) {
      case 'PASSWORD_VERIFIER':
        return this.#provePassword(answer);
      case 'DEVICE_SRP_AUTH':
        return this.#beginDeviceSrp(answer);
      case 'DEVICE_PASSWORD_VERIFIER':
        return this.#proveDevice(answer);
      default:
        return undefined;
    }
  }

  #provePassword(answer: AnswerReader): Promise<AnswerReader> {
    const { USER_ID_FOR_SRP: id = this.#username } = answer.map('ChallengeParameters');
    const identity = { group: this.#frame.poolName, name: id };
    return this.#respond('PASSWORD_VERIFIER', sessionOf(answer), id, this.#prove(identity, answer));
  }

  #beginDeviceSrp(answer: AnswerReader): Promise<AnswerReader> {
    const { USERNAME: username = this.#username } = answer.map('ChallengeParameters');
    return this.#respond('DEVICE_SRP_AUTH', sessionOf(answer), username, {
      SRP_A: this.beginSrp(this.#device().password),
    });
  }

  #proveDevice(answer: AnswerReader): Promise<AnswerReader> {
    const { USERNAME: username = this.#username } = answer.map('ChallengeParameters');
    const { groupKey: group, key: name } = this.#device();
    return this.#respond(
      'DEVICE_PASSWORD_VERIFIER',
      sessionOf(answer),
      username,
      this.#prove({ group, name }, answer),
    );
  }

  #device(): RememberedDevice {
    const { device } = this.#frame;
    if (device === undefined) throw invalidRequest('device', 'is missing');
    return device;
  }

  #prove(identity: SrpIdentity, answer: AnswerReader): Texts {
    const proof = this.#proof;
    this.#proof = undefined;
    // Cognito asks for no proof that was not begun.
    if (proof === undefined) throw new UserPoolError('ERR_COGNITO_USER_POOL_FAILED');
    const { SALT, SRP_B, SECRET_BLOCK } = answer.map('ChallengeParameters');
    const challenge = {
      salt: SALT ?? '',
      serverPublic: SRP_B ?? '',
      secretBlock: SECRET_BLOCK ?? '',
    };
    try {
      const date = new Date(this.#frame.clock());
      return proof.exchange.prove(identity, proof.password, challenge, date);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UserPoolError('ERR_COGNITO_USER_POOL_FAILED', { cause: error });
    }
  }

  async #respond(
    challenge: string,
    session: string | undefined,
    username: string,
    responses: Texts,
  ): Promise<AnswerReader> {
    const { calls, clientId, context } = this.#frame;
    return calls.write('RespondToAuthChallenge', {
      ClientId: clientId,
      ChallengeName: challenge,
      ...(session === undefined ? {} : { Session: session }),
      ChallengeResponses: await this.#withHash(username, responses),
      ...context,
    });
  }

  /** The hash is over the name in the same call. */
  async #withHash(username: string, texts: Texts): Promise<Readonly<Record<string, string>>> {
    const all: Texts = {
      ...texts,
      USERNAME: username,
      SECRET_HASH: await this.#frame.calls.secretHash(username),
      DEVICE_KEY: this.#frame.device?.key,
    };
    return Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }
}

function sessionOf(answer: AnswerReader): string | undefined {
  return answer.optionalText('Session');
}
