import type { ChallengeName, ChallengeTells } from './challenges.interface.js';
import type { UserPoolTokens } from './tokens.interface.js';

/**
 * What an answer refers to; a challenge as it came will do. The client keeps it between two calls: nothing of a sign-in is
 * stored here, and Cognito holds session, user and challenge together.
 */
export interface ChallengeReference<Name extends ChallengeName = ChallengeName> {
  readonly challenge: Name;
  /** 20 to 2048 characters; good once, for 3 to 15 minutes, as the app client has it. */
  readonly session: string;
  /** As Cognito names the user, which may not be what was typed in. */
  readonly username: string;
  /** Name of an `UNKNOWN` challenge. */
  readonly name?: string;
}

/** What a sign-in needs next. `challenge` tells what else there is. */
export type SignInChallenge = {
  [Name in ChallengeName]: ChallengeReference<Name> & {
    readonly status: 'challenge';
  } & ChallengeTells[Name];
}[ChallengeName];

/** Somebody is signed in. */
export interface SignedIn {
  readonly status: 'signed-in';
  readonly tokens: UserPoolTokens;
}

/** A sign-in that is over, or its next step. */
export type SignInResult = SignedIn | SignInChallenge;
