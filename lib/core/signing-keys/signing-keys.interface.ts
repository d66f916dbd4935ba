import type { KeyObject } from 'node:crypto';

/**
 * Token of {@link SigningKeys}. Whatever is provided under it decides which keys are trusted.
 */
export const SIGNING_KEYS = Symbol.for('nestjs-cognito-auth:signing-keys');

/** The public keys that user pools sign their tokens with. */
export interface SigningKeys {
  /**
   * The issuer of the key with this id, where the keys of all pools are at hand and exactly one of them
   * has it. Never waits and never fetches. Optional: it saves reading the payload of a token twice.
   */
  issuerOf?(kid: string): string | undefined;

  /**
   * The key that tokens of an issuer with this key id have to be signed with: at once where it can be
   * told, else as a promise. For the same key it is always the same object; as soon as a key is no
   * longer trusted, it is not given any more.
   *
   * @param issuer a configured issuer
   * @throws {SigningKeyUnknownError} (or rejects) when the issuer publishes no such key
   * @throws {SigningKeysUnavailableError} (or rejects) when the keys cannot be had
   * @throws {IssuerUnknownError} (or rejects) when the user pool does not use this type of issuer
   */
  resolve(issuer: string, kid: string): KeyObject | Promise<KeyObject>;

  /**
   * The state of the keys, for readiness probes; one entry for each user pool. Asking also starts a fetch that
   * is due, so that an instance which gets no traffic until it is ready becomes ready.
   */
  states(): readonly SigningKeysState[];
}

/** The state of the keys of a user pool; where it has several issuers, the worst of theirs. */
export interface SigningKeysState {
  readonly userPoolId: string;
  /** The issuers whose keys these are. */
  readonly issuers: readonly string[];
  /**
   * - `fresh`: fetched within the maximum age, or given by hand
   * - `stale`: older than that and still in use, because fetching fails or has not been needed
   * - `missing`: there are none, or they have become too old to be used
   */
  readonly status: 'fresh' | 'stale' | 'missing';
  /** When the keys were last fetched. */
  readonly fetchedAt: Date | undefined;
  /** Why the last attempt to fetch them failed; absent when it succeeded. */
  readonly lastError: Error | undefined;
}
