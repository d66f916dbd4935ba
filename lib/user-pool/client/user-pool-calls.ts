import { createHmac } from 'node:crypto';
import { type CallsOfWork, CognitoCallFailure, CognitoCalls } from '../../core/internal.js';
import { errorOfFailure } from '../errors/error-of-failure.js';
import type { Purpose } from '../errors/purpose.js';
import { UserPoolError } from '../errors/user-pool.error.js';
import type { UserPoolWatch } from '../events/user-pool-watch.js';
import { isClientSecret } from '../options/read-client-secret.js';
import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import { AnswerReader } from './answer-reader.js';

/** One piece of work: one call of a method, which may ask Cognito several times. */
export interface UserPoolWork {
  /** As `CallsOfWork.write()`. */
  write(operation: string, input: object): Promise<AnswerReader>;
  /** As `CallsOfWork.read()`. */
  read(operation: string, input: object): Promise<AnswerReader>;
  /** `undefined` for a public client. */
  clientSecret(): Promise<string | undefined>;
  /** SECRET_HASH over the name that is sent in the same call. `undefined` for a public client. */
  secretHash(username: string): Promise<string | undefined>;
}

/** Calls the operations of a user pool, and makes errors of this entry point of what goes wrong. */
export class UserPoolCalls {
  readonly #options: ResolvedUserPoolOptions;
  readonly #calls: CognitoCalls;
  readonly #watch: UserPoolWatch;

  constructor(options: ResolvedUserPoolOptions, watch: UserPoolWatch) {
    const { api, requestTimeoutMs: timeoutMs, maxConcurrentCalls } = options;
    this.#options = options;
    this.#calls = new CognitoCalls({ api, timeoutMs, maxConcurrentCalls });
    this.#watch = watch;
  }

  /** @throws {UserPoolError} (rejects) for everything that goes wrong, unless the caller's signal ended it */
  async run<Result>(
    purpose: Purpose,
    signal: AbortSignal | undefined,
    work: (calls: UserPoolWork) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.#calls.run(signal, (calls) => work(this.#workWith(calls)));
    } catch (error) {
      throw this.#describe(error, purpose);
    }
  }

  #workWith(calls: CallsOfWork): UserPoolWork {
    const ask = async (pending: Promise<object>): Promise<AnswerReader> => {
      const answer = await pending;
      this.#watch.answered();
      return new AnswerReader(answer);
    };
    let asked: Promise<string | undefined> | undefined;
    const clientSecret = (): Promise<string | undefined> => (asked ??= this.#clientSecret(calls));
    return {
      write: (operation, input) => ask(calls.write(operation, input)),
      read: (operation, input) => ask(calls.read(operation, input)),
      clientSecret,
      secretHash: async (username) => {
        const secret = await clientSecret();
        if (secret === undefined) return undefined;
        return createHmac('sha256', secret)
          .update(username + this.#options.clientId)
          .digest('base64');
      },
    };
  }

  async #clientSecret(calls: CallsOfWork): Promise<string | undefined> {
    const { clientSecret } = this.#options;
    if (typeof clientSecret !== 'function') return clientSecret;
    const secret: unknown = await calls
      .waitFor(Promise.resolve().then(clientSecret))
      .catch(() => undefined);
    if (isClientSecret(secret)) return secret;
    this.#watch.complain('clientSecret: the function gave no secret, or failed');
    throw new UserPoolError('ERR_COGNITO_USER_POOL_UNAVAILABLE', { retryAfterSeconds: 1 });
  }

  #describe(error: unknown, purpose: Purpose): unknown {
    if (error instanceof CognitoCallFailure) {
      const described = errorOfFailure(error, purpose, this.#options);
      this.#watch.failed(error, described);
      return described;
    }
    if (error instanceof UserPoolError) this.#watch.refused(error);
    return error;
  }
}
