import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import type { PoolKeys } from '../tokens/pool-keys.js';
import { readSignedToken, type SignedClaims } from '../tokens/read-token.js';
import type { TokenIssuer, TokenRequest, UserTokens } from '../tokens/token-issuer.js';
import { API_SCOPE } from '../tokens/token-issuer.js';
import type { Caller } from '../wire/caller.js';
import { notAuthorized, ServiceException } from '../wire/service-exception.js';
import type { Clients } from './clients.js';
import type { PoolUser } from './pool-user.interface.js';
import type { TokenFamilies, TokenFamily } from './token-families.js';
import type { UserSessions } from './user-sessions.js';
import type { Users } from './users.js';

/** The tokens of a sign-in or a refresh. */
export interface IssuedTokens extends UserTokens {
  /** Absent from a refresh without rotation: the old one stays good. */
  readonly refreshToken: string | undefined;
  readonly family: TokenFamily;
}

/** Whom an access token acts for. */
export interface TokenBearer {
  readonly user: PoolUser;
  readonly claims: SignedClaims;
}

export interface TokensParts {
  readonly pool: { readonly issuer: string };
  readonly keys: PoolKeys;
  readonly issuer: TokenIssuer;
  readonly users: Users;
  readonly clients: Clients;
  readonly families: TokenFamilies;
  readonly sessions: UserSessions;
  readonly now: () => number;
}

/** What a refresh may say beside the token. */
interface RefreshRequest extends Omit<TokenRequest, 'triggerSource'> {
  readonly caller?: Caller | undefined;
}

const NAMES = { access: 'Access Token', id: 'ID Token' } as const;

/** Issues, refreshes, verifies and revokes the tokens of a pool. */
export class Tokens {
  readonly #parts: TokensParts;

  constructor(parts: TokensParts) {
    this.#parts = parts;
  }

  /**
   * The first tokens of a family.
   *
   * @param withRefreshToken `false` for the implicit grant
   * @throws {ServiceException} when the pre token generation trigger refuses
   */
  async issue(
    family: TokenFamily,
    request: TokenRequest,
    { withRefreshToken = true } = {},
  ): Promise<IssuedTokens> {
    const { issuer, users, clients, families } = this.#parts;
    const user = users.get(family.username);
    if (user === undefined) throw userNotFound();
    const tokens = await issuer.issue(family, user, clients.get(family.clientId), request);
    const refreshToken = withRefreshToken ? families.addRefreshToken(family) : undefined;
    return { ...tokens, refreshToken, family };
  }

  /** An access token of a client that acts for itself. @param scope space-separated */
  issueToClient(client: LocalClient, scope: string): Promise<string> {
    return this.#parts.issuer.issueToClient(client, scope);
  }

  /**
   * New tokens for a refresh token, which is rotated where the client says so.
   *
   * @throws {ServiceException} NotAuthorizedException; RefreshTokenReuseException after rotation and grace
   */
  async refresh(
    token: string,
    client: LocalClient,
    { caller, ...request }: RefreshRequest = {},
  ): Promise<IssuedTokens> {
    const family = this.familyOf(token, client);
    const withRefreshToken = client.refreshTokenRotation !== false;
    const source = { ...request, triggerSource: 'TokenGeneration_RefreshTokens' as const };
    if (withRefreshToken) this.#parts.families.rotateOut(family, token);
    this.#parts.sessions.noteRefresh(family, caller);
    return this.issue(family, source, { withRefreshToken });
  }

  /**
   * The family of a refresh token of this client that is still good, for a user who may sign in.
   *
   * @throws {ServiceException} as {@link refresh}
   */
  familyOf(token: string, client: LocalClient): TokenFamily {
    const family = this.#parts.families.ofGoodRefreshToken(token, client);
    const user = this.#parts.users.get(family.username);
    if (user === undefined) throw notAuthorized('Refresh Token has been revoked');
    if (!user.isEnabled) throw notAuthorized('User is disabled.');
    return family;
  }

  /** Ends the family of a refresh token of this client. Does nothing for another token. */
  revoke(token: string, client: LocalClient): void {
    const family = this.#parts.families.ofRefreshToken(token);
    if (family?.clientId === client.clientId) this.#parts.families.revoke(family);
  }

  /** Ends all tokens of a user, of every client. */
  signOut(user: PoolUser): void {
    user.signedOutMs = this.#parts.now();
    this.#parts.families.revokeAllOf(user.username);
  }

  /**
   * Checks signature, issuer, use and expiry, in this order.
   *
   * @throws {ServiceException} NotAuthorizedException
   */
  verify(token: string, use: 'access' | 'id'): SignedClaims {
    const { keys, pool, now } = this.#parts;
    const claims = readSignedToken(token, (kid) => keys.publicKey(kid));
    if (claims?.['iss'] !== pool.issuer || claims['token_use'] !== use) {
      throw notAuthorized(`Invalid ${NAMES[use]}`);
    }
    const { exp } = claims;
    if (typeof exp !== 'number' || exp * 1000 <= now()) {
      throw notAuthorized(`${NAMES[use]} has expired`);
    }
    return claims;
  }

  /**
   * Whom an access token acts for: after {@link verify}, checks user, revocation, whether the user is enabled, and scope.
   *
   * @throws {ServiceException} NotAuthorizedException or UserNotFoundException
   */
  bearerOf(accessToken: string, neededScope: string = API_SCOPE): TokenBearer {
    const claims = this.verify(accessToken, 'access');
    const { username, scope } = claims;
    if (typeof username !== 'string') throw notAuthorized('Invalid Access Token');
    // By `sub`: another user may have the name by now, and tests mint tokens with any name.
    const user = this.#parts.users.getBySub(claims['sub']);
    if (user === undefined) throw userNotFound();
    if (this.isRevoked(claims, user)) throw notAuthorized('Access Token has been revoked');
    if (!user.isEnabled) throw notAuthorized('User is disabled.');
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    if (!scopes.includes(neededScope)) {
      throw notAuthorized('Access Token does not have required scopes');
    }
    return { user, claims };
  }

  /**
   * Whether a verified token of the user was revoked. One of no known family, as a test mints it, counts as revoked if it
   * is older than the last sign-out of the user.
   */
  isRevoked({ origin_jti: familyId, iat }: SignedClaims, { signedOutMs }: PoolUser): boolean {
    const family = typeof familyId === 'string' ? this.#parts.families.find(familyId) : undefined;
    if (family !== undefined) return family.revokedMs !== undefined;
    return signedOutMs !== undefined && !(typeof iat === 'number' && iat * 1000 > signedOutMs);
  }
}

function userNotFound(): ServiceException {
  return new ServiceException('UserNotFoundException', 'User does not exist.');
}
