import type { LocalCognitoOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';
import type { SrpClient } from '../../../support/srp-client.js';

/** What the steps of a scenario know of each other. */
export interface Known {
  /** A value that an earlier step has kept. @throws {Error} when none has */
  value(name: string): string;
  /** The code or temporary password that was sent last. */
  sentCode(): string;
  /** How many messages were sent. */
  sentCount(): number;
  /** The code of an authenticator app, `steps` of 30 seconds from now. */
  totp(secret: string, steps?: number): string;
  readonly srp: SrpClient;
  /** The proof of a password for the challenge that was answered last. */
  proof(group: string, name: string, password: string): Record<string, string>;
}

type Answer = Readonly<Record<string, unknown>>;

/** One call, and what Cognito answers to it. */
export interface Step {
  readonly name: string;
  /** Where that is known from: a page of AWS, or what people saw. */
  readonly source: string;
  /** Moves the clock on before the call. */
  readonly afterMs?: number;
  readonly operation: string;
  readonly input: object | ((known: Known) => object);
  /** A part of the answer, an error with its message, or a function that looks for itself. */
  readonly expected:
    | { readonly answer: object }
    | { readonly error: string; readonly message?: string }
    | { readonly check: (answer: Answer, known: Known) => void };
  /** Values for later steps: their names, and where they are in the answer, such as `AuthenticationResult.IdToken`. */
  readonly keeps?: Readonly<Record<string, string>>;
}

/** Steps that follow one another. */
export interface Scenario {
  readonly name: string;
  readonly options: LocalCognitoOptions;
  readonly steps: readonly Step[];
}
