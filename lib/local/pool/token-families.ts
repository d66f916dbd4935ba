import { randomUUID } from 'node:crypto';
import { ExpiringMap } from '../clock/expiring-map.js';
import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { hashOf, newRefreshToken, unverifiedFamilyId } from '../tokens/refresh-token.js';
import { notAuthorized, ServiceException } from '../wire/service-exception.js';
import type { PoolUser } from './pool-user.interface.js';
import type { SessionRecord } from './session-record.js';

/** All tokens that go back to one sign-in. Plain data, which the state file can hold. */
export interface TokenFamily {
  /** `origin_jti` */
  readonly id: string;
  readonly username: string;
  readonly clientId: string;
  /** Space-separated. */
  readonly scope: string;
  /** Whether it began at the hosted login rather than the JSON API. */
  readonly isOAuth: boolean;
  /** `auth_time` */
  readonly authTimeSeconds: number;
  readonly amr: readonly string[];
  /** `aud` of the access tokens, by resource binding. */
  readonly resource?: string | undefined;
  readonly deviceKey?: string | undefined;
  /** Absent where it began without session tracking. */
  readonly record?: SessionRecord | undefined;
  /** When its refresh tokens end, rotated or not. */
  readonly expiresMs: number;
  revokedMs?: number | undefined;
  refreshTokens: { readonly hash: string; rotatedMs?: number | undefined }[];
}

/** A family to be begun. */
export type NewFamily = Omit<
  TokenFamily,
  'id' | 'username' | 'clientId' | 'authTimeSeconds' | 'expiresMs' | 'revokedMs' | 'refreshTokens'
> & {
  readonly user: PoolUser;
  readonly client: LocalClient;
  /** @defaultValue now */
  readonly authTimeSeconds?: number;
};

/** The longest life of an access token, which may be issued at the very end of the refresh token. */
const DAY_MS = 86_400_000;
const MAX_FAMILIES = 20_000;
/** Of one family; older ones are refused as unknown instead of rotated. */
const MAX_REFRESH_TOKENS = 100;

/** The token families of a pool. */
export class TokenFamilies {
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #forgotten: (family: TokenFamily) => void;
  readonly #families: ExpiringMap<TokenFamily>;

  /** @param forgotten told of a family that had to go before its time */
  constructor(now: () => number, changed: () => void, forgotten: (family: TokenFamily) => void) {
    this.#now = now;
    this.#changed = changed;
    this.#forgotten = forgotten;
    this.#families = new ExpiringMap(now, MAX_FAMILIES);
  }

  all(): readonly TokenFamily[] {
    return this.#families.values();
  }

  find(id: string): TokenFamily | undefined {
    return this.#families.get(id);
  }

  begin({ user, client, authTimeSeconds, ...rest }: NewFamily): TokenFamily {
    const now = this.#now();
    const family: TokenFamily = {
      ...rest,
      id: randomUUID(),
      username: user.username,
      clientId: client.clientId,
      authTimeSeconds: authTimeSeconds ?? Math.floor(now / 1000),
      expiresMs: now + client.refreshTokenSeconds * 1000,
      refreshTokens: [],
    };
    this.put(family);
    return family;
  }

  put(family: TokenFamily): void {
    const gone = this.#families.set(family.id, family, family.expiresMs + DAY_MS);
    for (const each of gone) this.#forgotten(each);
    this.#changed();
  }

  addRefreshToken(family: TokenFamily): string {
    const token = newRefreshToken(family.id);
    family.refreshTokens = [...family.refreshTokens, { hash: hashOf(token) }].slice(
      -MAX_REFRESH_TOKENS,
    );
    this.#changed();
    return token;
  }

  /** The family that a refresh token is of, whether or not it is still good. */
  ofRefreshToken(token: string): TokenFamily | undefined {
    const family = this.#families.get(unverifiedFamilyId(token) ?? '');
    const hash = hashOf(token);
    return family?.refreshTokens.some((known) => known.hash === hash) ? family : undefined;
  }

  /**
   * The family of a refresh token of this client that is still good.
   *
   * @throws {ServiceException} NotAuthorizedException; RefreshTokenReuseException after rotation and grace
   */
  ofGoodRefreshToken(token: string, client: LocalClient): TokenFamily {
    const family = this.ofRefreshToken(token);
    if (family === undefined || family.clientId !== client.clientId) {
      throw notAuthorized('Invalid Refresh Token');
    }
    if (family.revokedMs !== undefined) throw notAuthorized('Refresh Token has been revoked');
    if (family.expiresMs <= this.#now()) throw notAuthorized('Refresh Token has expired');
    const graceMs = client.refreshTokenRotation
      ? client.refreshTokenRotation.graceSeconds * 1000
      : 0;
    const rotatedMs = this.#entryOf(family, token)?.rotatedMs;
    if (rotatedMs !== undefined && this.#now() >= rotatedMs + graceMs) {
      throw new ServiceException(
        'RefreshTokenReuseException',
        'Refresh token has been invalidated by rotation',
      );
    }
    return family;
  }

  /** Notes that a refresh token has been used: it ends with the grace period of the client. */
  rotateOut(family: TokenFamily, token: string): void {
    const entry = this.#entryOf(family, token);
    if (entry !== undefined) entry.rotatedMs ??= this.#now();
    this.#changed();
  }

  revoke(family: TokenFamily): void {
    family.revokedMs ??= this.#now();
    this.#changed();
  }

  /** @param username of whom; every client is meant */
  revokeAllOf(username: string): void {
    for (const family of this.all()) {
      if (family.username === username) this.revoke(family);
    }
  }

  /** @param clientId at which client; every user is meant */
  revokeAllAt(clientId: string): void {
    for (const family of this.all()) {
      if (family.clientId === clientId) this.revoke(family);
    }
  }

  #entryOf(family: TokenFamily, token: string): TokenFamily['refreshTokens'][number] | undefined {
    const hash = hashOf(token);
    return family.refreshTokens.find((known) => known.hash === hash);
  }
}
