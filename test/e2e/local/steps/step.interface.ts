import type { LocalCognitoOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';
import type { Authenticator } from '../../../support/authenticator.js';
import type { SrpClient } from '../../../support/srp-client.js';

/** What the steps of a scenario know of each other, and of what they run against. */
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
  readonly authenticator: Authenticator;
  /** What was answered to the call before. */
  readonly last: Answer;
  /** The part of the pool's id behind its region, which SRP needs. */
  readonly poolName: string;
  /** The proof of a password for the challenge that was answered last. */
  proof(group: string, name: string, password: string): Record<string, string>;
  /** The SECRET_HASH of a client for what a user is called. @param secret @defaultValue the one of every client */
  secretHash(clientId: string, username: string, secret?: string): string;
  /** The claims of a token, which nobody has verified here. */
  claimsOf(token: unknown): Record<string, unknown>;
}

type Answer = Readonly<Record<string, unknown>>;

interface AnyStepBase {
  readonly name: string;
  /** Where that is known from: a page of AWS, or what people saw. */
  readonly source: string;
  /** Moves the clock on before the step. */
  readonly afterMs?: number;
  /** Values for later steps: their names, and where they are in the answer, such as `AuthenticationResult.IdToken`. */
  readonly keeps?: Readonly<Record<string, string>>;
}

/** One call of an operation of the user pool or the identity pool, and what Cognito answers to it. */
export interface Step extends AnyStepBase {
  readonly operation: string;
  readonly input: object | ((known: Known) => object);
  /** A part of the answer, an error with its message, or a function that looks for itself. */
  readonly expected:
    | { readonly answer: object }
    | { readonly error: string; readonly message?: string }
    | { readonly check: (answer: Answer, known: Known) => void };
}

type Fields = Readonly<Record<string, string>>;

/** A request to the domain of the pool. */
export interface StepRequest {
  /** @defaultValue `POST` with `form`, `body` or `submit`, else `GET` */
  readonly method?: string;
  /** Such as `/oauth2/token`. The page that was shown last says it where a form is submitted. */
  readonly path?: string;
  /** Pairs, because a parameter may be repeated. */
  readonly query?: Fields | readonly (readonly [string, string])[];
  readonly form?: Fields | readonly (readonly [string, string])[];
  /** Fills in the form of the page that was shown last, and sends it. */
  readonly submit?: Fields;
  /** Client and secret for the header `Authorization`. */
  readonly basic?: readonly [clientId: string, secret: string];
  readonly headers?: Fields;
}

/** What came back. Steps keep values from it, such as `parameters.code` and `body.access_token`. */
export interface StepResponse {
  readonly status: number;
  /** Where it leads, without query and fragment; a path on the domain itself. */
  readonly location: string;
  /** Of {@link location}, in its query or fragment. */
  readonly parameters: Fields;
  /** By lower-case name. */
  readonly headers: Fields;
  /** JSON, or `{}` where it is another thing. */
  readonly body: Answer;
  readonly text: string;
}

/** One HTTP request to the domain of the pool, as a browser or a client sends it. */
export interface RequestStep extends AnyStepBase {
  readonly request: StepRequest | ((known: Known) => StepRequest);
  /** Parts of what comes back. */
  readonly response: {
    readonly status: number;
    readonly location?: string;
    readonly parameters?: object;
    readonly headers?: object;
    readonly body?: object;
    /** A part of the page. */
    readonly text?: string;
    readonly check?: (response: StepResponse, known: Known) => void;
  };
}

export type AnyStep = Step | RequestStep;

/** Steps that follow one another. */
export interface Scenario {
  readonly name: string;
  readonly options: LocalCognitoOptions;
  readonly steps: readonly AnyStep[];
}
