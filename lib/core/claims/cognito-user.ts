import type {
  CognitoAccessTokenClaims,
  CognitoClaims,
  TokenUse,
} from './cognito-claims.interface.js';
import { readTokenGrants, type TokenGrants } from './token-grants.js';

const BRAND = Symbol.for('nestjs-cognito-auth:cognito-user');

/**
 * Who sent the request, as the verified token says. One object a request; what it is read from, the
 * claims, is frozen.
 *
 * Identify a user by `sub` together with `userPoolId`: user names and e-mail addresses can change
 * owners.
 */
export class CognitoUser {
  /** The user, unique within the pool; of a client-credentials token, the client. */
  readonly sub: string;
  /** Absent for client-credentials tokens. */
  readonly username: string | undefined;
  /** Groups of the user, case-sensitive; empty where the token names none. */
  readonly groups: readonly string[];
  /** Scopes of the access token; empty for ID tokens. */
  readonly scopes: readonly string[];
  /** Which of the two tokens was sent. */
  readonly tokenUse: TokenUse;
  /** The app client that the token was issued to. */
  readonly clientId: string;
  /** The user pool that issued the token. */
  readonly userPoolId: string;
  /** Whether the token is of a client acting for itself (client-credentials grant), not of a person. */
  readonly isClient: boolean;
  /** From when on the token is refused. */
  readonly expiresAt: Date;
  /** All claims of the token, deeply frozen. */
  readonly claims: CognitoClaims;

  /** @param grants what {@link readTokenGrants} gives for the claims, where it has been read before */
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
  }
}

/** Whether a value is a {@link CognitoUser}, also one made by another copy of this package. */
export function isCognitoUser(value: unknown): value is CognitoUser {
  return typeof value === 'object' && value !== null && BRAND in value;
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
