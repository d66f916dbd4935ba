import type { KeyObject } from 'node:crypto';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import type { TokenGrants } from '../claims/token-grants.js';
import type { ResolvedIssuer } from '../options/resolved-cognito-auth-options.interface.js';

/** The key that a token has to be signed with, and whose key it is. */
export interface TrustedKey {
  /** The segment of the token that names the key. */
  readonly header: string;
  readonly kid: string;
  readonly key: KeyObject;
  readonly issuer: ResolvedIssuer;
}

/**
 * One run of the strategy over one token. It stands in for the request: passport writes methods onto
 * what it is given, and a request, socket or message must not get them.
 */
export class TokenVerification {
  readonly token: string;
  readonly trustedKey: TrustedKey;

  constructor(token: string, trustedKey: TrustedKey) {
    this.token = token;
    this.trustedKey = trustedKey;
  }
}

/** A token whose signature and fixed claims hold. What depends on the time is still to be checked. */
export interface VerifiedToken {
  /** Deeply frozen. */
  readonly claims: CognitoClaims;
  /** Read once: a token that is remembered is used many times. */
  readonly grants: TokenGrants;
  readonly userPoolId: string;
  /** The key that the signature was verified with, and its id. */
  readonly key: KeyObject;
  readonly kid: string;
}
