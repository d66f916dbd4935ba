import type { UserPool } from '../pool/user-pool.js';
import { readSignedToken, type SignedClaims } from '../tokens/read-token.js';
import { notAuthorized } from '../wire/service-exception.js';

/** `Logins`: ID tokens by the name of who issued them. */
export type Logins = Readonly<Record<string, string>>;

/** Checks the ID tokens of a user pool for an identity pool. */
export class LoginVerifier {
  readonly #pool: UserPool;
  readonly #serverSideTokenCheck: boolean;

  /** @param serverSideTokenCheck whether users who are signed out, disabled or deleted are refused */
  constructor(pool: UserPool, serverSideTokenCheck: boolean) {
    this.#pool = pool;
    this.#serverSideTokenCheck = serverSideTokenCheck;
  }

  /** The name of the user pool in `Logins`: its issuer without the scheme. */
  get provider(): string {
    return this.#pool.issuer.replace(/^https?:\/\//, '');
  }

  /**
   * The `sub` of who signed in, or `undefined` if nobody did.
   *
   * @throws {ServiceException} NotAuthorizedException when any login is not good
   */
  verify(logins: Logins): string | undefined {
    let sub: string | undefined;
    for (const [name, token] of Object.entries(logins)) {
      if (name !== this.provider) throw invalidLogin("Issuer doesn't match providerName");
      sub = this.#subOf(token);
    }
    return sub;
  }

  #subOf(token: string): string {
    const claims = readSignedToken(token, (kid) => this.#pool.keys.publicKey(kid));
    const { iss, exp, aud, sub, token_use: use } = claims ?? {};
    if (
      claims === undefined ||
      typeof exp !== 'number' ||
      typeof sub !== 'string' ||
      use !== 'id'
    ) {
      throw invalidLogin("Couldn't verify signed token.");
    }
    if (iss !== this.#pool.issuer) throw invalidLogin("Issuer doesn't match providerName");
    const nowSeconds = Math.floor(this.#pool.now() / 1000);
    if (exp <= nowSeconds) throw invalidLogin(`Token expired: ${exp} >= ${nowSeconds}`);
    if (typeof aud !== 'string' || this.#pool.clients.find(aud) === undefined) {
      throw invalidLogin('Incorrect token audience.');
    }
    if (this.#serverSideTokenCheck) this.#checkUser(claims, sub);
    return sub;
  }

  #checkUser(claims: SignedClaims, sub: string): void {
    const user = this.#pool.users.find(sub);
    if (user?.isEnabled !== true || this.#pool.tokens.isRevoked(claims, user)) {
      // AWS documents the refusal, but not its text.
      throw notAuthorized('Invalid login token. Token has been revoked.');
    }
  }
}

function invalidLogin(why: string): Error {
  return notAuthorized(`Invalid login token. ${why}`);
}
