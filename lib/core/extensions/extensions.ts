import { Inject, Injectable } from '@nestjs/common';
import { RequirementKinds, type RequirementKind } from '../access/requirement-kinds.js';
import {
  EVENT_REPORTER,
  type EventListener,
  type EventReporter,
} from '../events/event-reporter.js';
import { type TokenCheck, TokenChecks } from '../verifier/token-checks.js';

/** Token under which every copy of this package in a process finds the {@link Extensions}. */
export const EXTENSIONS = Symbol.for('nestjs-cognito-auth:extensions');

/**
 * What other entry points add to this one, each in `onModuleInit()`. It closes before the handlers are checked at boot;
 * calls are refused until then, because what is added later would not have applied to them.
 */
@Injectable()
export class Extensions {
  readonly #checks: TokenChecks;
  readonly #kinds: RequirementKinds;
  readonly #events: EventReporter;
  #isClosed = false;

  constructor(
    @Inject(TokenChecks) checks: TokenChecks,
    @Inject(RequirementKinds) kinds: RequirementKinds,
    @Inject(EVENT_REPORTER) events: EventReporter,
  ) {
    this.#checks = checks;
    this.#kinds = kinds;
    this.#events = events;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @throws {Error} when the application has booted */
  addTokenCheck(check: TokenCheck): void {
    this.#confirmOpen();
    this.#checks.add(check);
  }

  /**
   * Adds a kind of requirement, which is asked after those that are there.
   *
   * @throws {Error} when the application has booted, or there is such a kind already
   */
  addRequirementKind(name: string, kind: RequirementKind): void {
    this.#confirmOpen();
    this.#kinds.add(name, kind);
  }

  /** @throws {Error} when the application has booted */
  addEventListener(listener: EventListener): void {
    this.#confirmOpen();
    this.#events.addListener(listener);
  }

  close(): void {
    this.#isClosed = true;
  }

  #confirmOpen(): void {
    if (this.#isClosed)
      throw new Error('Extensions are added in onModuleInit(), before the application has booted');
  }
}
