import type { UserPoolErrorCode } from '../errors/user-pool-error-code.js';

/** Somebody has signed in. */
export interface SignedInEvent {
  readonly type: 'signed-in';
  /** `name` of the registration. */
  readonly registration: string;
}

/** Somebody has signed up. */
export interface SignedUpEvent {
  readonly type: 'signed-up';
  /** `name` of the registration. */
  readonly registration: string;
}

/** Something that a caller asked for was refused. */
export interface UserPoolRefusedEvent {
  readonly type: 'refused';
  /** `name` of the registration. */
  readonly registration: string;
  readonly code: UserPoolErrorCode;
  /** The operation of Cognito that was called last; absent where none was. */
  readonly operation?: string;
}

/** Cognito has begun to fail, or cannot be reached. */
export interface ApiFailedEvent {
  readonly type: 'api-failed';
  /** `name` of the registration. */
  readonly registration: string;
  /** What failed, without anything that was sent. */
  readonly error: Error;
}

/** Cognito answers again. */
export interface ApiRecoveredEvent {
  readonly type: 'api-recovered';
  /** `name` of the registration. */
  readonly registration: string;
}

/** What happens at a user pool, for metrics, alarms and audit logs. It never contains a name, a token or anything secret. */
export type UserPoolEvent =
  SignedInEvent | SignedUpEvent | UserPoolRefusedEvent | ApiFailedEvent | ApiRecoveredEvent;
