import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import type { Caller } from '../wire/caller.js';

/** Who tries to sign in, and with what help. */
export interface SignInAttempt {
  readonly client: LocalClient;
  /** The device that the user says to be at. */
  readonly deviceKey?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** How long each step may take. @defaultValue as the client says; the hosted login always gives 3 */
  readonly sessionMinutes?: number;
  readonly caller?: Caller | undefined;
}

/** Values by name, as clients send them in AuthParameters and ChallengeResponses. */
export type SignInParameters = Readonly<Record<string, string | undefined>>;

/** What is asked for next. */
export interface SignInChallenge {
  /** AWS's name, such as `SOFTWARE_TOKEN_MFA`. */
  readonly name: string;
  readonly session: string;
  /** Whom the answer has to name. */
  readonly username: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What a sign-in by choice can begin with. */
  readonly available?: readonly string[] | undefined;
}

/** A user who has shown who it is. */
export interface SignedIn {
  readonly user: PoolUser;
  /** How (RFC 8176). */
  readonly amr: readonly string[];
  /** A known device of the user. */
  readonly deviceKey?: string | undefined;
  /** Whether it took a new password. */
  readonly hasNewPassword: boolean;
}

export type SignInOutcome = { readonly challenge: SignInChallenge } | SignedIn;
