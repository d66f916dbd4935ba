import type { CognitoAuthEvent } from './cognito-auth-event.interface.js';

/** Tells the application what happens. Never throws. */
export type EventReporter = (event: CognitoAuthEvent) => void;

/** Token of the {@link EventReporter}. */
export const EVENT_REPORTER = Symbol.for('nestjs-cognito-auth:event-reporter');

/**
 * Makes a reporter of the application's own function. What goes wrong in there must neither let a call
 * in nor keep one out; it is told to `onFirstFailure` once, and then swallowed.
 */
export function createEventReporter(
  onEvent: ((event: CognitoAuthEvent) => unknown) | undefined,
  onFirstFailure: (error: unknown) => void,
): EventReporter {
  if (onEvent === undefined) return () => undefined;
  let hasFailed = false;
  const fail = (error: unknown): void => {
    if (!hasFailed) onFirstFailure(error);
    hasFailed = true;
  };
  return (event) => {
    try {
      // The function may be async, and a rejection that nobody handles ends the process.
      Promise.resolve(onEvent(event)).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
