import type { CognitoAuthEvent } from './cognito-auth-event.interface.js';

/** Hears what happens. What it gives is waited for by nobody. */
export type EventListener<Event = CognitoAuthEvent> = (event: Event) => unknown;

/** Token of the {@link EventReporter}. */
export const EVENT_REPORTER = Symbol.for('nestjs-cognito-auth:event-reporter');

/**
 * Reports what happens to all who listen. What goes wrong in a listener must neither let a call in nor keep one out,
 * nor keep the event from other listeners; it is told once for each, and then swallowed.
 */
export class EventReporter<Event = CognitoAuthEvent> {
  readonly #onFirstFailure: (error: unknown) => void;
  readonly #listeners: EventListener<Event>[] = [];

  constructor(onFirstFailure: (error: unknown) => void) {
    this.#onFirstFailure = onFirstFailure;
  }

  /** Whether anybody listens. An event that nobody hears need not be made. */
  get isHeard(): boolean {
    return this.#listeners.length > 0;
  }

  addListener(listener: EventListener<Event>): void {
    let hasFailed = false;
    const fail = (error: unknown): void => {
      if (!hasFailed) this.#onFirstFailure(error);
      hasFailed = true;
    };
    this.#listeners.push((event) => {
      try {
        // The function may be async, and a rejection that nobody handles ends the process.
        Promise.resolve(listener(event)).catch(fail);
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Never throws. The event is frozen, so that no listener can change what others hear. */
  report(event: Event): void {
    Object.freeze(event);
    for (const listener of this.#listeners) listener(event);
  }
}
