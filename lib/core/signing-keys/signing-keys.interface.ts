import type { KeyObject } from 'node:crypto';

/**
 * Token of {@link SigningKeys}. Whatever is provided under it decides which keys are trusted.
 */
export const SIGNING_KEYS = Symbol.for('nestjs-cognito-auth:signing-keys');

/** The public keys that user pools sign their tokens with. */
export interface SigningKeys {
  /**
   * The issuer of the key with this id, if the keys of all pools are at hand and exactly one pool has it. Never waits
   * and never fetches. Optional: it saves reading the payload of a token twice.
   */
  issuerOf?(kid: string): string | undefined;

  /**
   * The key with which an issuer must have signed the tokens that name this key id: at once if it is at hand, else as
   * a promise. The same key is always the same object. A key that is no longer trusted is no longer returned.
   *
   * @param issuer a configured issuer
   * @throws {SigningKeyUnknownError} (or rejects) when the issuer publishes no such key
   * @throws {SigningKeysUnavailableError} (or rejects) when the keys are not available
   * @throws {IssuerUnknownError} (or rejects) when the user pool does not use this type of issuer
   */
  resolve(issuer: string, kid: string): KeyObject | Promise<KeyObject>;

  /**
   * The state of the keys, for readiness probes; one entry for each user pool. Asking also starts a fetch that
   * is due, so that an instance which gets no traffic until it is ready becomes ready.
   */
  states(): readonly SigningKeysState[];
}

/** The state of the keys of a user pool; if it has several issuers, the worst of their states. */
export interface SigningKeysState {
  readonly userPoolId: string;
  /** The issuers whose keys these are. */
  readonly issuers: readonly string[];
  /**
   * - `fresh`: fetched within the maximum age, or supplied in the options
   * - `stale`: older than that and still in use, because fetching fails or has not been needed
   * - `missing`: there are none, or they have become too old to be used
   */
  readonly status: 'fresh' | 'stale' | 'missing';
  /** When the keys were last fetched. */
  readonly fetchedAt: Date | undefined;
  /** Why the last attempt to fetch them failed; absent when it succeeded. */
  readonly lastError: Error | undefined;
}
