import type { KeyObject } from 'node:crypto';
import type { CognitoClaims, CognitoTokenUse } from '../claims/cognito-claims.interface.js';
import type { CognitoClaimsRules } from '../claims/cognito-claims.validator.js';
import { readTokenGrants } from '../claims/token-grants.js';
import type { SignedToken } from '../strategy/signed-token.interface.js';
import type { SigningKeyFinder, TrustedKey } from './signing-key-finder.js';
import type { VerifiedToken } from './verified-token.interface.js';

/** One run of the strategy over one token. */
export class TokenVerification implements SignedToken {
  readonly token: string;
  readonly #finder: SigningKeyFinder;
  readonly #tokenUse: CognitoTokenUse | undefined;
  #trustedKey: TrustedKey;

  /** @param tokenUse the kind of token to accept, if not those that the options accept */
  constructor(
    token: string,
    trustedKey: TrustedKey,
    finder: SigningKeyFinder,
    tokenUse?: CognitoTokenUse,
  ) {
    this.token = token;
    this.#trustedKey = trustedKey;
    this.#finder = finder;
    this.#tokenUse = tokenUse;
  }

  get key(): KeyObject {
    return this.#trustedKey.key;
  }

  rulesFor(payload: unknown): CognitoClaimsRules | Promise<CognitoClaimsRules> {
    const confirmed = this.#finder.confirm(this.#trustedKey, payload);
    return confirmed instanceof Promise
      ? confirmed.then((key) => this.#useKey(key))
      : this.#useKey(confirmed);
  }

  /** What is kept of the token, once the strategy has passed its claims. */
  toVerifiedToken(claims: CognitoClaims): VerifiedToken {
    const { key, kid, issuer } = this.#trustedKey;
    this.#finder.remember(this.#trustedKey);
    const { userPoolId } = issuer.userPool;
    return { claims, grants: readTokenGrants(claims), userPoolId, key, kid };
  }

  #useKey(trustedKey: TrustedKey): CognitoClaimsRules {
    this.#trustedKey = trustedKey;
    const { claimsRules } = trustedKey.issuer;
    return this.#tokenUse === undefined
      ? claimsRules
      : { ...claimsRules, tokenUses: [this.#tokenUse] };
  }
}
