import type {
  CognitoAccessTokenClaims,
  CognitoClaims,
  CognitoIdTokenClaims,
  CognitoTokenUse,
} from './cognito-claims.interface.js';
import { readTokenGrants, type TokenGrants } from './token-grants.js';

const BRAND = Symbol.for('nestjs-cognito-auth:cognito-user');

/** What is known about a user from either kind of token. */
class VerifiedUser {
  /** The user, unique within the pool; of a client-credentials token, the client. */
  readonly sub: string;
  /** Absent for client-credentials tokens. */
  readonly username: string | undefined;
  /** Groups of the user, case-sensitive; empty where the token names none. */
  readonly groups: readonly string[];
  /** Scopes of the access token; empty for ID tokens. */
  readonly scopes: readonly string[];
  /** Which of the two tokens was sent. */
  readonly tokenUse: CognitoTokenUse;
  /** The app client that the token was issued to. */
  readonly clientId: string;
  /** The user pool that issued the token. */
  readonly userPoolId: string;
  /** Whether the token is of a client acting for itself (client-credentials grant), not of a person. */
  readonly isClient: boolean;
  /** The time from which the token is refused. */
  readonly expiresAt: Date;
  /** All claims of the token, deeply frozen. */
  readonly claims: CognitoClaims;

  /** @internal */
  constructor(
    claims: CognitoClaims,
    userPoolId: string,
    { groups, scopes }: TokenGrants = readTokenGrants(claims),
  ) {
    this.sub = claims.sub;
    this.username = usernameOf(claims);
    this.groups = groups;
    this.scopes = scopes;
    this.tokenUse = claims.token_use;
    this.clientId = claims.token_use === 'access' ? claims.client_id : claims.aud;
    this.userPoolId = userPoolId;
    this.isClient = isClientCredentials(claims);
    this.expiresAt = new Date(claims.exp * 1000);
    this.claims = claims;
  }

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true });
    Object.defineProperty(this, 'name', { value: 'CognitoUser' });
  }
}

/** A {@link CognitoUser} who sent an access token. */
export interface CognitoAccessTokenUser<CustomClaims extends object = object> extends VerifiedUser {
  readonly tokenUse: 'access';
  readonly claims: CognitoAccessTokenClaims & Readonly<CustomClaims>;
}

/** A {@link CognitoUser} who sent an ID token. */
export interface CognitoIdTokenUser<CustomClaims extends object = object> extends VerifiedUser {
  readonly tokenUse: 'id';
  readonly claims: CognitoIdTokenClaims & Readonly<CustomClaims>;
  readonly isClient: false;
}

/**
 * Who sent the request, according to the verified token. There is one object per request, and its claims are frozen.
 * `tokenUse` says which claims there are.
 *
 * Identify a user by `sub` together with `userPoolId`: user names and e-mail addresses can change
 * owners.
 *
 * @typeParam CustomClaims the claims that custom attributes and a pre token generation trigger add. The compiler
 * cannot check this type: check such claims with `validateClaims` or `@RequireClaims()`.
 *
 * @example
 * show(@CurrentUser() user: CognitoUser<{ 'custom:tenant'?: string }>) {
 *   const email = user.tokenUse === 'id' ? user.claims.email : undefined;
 *   return { tenant: user.claims['custom:tenant'], email };
 * }
 */
export type CognitoUser<CustomClaims extends object = object> =
  CognitoAccessTokenUser<CustomClaims> | CognitoIdTokenUser<CustomClaims>;

/** Makes a {@link CognitoUser}. */
export interface CognitoUserConstructor {
  new (claims: CognitoClaims, userPoolId: string): CognitoUser;
  readonly prototype: CognitoUser;
}

// One class for both kinds of tokens: only TypeScript distinguishes them.
export const CognitoUser = VerifiedUser as CognitoUserConstructor;

/**
 * The user of a token that has been read before.
 *
 * @param grants what {@link readTokenGrants} returns for the claims
 */
export function toCognitoUser(
  claims: CognitoClaims,
  userPoolId: string,
  grants: TokenGrants,
): CognitoUser {
  return new VerifiedUser(claims, userPoolId, grants) as CognitoUser;
}

/** Whether a value is a {@link CognitoUser}, even from another copy of this package. */
export function isCognitoUser(value: unknown): value is CognitoUser {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** Whether two users are one, and the token of the first was issued before that of the second. */
export function isOlder(user: CognitoUser, other: CognitoUser): boolean {
  return (
    user.sub === other.sub &&
    user.userPoolId === other.userPoolId &&
    user.claims.iat < other.claims.iat
  );
}

function usernameOf(claims: CognitoClaims): string | undefined {
  const username: unknown =
    claims.token_use === 'access' ? claims.username : claims['cognito:username'];
  return typeof username === 'string' ? username : undefined;
}

function isClientCredentials(claims: CognitoClaims): claims is CognitoAccessTokenClaims {
  return (
    claims.token_use === 'access' &&
    claims.username === undefined &&
    claims.sub === claims.client_id
  );
}
