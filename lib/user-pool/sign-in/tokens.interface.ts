/** A device that the user pool has seen for the first time. Until it is confirmed, it is not remembered. */
export interface NewDevice {
  readonly key: string;
  readonly groupKey: string;
}

/** A device that was confirmed. Its password stands in for a second factor, so it stays with the user. */
export interface RememberedDevice extends NewDevice {
  readonly password: string;
}

/** Tokens of a user. */
export interface UserPoolTokens {
  readonly accessToken: string;
  /** Absent where Cognito gives none. */
  readonly idToken?: string;
  /** Absent where Cognito gives none. */
  readonly refreshToken?: string;
  /** Seconds until access and ID token expire. */
  readonly expiresIn: number;
  readonly tokenType: 'Bearer';
  /** With device tracking, at the first sign-in of a device. A refresh needs its key. */
  readonly device?: NewDevice;
}
