import type { KeyObject } from 'node:crypto';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import type { TokenGrants } from '../claims/token-grants.js';

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
