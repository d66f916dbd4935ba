import type { RegistrationCredential, SignInCredential } from './read-credential.js';

/** What the answer of an authenticator is held against. */
interface ExpectedAnswer {
  /** In base64url. */
  readonly challenge: string;
  readonly relyingPartyId: string;
  readonly origin: string;
  readonly needsUserVerification: boolean;
}

/** What a signature is checked with. */
export interface PasskeyKey {
  /** In base64url. */
  readonly id: string;
  /** A COSE key, in base64url. */
  readonly publicKey: string;
  /** How often it has signed. Some passkeys do not count, and always say 0. */
  readonly counter: number;
}

/** Why a credential is refused. */
export interface PasskeyRefusal {
  readonly refusal: 'other relying party' | 'wrong';
}

/** Checks the answers of authenticators (Web Authentication, sections 7.1 and 7.2). It never rejects. */
export interface PasskeyCheck {
  /** @returns the key of the new passkey */
  ofRegistration(
    credential: RegistrationCredential,
    expected: ExpectedAnswer,
  ): Promise<PasskeyKey | PasskeyRefusal>;
  /** @returns the key with its new counter */
  ofSignIn(
    credential: SignInCredential,
    expected: ExpectedAnswer,
    key: PasskeyKey,
  ): Promise<PasskeyKey | PasskeyRefusal>;
}
