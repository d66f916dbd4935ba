/** A challenge that a page can ask for. */
export type PageChallenge =
  | 'SOFTWARE_TOKEN_MFA'
  | 'EMAIL_OTP'
  | 'SMS_MFA'
  | 'NEW_PASSWORD_REQUIRED'
  | 'SELECT_MFA_TYPE'
  | 'MFA_SETUP'
  | 'WEB_AUTHN';

/** A challenge of a sign-in that has begun. */
export interface ChallengeStep {
  readonly kind: 'challenge';
  readonly challenge: PageChallenge;
  readonly session: string;
  readonly username: string;
  /** Where a code was sent, masked. */
  readonly destination?: string | undefined;
  /** Base32, for an authenticator app that is to be set up. */
  readonly secret?: string | undefined;
  /** JSON for the browser, which asks for a passkey by it. */
  readonly passkeyOptions?: string | undefined;
  /** Second factors to choose from. */
  readonly choices?: readonly string[] | undefined;
}

/** A step to an account, or back to one. */
export type AccountStep =
  | {
      readonly kind: 'sign-up';
      readonly login?: string | undefined;
      readonly email?: string | undefined;
    }
  | { readonly kind: 'forgot-password'; readonly login?: string | undefined }
  | {
      readonly kind: 'confirm-sign-up' | 'reset-password';
      readonly login: string;
      /** Where the code was sent, masked. */
      readonly destination?: string | undefined;
    };

/** What a form of the hosted login asks for. */
export type LoginStep =
  | ChallengeStep
  | {
      readonly kind: 'sign-in';
      readonly login?: string | undefined;
      /** Good news to begin with. */
      readonly notice?: string;
    }
  | AccountStep
  | { readonly kind: 'provider'; readonly provider: string };
