import type { ProviderIdentity } from './linked-identities.js';
import type { PasswordVerifier } from './srp.js';

export type UserStatus =
  | 'UNCONFIRMED'
  | 'CONFIRMED'
  | 'FORCE_CHANGE_PASSWORD'
  | 'RESET_REQUIRED'
  /** Signs in at an identity provider. */
  | 'EXTERNAL_PROVIDER';

export type MfaName = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** A user as the pool keeps it: plain data, which the state file can hold. */
export interface PoolUser {
  readonly username: string;
  /** By name, `sub` among them. */
  attributes: Record<string, string>;
  password?: PasswordVerifier | undefined;
  status: UserStatus;
  isEnabled: boolean;
  /** Names, in the order in which the user was added. */
  groups: string[];
  readonly createdMs: number;
  modifiedMs: number;
  totp?: SoftwareToken | undefined;
  mfa: { enabled: MfaName[]; preferred?: MfaName | undefined };
  devices: PoolDevice[];
  /** Whom at identity providers the user stands for. */
  links?: readonly (ProviderIdentity & { readonly linkedMs: number })[] | undefined;
  /** Tokens that were issued up to then are revoked. */
  signedOutMs?: number | undefined;
}

/** An authenticator app. */
interface SoftwareToken {
  /** Base32. */
  readonly secret: string;
  isVerified: boolean;
  /** The last step whose code was used: none is good twice. */
  lastStep?: number | undefined;
}

/** A device that has signed in. */
export interface PoolDevice {
  readonly key: string;
  readonly groupKey: string;
  name?: string | undefined;
  /** What its own password is verified with; absent until the device is confirmed. */
  verifier?: PasswordVerifier | undefined;
  /** Whether it stands in for a second factor. */
  isRemembered: boolean;
  readonly createdMs: number;
  modifiedMs: number;
  authenticatedMs: number;
}
