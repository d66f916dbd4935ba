import type { UserPoolErrorCode } from '../errors/user-pool-error-code.js';

/** Whose registration an event is of. */
interface OfRegistration {
  /** `name` of the registration. */
  readonly registration: string;
}

/** Somebody has signed in. */
export interface SignedInEvent extends OfRegistration {
  readonly type: 'signed-in';
}

/** Somebody has signed up. */
export interface SignedUpEvent extends OfRegistration {
  readonly type: 'signed-up';
}

/** Something that a caller asked for was refused. */
export interface UserPoolRefusedEvent extends OfRegistration {
  readonly type: 'refused';
  readonly code: UserPoolErrorCode;
  /** The operation of Cognito that was called last; absent where none was. */
  readonly operation?: string;
}

/** Cognito has begun to fail, or cannot be reached. */
export interface ApiFailedEvent extends OfRegistration {
  readonly type: 'api-failed';
  /** What failed, without anything that was sent. */
  readonly error: Error;
}

/** Cognito answers again. */
export interface ApiRecoveredEvent extends OfRegistration {
  readonly type: 'api-recovered';
}

/** What happens at a user pool, for metrics, alarms and audit logs. It never contains a name, a token or anything secret. */
export type UserPoolEvent =
  SignedInEvent | SignedUpEvent | UserPoolRefusedEvent | ApiFailedEvent | ApiRecoveredEvent;
