import type { LocalChallengeResult } from '../triggers/local-triggers.interface.js';
import type { SrpExchange } from './srp.js';

/** Steps that are checked by the user alone. */
type PlainStepName =
  | 'NEW_PASSWORD_REQUIRED'
  | 'SOFTWARE_TOKEN_MFA'
  | 'SELECT_MFA_TYPE'
  | 'DEVICE_SRP_AUTH'
  /** Not challenges: a sign-up that is to be confirmed, and one that is, which may sign in at once. */
  | 'CONFIRM_SIGN_UP'
  | 'SIGN_IN_AFTER_SIGN_UP';

/** What a sign-in waits for, with what its answer is checked by. */
export type PendingStep =
  | { readonly name: 'PASSWORD_VERIFIER'; readonly exchange: SrpExchange }
  | {
      readonly name: 'SELECT_CHALLENGE';
      readonly available: readonly string[];
      /** What a passkey that is sent along with the choice has signed. */
      readonly passkeyChallenge: string | undefined;
    }
  | { readonly name: 'WEB_AUTHN'; readonly challenge: string }
  | { readonly name: 'EMAIL_OTP'; readonly code: string; readonly isSecondFactor: boolean }
  | { readonly name: 'SMS_OTP'; readonly code: string }
  | { readonly name: 'SMS_MFA'; readonly code: string }
  | { readonly name: 'MFA_SETUP'; readonly isVerified: boolean }
  | {
      readonly name: 'CUSTOM_CHALLENGE';
      readonly privateParameters: Readonly<Record<string, string>>;
      readonly metadata: string | undefined;
    }
  | { readonly name: 'DEVICE_PASSWORD_VERIFIER'; readonly exchange: SrpExchange }
  | { [Name in PlainStepName]: { readonly name: Name } }[PlainStepName];

export type StepName = PendingStep['name'];

/** A sign-in that has begun. */
export interface SignInSession<Step extends PendingStep = PendingStep> {
  readonly id: string;
  readonly clientId: string;
  readonly username: string;
  readonly step: Step;
  /** Nobody has the name: whatever follows fails, as if it were wrong. */
  readonly isSimulated: boolean;
  /** How the user has authenticated so far (RFC 8176). */
  readonly amr: readonly string[];
  /** The device that the user says to be at. */
  readonly deviceKey: string | undefined;
  /** What a custom sign-in has come to so far, where this step is part of one. */
  readonly customResults?: readonly LocalChallengeResult[] | undefined;
  readonly expiresMs: number;
  isUsed: boolean;
  wrongCodes: number;
}
