import type { KeyObject } from 'node:crypto';
import { IssuerUnknownError, SignatureInvalidError } from '../errors/token-refused.errors.js';
import type {
  ResolvedCognitoAuthOptions,
  ResolvedIssuer,
} from '../options/resolved-cognito-auth-options.interface.js';
import type { SigningKeys } from '../signing-keys/signing-keys.interface.js';
import { KnownJoseHeaders } from './known-jose-headers.js';
import {
  checkAlphabet,
  checkPayloadForm,
  readKeyId,
  readUnverifiedIssuer,
  splitToken,
} from './unverified-token.js';

/** The key that a token has to be signed with, and whose key it is. */
export interface TrustedKey {
  /** The header segment of the token, where no good token has had it before. */
  readonly newHeader: string | undefined;
  readonly kid: string;
  readonly key: KeyObject;
  readonly issuer: ResolvedIssuer;
}

/** Finds the key that a token has to be signed with, from what the token says and nobody has verified yet. */
export class SigningKeyFinder {
  readonly #options: ResolvedCognitoAuthOptions;
  readonly #signingKeys: SigningKeys;
  readonly #knownHeaders = new KnownJoseHeaders();

  constructor(options: ResolvedCognitoAuthOptions, signingKeys: SigningKeys) {
    this.#options = options;
    this.#signingKeys = signingKeys;
  }

  /**
   * All that can be refused without a key is refused before one is looked for.
   *
   * @throws {CognitoAuthError} (or rejects) when the token cannot be good
   */
  find(token: string): TrustedKey | Promise<TrustedKey> {
    const { header: headerSegment, payload } = splitToken(token, this.#options.maxTokenLength);
    const knownKid = this.#knownHeaders.keyIdOf(headerSegment);
    const newHeader = knownKid === undefined ? headerSegment : undefined;
    const kid = knownKid ?? readNewHeader(token, headerSegment);
    const name = this.#nameIssuer(kid, payload);
    const issuer = typeof name === 'string' ? this.#options.issuers.get(name) : undefined;
    if (issuer === undefined) throw new IssuerUnknownError(name);
    const key = this.#signingKeys.resolve(name as string, kid);
    return key instanceof Promise
      ? key.then((fetched) => ({ newHeader, kid, key: fetched, issuer }))
      : { newHeader, kid, key, issuer };
  }

  /**
   * A key found by its id alone may be published by two issuers, as when a pool changes to its other type
   * of issuer or has replicas. The payload says which of them it is, now that the signature holds; that
   * issuer must then publish the very same key.
   *
   * @throws {SignatureInvalidError} (rejects) when it publishes another key under the same id
   */
  confirm(trustedKey: TrustedKey, payload: unknown): TrustedKey | Promise<TrustedKey> {
    const name: unknown = (payload as { iss?: unknown } | null)?.iss;
    const issuer = typeof name === 'string' ? this.#options.issuers.get(name) : undefined;
    return issuer === undefined || issuer.claimsRules === trustedKey.issuer.claimsRules
      ? trustedKey
      : this.#confirmKey(trustedKey, name as string, issuer);
  }

  /** To be told of the key of a token that is good: the next token with the same header is read faster. */
  remember({ newHeader, kid }: TrustedKey): void {
    if (newHeader !== undefined) this.#knownHeaders.remember(newHeader, kid);
  }

  /** By the key where its id is enough, or else as the token says, which nobody has signed yet. */
  #nameIssuer(kid: string, payload: string): unknown {
    const name = this.#signingKeys.issuerOf?.(kid);
    if (name === undefined) return readUnverifiedIssuer(payload);
    checkPayloadForm(payload);
    return name;
  }

  async #confirmKey(
    trustedKey: TrustedKey,
    name: string,
    issuer: ResolvedIssuer,
  ): Promise<TrustedKey> {
    const key = await this.#signingKeys.resolve(name, trustedKey.kid);
    if (!key.equals(trustedKey.key)) throw new SignatureInvalidError();
    return { ...trustedKey, key, issuer };
  }
}

/** With a header that is known, a token goes on to jws, which looks at its alphabet in any case. */
function readNewHeader(token: string, headerSegment: string): string {
  checkAlphabet(token);
  return readKeyId(headerSegment);
}
