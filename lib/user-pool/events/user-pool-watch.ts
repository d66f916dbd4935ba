import type { LoggerService } from '@nestjs/common';
import {
  type CognitoCallFailure,
  CognitoServiceError,
  EventReporter,
} from '../../core/internal.js';
import { misconfigurationIn } from '../errors/misconfiguration.js';
import type { UserPoolError } from '../errors/user-pool.error.js';
import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import type { UserPoolEvent } from './user-pool-event.interface.js';

/** More different lines than there are operations with mistakes to make. */
const MAX_LINES = 200;

type Log = Pick<LoggerService, 'error'>;

/** Tells log and listener what happens at a user pool. The log has each line once, since callers can repeat them. */
export class UserPoolWatch {
  readonly #registration: string;
  readonly #log: Log;
  readonly #events: EventReporter<UserPoolEvent>;
  readonly #lines = new Set<string>();
  #isDown = false;

  constructor({ name, onEvent }: Pick<ResolvedUserPoolOptions, 'name' | 'onEvent'>, log: Log) {
    this.#registration = name;
    this.#log = log;
    this.#events = new EventReporter((error) => log.error('onEvent failed', error));
    if (onEvent !== undefined) this.#events.addListener(onEvent);
  }

  signedIn(): void {
    this.#events.report({ type: 'signed-in', registration: this.#registration });
  }

  signedUp(): void {
    this.#events.report({ type: 'signed-up', registration: this.#registration });
  }

  refused({ code, cause }: UserPoolError): void {
    const operation = cause instanceof CognitoServiceError ? { operation: cause.operation } : {};
    this.#events.report({ type: 'refused', registration: this.#registration, code, ...operation });
  }

  /** Cognito has answered something. */
  answered(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#events.report({ type: 'api-recovered', registration: this.#registration });
  }

  failed(failure: CognitoCallFailure, error: UserPoolError): void {
    if (failure.isOutage) {
      this.#fail(failure.service);
      return;
    }
    this.answered();
    const { message } = failure.service;
    const remedy = misconfigurationIn(failure);
    if (error.code === 'ERR_COGNITO_USER_POOL_MISCONFIGURED') {
      this.complain(`${message}: ${remedy ?? 'something in the user pool does not exist'}`);
    } else if (error.code === 'ERR_COGNITO_USER_POOL_FAILED') {
      this.complain(`${message}: this package does not know what that means`);
    }
    this.refused(error);
  }

  /** Writes a line about a mistake in the set-up, once. */
  complain(line: string): void {
    if (this.#lines.has(line) || this.#lines.size >= MAX_LINES) return;
    this.#lines.add(line);
    this.#log.error(line);
  }

  #fail(error: CognitoServiceError): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#log.error(error.message);
    this.#events.report({ type: 'api-failed', registration: this.#registration, error });
  }
}
