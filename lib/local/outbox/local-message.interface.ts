/** Why Cognito sends a code. */
export type LocalMessagePurpose =
  'sign-up' | 'sign-in' | 'mfa' | 'forgot-password' | 'verify-attribute' | 'invitation';

/** An e-mail or a text message that Cognito would have sent. */
export interface LocalMessage {
  /** The address or the phone number. */
  readonly to: string;
  readonly channel: 'email' | 'sms';
  readonly purpose: LocalMessagePurpose;
  /** The code; of an invitation, the temporary password. */
  readonly code: string;
  /** `Username` of whom it is for. */
  readonly username: string;
  /** When it was sent, by the clock of the local Cognito. */
  readonly sentAt: Date;
}

/** Where the pool leaves its messages. */
export interface Mailbox {
  deliver(message: LocalMessage): void;
}
