import { createHash, randomUUID } from 'node:crypto';
import { ExpiringMap } from '../clock/expiring-map.js';
import type { LocalIdentityPoolOptions } from '../options/local-cognito-options.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import { LocalSigningKey, markedKid } from '../tokens/local-signing-key.js';
import type { LocalJwks } from '../tokens/pool-keys.js';
import { notAuthorized, resourceNotFound } from '../wire/service-exception.js';
import { type Logins, LoginVerifier } from './login-verifier.js';
import { temporaryCredentials, type TemporaryCredentials } from './temporary-credentials.js';

/** An identity, and whose it is. */
export interface LocalIdentity {
  /** `undefined` for a guest. */
  readonly sub: string | undefined;
  readonly createdAtMs: number;
}

const ISSUER = 'https://cognito-identity.amazonaws.com';
const TOKEN_SECONDS = 600;
const IDENTITY_LIFETIME_MS = 30 * 86_400_000;
const MAX_IDENTITIES = 10_000;

/** Gives identities to users of the pool and to guests, and credentials that open nothing. */
export class IdentityPool {
  readonly identityPoolId: string;
  readonly #pool: UserPool;
  readonly #allowUnauthenticated: boolean;
  readonly #logins: LoginVerifier;
  readonly #identities: ExpiringMap<LocalIdentity>;
  /** Made when it is first needed: most tests need none, and it takes time. */
  #key: Promise<LocalSigningKey> | undefined;

  constructor(pool: UserPool, options: Required<LocalIdentityPoolOptions>) {
    this.identityPoolId = options.identityPoolId;
    this.#pool = pool;
    this.#allowUnauthenticated = options.allowUnauthenticated;
    this.#logins = new LoginVerifier(pool, options.serverSideTokenCheck);
    this.#identities = new ExpiringMap(pool.now, MAX_IDENTITIES);
  }

  /** The name of the user pool in `Logins`. */
  get provider(): string {
    return this.#logins.provider;
  }

  /** The public keys of {@link openIdToken}. */
  async jwks(): Promise<LocalJwks> {
    return { keys: [(await this.#signingKey()).jwk] };
  }

  /**
   * The identity of a user, which is the same each time, or a new one for a guest.
   *
   * @throws {ServiceException}
   */
  identify(identityPoolId: string, logins: Logins): string {
    if (identityPoolId !== this.identityPoolId) {
      throw resourceNotFound(`IdentityPool '${identityPoolId}' not found.`);
    }
    const sub = this.#logins.verify(logins);
    if (sub === undefined) this.#refuseGuests();
    const id = sub === undefined ? randomUUID() : uuidOf(`${identityPoolId}/${sub}`);
    const identityId = `${this.#pool.options.region}:${id}`;
    const nowMs = this.#pool.now();
    const createdAtMs = this.#identities.get(identityId)?.createdAtMs ?? nowMs;
    this.#identities.set(identityId, { sub, createdAtMs }, nowMs + IDENTITY_LIFETIME_MS);
    return identityId;
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  find(identityId: string): LocalIdentity {
    const identity = this.#identities.get(identityId);
    if (identity === undefined) throw resourceNotFound(`Identity '${identityId}' not found.`);
    return identity;
  }

  /** @throws {ServiceException} */
  credentials(identityId: string, logins: Logins): TemporaryCredentials {
    this.#authorize(identityId, logins);
    return temporaryCredentials(this.#pool.now());
  }

  /**
   * A token for AssumeRoleWithWebIdentity, good for ten minutes.
   *
   * @throws {ServiceException}
   */
  async openIdToken(identityId: string, logins: Logins): Promise<string> {
    const sub = this.#authorize(identityId, logins);
    const { provider } = this;
    const iat = Math.floor(this.#pool.now() / 1000);
    const claims = {
      sub: identityId,
      aud: this.identityPoolId,
      amr:
        sub === undefined
          ? ['unauthenticated']
          : ['authenticated', provider, `${provider}:CognitoSignIn:${sub}`],
      iss: ISSUER,
      iat,
      exp: iat + TOKEN_SECONDS,
    };
    return (await this.#signingKey()).sign(claims, { typ: 'JWS' });
  }

  /** @returns the user whose identity it is, as the logins prove */
  #authorize(identityId: string, logins: Logins): string | undefined {
    const owner = this.find(identityId).sub;
    const sub = this.#logins.verify(logins);
    if (owner === undefined && sub === undefined) this.#refuseGuests();
    if (owner !== undefined && sub === undefined) {
      throw notAuthorized(`Access to Identity '${identityId}' is forbidden.`);
    }
    if (owner !== sub) {
      throw notAuthorized(
        "Logins don't match. Please include at least one valid login for this identity or identity pool.",
      );
    }
    return sub;
  }

  #refuseGuests(): void {
    if (this.#allowUnauthenticated) return;
    throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
  }

  #signingKey(): Promise<LocalSigningKey> {
    return (this.#key ??= LocalSigningKey.generate(markedKid()));
  }
}

/** A UUID that is always the same for a text. */
function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
}
