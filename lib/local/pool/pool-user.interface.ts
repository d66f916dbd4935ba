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
  /** Base32: of an authenticator app that takes the place of the other once a code of it was given. */
  newTotpSecret?: string | undefined;
  mfa: {
    enabled: MfaName[];
    preferred?: MfaName | undefined;
    /** Whether a passkey stands for two factors, where the pool lets it. */
    isPasskeyEnough?: boolean | undefined;
  };
  devices: PoolDevice[];
  /** Whom at identity providers the user stands for. */
  links?: readonly (ProviderIdentity & { readonly linkedMs: number })[] | undefined;
  passkeys: readonly PoolPasskey[];
  /** Tokens that were issued up to then are revoked. */
  signedOutMs?: number | undefined;
}

/** An authenticator app. */
interface SoftwareToken {
  /** Base32. */
  readonly secret: string;
  /** The last step whose code was used: none is good twice. */
  lastStep?: number | undefined;
}

/** A passkey, which only the authenticator of the user can sign with. */
export interface PoolPasskey {
  /** In base64url. */
  readonly id: string;
  /** A COSE key, in base64url. */
  readonly publicKey: string;
  /** How often it had signed at the last sign-in; always 0 if it does not count. */
  readonly counter: number;
  readonly name: string;
  readonly relyingPartyId: string;
  readonly attachment: 'platform' | 'cross-platform' | undefined;
  readonly transports: readonly string[];
  readonly createdMs: number;
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
