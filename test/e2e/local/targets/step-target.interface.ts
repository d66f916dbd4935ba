import type { StepNames } from './step-names.js';

/** What was answered, as JSON; or the name of the error with its message. */
export type CallResult =
  | { readonly answer: Readonly<Record<string, unknown>> }
  | { readonly error: string; readonly message: string };

/** What the steps of a scenario run against: a pool that is made for it. */
export interface StepTarget {
  /** What the target calls things that the steps name. */
  readonly names: StepNames;
  /** Where the hosted login is; steps that need it are left out where it is absent. */
  readonly origin?: string;
  call(operation: string, input: object): Promise<CallResult>;
  /** By the clock of the target, in milliseconds. */
  now(): number;
  /** Absent where the clock cannot be moved. */
  advance?(ms: number): void;
  /** The code that was sent last. Absent where nobody can read it. */
  sentCode?(): string;
  /** Absent where nobody can count the messages. */
  sentCount?(): number;
  close(): Promise<void>;
}
