import { aNumber, anObject, aText, type Checks, checkOptions } from '../../core/standalone.js';
import { type LocalCallPattern, callMatcher } from './call-matcher.js';

/** Which of the calls a fault strikes. */
export interface LocalFaultOptions {
  /** How many calls it strikes in all. @defaultValue until it is ended */
  readonly times?: number;
  /** Strikes only each of so many: with 3, the third, the sixth and so on. @defaultValue 1, all */
  readonly every?: number;
  /** Milliseconds until it strikes, up to 86400000, a day. @defaultValue 0 */
  readonly delayMs?: number;
}

/** What {@link LocalFaults.fail} takes. */
export interface LocalFailureOptions extends LocalFaultOptions {
  /** HTTP status. @defaultValue 500 */
  readonly status?: number;
  /** Name of the error. @defaultValue `InternalErrorException` */
  readonly type?: string;
  /** @defaultValue `Something went wrong` */
  readonly message?: string;
}

/** What {@link LocalFaults.answer} takes. */
export interface LocalAnswerOptions extends LocalFaultOptions {
  /** HTTP status. @defaultValue 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** As it is sent. @defaultValue empty */
  readonly body?: string;
}

/** What becomes of a call instead of its answer. */
export type FaultEffect =
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'fail';
      readonly status: number | undefined;
      readonly type: string;
      readonly message: string;
    }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

/** What strikes one call. Without an effect it is only late. */
export interface Fault {
  readonly delayMs: number;
  readonly effect: FaultEffect | undefined;
}

interface Rule {
  readonly matches: (call: string) => boolean;
  readonly fault: Fault;
  readonly every: number;
  remaining: number;
  seen: number;
}

const DEFAULT_SLOW_MS = 5000;
/** A day; timers that are far longer strike at once. */
const MAX_DELAY_MS = 86_400_000;

const FAULT_CHECKS: Checks<Required<LocalFaultOptions>> = {
  times: aNumber,
  every: aNumber,
  delayMs: aNumber,
};
const FAILURE_CHECKS: Checks<Required<LocalFailureOptions>> = {
  ...FAULT_CHECKS,
  status: aNumber,
  type: aText,
  message: aText,
};
const ANSWER_CHECKS: Checks<Required<LocalAnswerOptions>> = {
  ...FAULT_CHECKS,
  status: aNumber,
  headers: anObject,
  body: (options, name) => {
    const body = options.raw(name);
    if (body !== undefined && typeof body !== 'string') options.mistake(name, 'must be a string');
  },
};

/**
 * What goes wrong at a local Cognito. Each method returns a function that ends what it began. Of several that strike
 * a call, the first one decides; delays add up.
 *
 * @example
 * const end = local.faults.throttle('GetUser', { times: 2 });
 * local.faults.fail('jwks.json', { status: 503 });
 * local.faults.drop('POST /oauth2/token', { every: 3 });
 */
export class LocalFaults {
  #rules: readonly Rule[] = [];

  /** Closes the connection without an answer. @throws {TypeError} when an option is unknown or wrong */
  drop(call: LocalCallPattern, options: LocalFaultOptions = {}): () => void {
    checkOptions('faults.drop', options, FAULT_CHECKS);
    return this.#begin(call, options, { kind: 'drop' });
  }

  /** Never answers; the client gives up. @throws {TypeError} when an option is unknown or wrong */
  hang(call: LocalCallPattern, options: LocalFaultOptions = {}): () => void {
    checkOptions('faults.hang', options, FAULT_CHECKS);
    return this.#begin(call, options, { kind: 'hang' });
  }

  /** Answers with an error, as a service of AWS that has failed. @throws {TypeError} when an option is unknown or wrong */
  fail(call: LocalCallPattern, options: LocalFailureOptions = {}): () => void {
    checkOptions('faults.fail', options, FAILURE_CHECKS);
    const {
      status = 500,
      type = 'InternalErrorException',
      message = 'Something went wrong',
    } = options;
    return this.#begin(call, options, { kind: 'fail', status: checkStatus(status), type, message });
  }

  /**
   * Answers that there were too many requests: operations with HTTP 400, as Cognito does, routes with 429. The SDK
   * repeats such a call by itself, up to its `maxAttempts`.
   *
   * @throws {TypeError} when an option is unknown or wrong
   */
  throttle(call: LocalCallPattern, options: LocalFaultOptions = {}): () => void {
    checkOptions('faults.throttle', options, FAULT_CHECKS);
    return this.#begin(call, options, {
      kind: 'fail',
      status: undefined,
      type: 'TooManyRequestsException',
      message: 'Rate exceeded',
    });
  }

  /** Answers as always, after `delayMs`, by default 5000. @throws {TypeError} when an option is unknown or wrong */
  slow(call: LocalCallPattern, options: LocalFaultOptions = {}): () => void {
    checkOptions('faults.slow', options, FAULT_CHECKS);
    return this.#begin(call, { delayMs: DEFAULT_SLOW_MS, ...options }, undefined);
  }

  /** Answers with something else. @throws {TypeError} when an option is unknown or wrong */
  answer(call: LocalCallPattern, options: LocalAnswerOptions = {}): () => void {
    checkOptions('faults.answer', options, ANSWER_CHECKS);
    const { status = 200, headers = {}, body = '' } = options;
    return this.#begin(call, options, {
      kind: 'answer',
      status: checkStatus(status),
      headers,
      body,
    });
  }

  /** Ends them all. */
  clear(): void {
    this.#rules = [];
  }

  /**
   * What strikes this call, which then counts; `undefined` for nothing.
   *
   * @internal
   */
  strike(call: string): Fault | undefined {
    let delayMs = 0;
    for (const rule of this.#rules) {
      if (!isDue(rule, call)) continue;
      delayMs += rule.fault.delayMs;
      if (rule.fault.effect !== undefined) return { delayMs, effect: rule.fault.effect };
    }
    return delayMs > 0 ? { delayMs, effect: undefined } : undefined;
  }

  #begin(
    call: LocalCallPattern,
    { times = Infinity, every = 1, delayMs = 0 }: LocalFaultOptions,
    effect: FaultEffect | undefined,
  ): () => void {
    checkAtLeast('times', times, 1);
    checkAtLeast('every', every, 1);
    checkAtLeast('delayMs', delayMs, 0);
    if (delayMs > MAX_DELAY_MS) {
      throw new TypeError(`faults: delayMs must be at most ${MAX_DELAY_MS} (given: ${delayMs})`);
    }
    const fault = { delayMs, effect };
    const rule: Rule = { matches: callMatcher(call), fault, every, remaining: times, seen: 0 };
    this.#rules = [...this.#rules, rule];
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }
}

function isDue(rule: Rule, call: string): boolean {
  if (rule.remaining <= 0 || !rule.matches(call)) return false;
  rule.seen += 1;
  if (rule.seen % rule.every !== 0) return false;
  rule.remaining -= 1;
  return true;
}

function checkAtLeast(name: string, value: number, min: number): void {
  if (!(value >= min && (Number.isInteger(value) || value === Infinity))) {
    throw new TypeError(`faults: ${name} must be a whole number from ${min} (given: ${value})`);
  }
}

function checkStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new TypeError(`faults: status must be an HTTP status from 200 to 599 (given: ${status})`);
}
