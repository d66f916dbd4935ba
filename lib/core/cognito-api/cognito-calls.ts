import { Deadline, untilAborted } from '../aws-request/deadline.js';
import type { CognitoApi } from './cognito-api.interface.js';
import { CognitoCallFailure } from './cognito-call-failure.js';
import { CognitoServiceError } from './cognito-service.error.js';
import { describeFailure } from './describe-failure.js';
import { isBeforeSending } from './is-before-sending.js';

export interface CognitoCallsOptions {
  readonly api: CognitoApi;
  /** For one piece of work, which may take several calls. */
  readonly timeoutMs: number;
  /** What comes beyond it fails at once. */
  readonly maxConcurrentCalls: number;
}

/** The calls of one piece of work. */
export interface CallsOfWork {
  /** Calls an operation that changes something. Once any of it was sent, it is not sent again. */
  write(operation: string, input: object): Promise<object>;
  /** Calls an operation that may be asked twice; it is, once, where the answer was lost or Cognito failed. */
  read(operation: string, input: object): Promise<object>;
  /** Waits for something else of this piece of work, such as a secret, but not beyond the deadline. */
  waitFor<Result>(pending: Promise<Result>): Promise<Result>;
}

/** Calls Cognito within limits: a deadline for each piece of work, and a bound on all calls that are under way. */
export class CognitoCalls {
  readonly #api: CognitoApi;
  readonly #timeoutMs: number;
  readonly #maxConcurrentCalls: number;
  #underWay = 0;

  constructor({ api, timeoutMs, maxConcurrentCalls }: CognitoCallsOptions) {
    this.#api = api;
    this.#timeoutMs = timeoutMs;
    this.#maxConcurrentCalls = maxConcurrentCalls;
  }

  /**
   * @param outer ends the work early; its reason is what the work then fails with
   * @throws {CognitoCallFailure} (rejects) where a call has no result
   */
  async run<Result>(
    outer: AbortSignal | undefined,
    work: (calls: CallsOfWork) => Promise<Result>,
  ): Promise<Result> {
    const deadline = new Deadline(this.#timeoutMs, outer);
    const { signal } = deadline;
    try {
      return await work({
        write: (operation, input) => this.#call(operation, input, signal, isBeforeSending),
        read: (operation, input) => this.#call(operation, input, signal, isLost),
        waitFor: (pending) => untilAborted(pending, signal),
      });
    } catch (error) {
      if (outer?.aborted === true) throw outer.reason as Error;
      throw error;
    } finally {
      deadline.end();
    }
  }

  async #call(
    operation: string,
    input: object,
    signal: AbortSignal,
    isWorthAnother: (error: unknown) => boolean,
  ): Promise<object> {
    const began = performance.now();
    this.#refuseTooMany(operation);
    this.#underWay += 1;
    const ask = (): Promise<object> => untilAborted(this.#ask(operation, input, signal), signal);
    try {
      return await ask().catch((error: unknown) => {
        if (signal.aborted || !isWorthAnother(error)) throw error;
        return ask();
      });
    } catch (error) {
      throw describeFailure(operation, error, performance.now() - began);
    } finally {
      this.#underWay -= 1;
    }
  }

  /** An implementation of the application may throw at once, or answer anything. */
  async #ask(operation: string, input: object, signal: AbortSignal): Promise<object> {
    const answer: unknown = await this.#api(operation, input, { signal });
    if (typeof answer === 'object' && answer !== null) return answer;
    throw new TypeError('The implementation of CognitoApi answered no object');
  }

  #refuseTooMany(operation: string): void {
    if (this.#underWay < this.#maxConcurrentCalls) return;
    const service = new CognitoServiceError({
      operation,
      exception: undefined,
      what: `${this.#maxConcurrentCalls} calls are under way (maxConcurrentCalls)`,
      status: undefined,
      requestId: undefined,
      durationMs: 0,
    });
    throw new CognitoCallFailure(service, '', true);
  }
}

/** Whether there was no answer, or Cognito failed. A quota that is used up is not worth a second call. */
function isLost(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return typeof status !== 'number' || status >= 500;
}
