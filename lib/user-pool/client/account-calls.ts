import { needed } from '../sign-in/needed.js';
import type { AnswerReader } from './answer-reader.js';
import type { CallOptions } from './call-options.interface.js';
import type { UserPoolCalls } from './user-pool-calls.js';

/** Calls operations with the access token of a user. */
export class AccountCalls {
  readonly #calls: UserPoolCalls;

  constructor(calls: UserPoolCalls) {
    this.#calls = calls;
  }

  write(
    operation: string,
    accessToken: string,
    input: object,
    { signal }: CallOptions,
  ): Promise<AnswerReader> {
    return this.#calls.run('account', signal, async (calls) =>
      calls.write(operation, { AccessToken: needed('accessToken', accessToken), ...input }),
    );
  }

  /** For operations that change nothing. */
  read(
    operation: string,
    accessToken: string,
    input: object,
    { signal }: CallOptions,
  ): Promise<AnswerReader> {
    return this.#calls.run('account', signal, async (calls) =>
      calls.read(operation, { AccessToken: needed('accessToken', accessToken), ...input }),
    );
  }
}
