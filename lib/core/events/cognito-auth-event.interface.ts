import type { CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import type { CognitoAuthErrorCode } from '../errors/cognito-auth-error-code.js';

/** A call was let in with a user; of the messages of a connection, the first with each token. */
export interface AcceptedEvent {
  readonly type: 'accepted';
  readonly sub: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly tokenUse: CognitoTokenUse;
}

/** A call was refused. */
export interface RefusedEvent {
  readonly type: 'refused';
  readonly code: CognitoAuthErrorCode;
  /** Whose call it was; only where the token was good and its user may not do this. */
  readonly sub?: string;
}

/** Fetching keys has begun to fail. Keys that were fetched before stay in use for a while. */
export interface KeysFailedEvent {
  readonly type: 'keys-failed';
  readonly userPoolId: string;
  readonly issuers: readonly string[];
  readonly error: Error;
}

/** Fetching keys works again. */
export interface KeysRecoveredEvent {
  readonly type: 'keys-recovered';
  readonly userPoolId: string;
  readonly issuers: readonly string[];
}

/** What happens to calls and keys, for metrics, alarms and audit logs. It never contains a token. */
export type CognitoAuthEvent = AcceptedEvent | RefusedEvent | KeysFailedEvent | KeysRecoveredEvent;
