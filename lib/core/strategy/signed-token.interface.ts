import type { KeyObject } from 'node:crypto';
import type { CognitoClaimsRules } from '../claims/cognito-claims.validator.js';

/**
 * A token and the key that it has to be signed with. passport gets it in place of the request: it writes methods
 * onto what it is given, and a request, socket or message must not get them.
 */
export interface SignedToken {
  readonly token: string;
  readonly key: KeyObject;

  /**
   * The rules for the claims. Asked once the signature holds, so the payload may be trusted to be what the owner of
   * the key wrote.
   *
   * @throws {CognitoAuthError} (or rejects) when the key is not the one of the issuer that the payload names
   */
  rulesFor(payload: unknown): CognitoClaimsRules | Promise<CognitoClaimsRules>;
}
