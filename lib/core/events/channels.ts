import { channel } from 'node:diagnostics_channel';
import type {
  AcceptedEvent,
  KeysFailedEvent,
  KeysRecoveredEvent,
  RefusedEvent,
} from './cognito-auth-event.interface.js';

/**
 * What the diagnostics channel `nestjs-cognito-auth:decided` carries: the event of a call that was let in or refused,
 * and how it came about. Frozen.
 */
export type DecidedMessage = Readonly<
  (AcceptedEvent | RefusedEvent) & {
    /** How long the guard took, `mapUser` included. */
    durationSeconds: number;
    /** The type of the execution context, such as `http`. */
    transport: string;
    /** Whether the token was known from before, so that no signature had to be verified. */
    cached: boolean;
  }
>;

/** One fetch of the keys of a user pool. */
export interface KeysFetchedMessage {
  readonly type: 'keys-fetched';
  readonly userPoolId: string;
  readonly issuers: readonly string[];
  readonly durationSeconds: number;
  /** Why it failed; absent when it did not. */
  readonly error?: Error;
}

/**
 * What the diagnostics channel `nestjs-cognito-auth:keys` carries: every fetch of keys, and the events of fetching
 * that begins to fail and works again. Frozen.
 */
export type KeysMessage = Readonly<KeysFetchedMessage | KeysFailedEvent | KeysRecoveredEvent>;

const decided = channel('nestjs-cognito-auth:decided');
const keys = channel('nestjs-cognito-auth:keys');

/** How a decision comes about, noted while somebody listens. */
export interface DecisionTrace {
  readonly startMs: number;
  readonly transport: string;
  cached: boolean;
}

/** Begins a trace of a decision; `undefined` where nobody listens, so that nothing is made in vain. */
export function traceDecision(transport: string): DecisionTrace | undefined {
  return decided.hasSubscribers
    ? { startMs: performance.now(), transport, cached: false }
    : undefined;
}

export function publishDecision(
  event: AcceptedEvent | RefusedEvent,
  { startMs, transport, cached }: DecisionTrace,
): void {
  const durationSeconds = (performance.now() - startMs) / 1000;
  const message: DecidedMessage = Object.freeze({ ...event, durationSeconds, transport, cached });
  decided.publish(message);
}

export function publishKeys(message: KeysMessage): void {
  if (keys.hasSubscribers) keys.publish(Object.freeze({ ...message }));
}
