import { hash } from 'node:crypto';
import {
  type AnyCognitoAuthError,
  CognitoAuthSetupError,
  type CognitoTokenVerifier,
  type CognitoUser,
  isCognitoAuthError,
} from '../../core/index.js';
import { IdentityPoolException } from '../errors/identity-pool.exception.js';
import type { ForeignLogin, Logins } from './logins.js';
import type { ProvenLogin } from './proven-login.interface.js';

export interface LoginProverOptions {
  readonly verifier: CognitoTokenVerifier;
  /** The name of a user pool in the identity pool, by its issuer. */
  readonly loginKey: (issuer: string) => string;
  readonly foreignLogins: readonly string[];
}

/** Logins by who verifies them. */
interface GivenLogins {
  /** ID tokens of user pools of the application. */
  readonly tokens: readonly string[];
  readonly foreign: readonly ForeignLogin[];
}

/** Verifies logins before the identity pool is asked: what is forged costs no call, and meets nobody's credentials. */
export class LoginProver {
  readonly #options: LoginProverOptions;

  constructor(options: LoginProverOptions) {
    this.#options = options;
  }

  /**
   * @param user whose login it has to be, if that is known
   * @throws {IdentityPoolException} (rejects) when a token is not good, or is somebody else's
   * @throws {CognitoAuthSetupError} (rejects) when the logins are none that the options know
   */
  async prove(logins: Logins, user?: CognitoUser): Promise<ProvenLogin> {
    const given = this.#read(logins);
    const { tokens, foreign } = given;
    const users = await Promise.all(tokens.map((token) => this.#verify(token)));
    if (user !== undefined && !users.every((other) => isSameLogin(other, user))) {
      throw new IdentityPoolException('ERR_COGNITO_LOGIN_REFUSED');
    }
    const digest = digestOfLogins(given);
    return {
      logins: namedOnce([
        ...users.map(({ claims }, index) => [
          this.#options.loginKey(claims.iss),
          tokens[index] as string,
        ]),
        ...foreign.map(({ provider, token }) => [provider, token]),
      ] as [string, string][]),
      // A token of a foreign issuer proves nothing here, so that only the very same one meets its identity.
      identityKey: foreign.length > 0 ? digest : digestOf(users.map(personOf)),
      digest,
      roles: foreign.length > 0 ? undefined : users.flatMap(rolesOf),
    };
  }

  /**
   * What names the tokens, good or not.
   *
   * @throws {CognitoAuthSetupError} when the logins are none that the options know
   */
  digest(logins: Logins): string {
    return digestOfLogins(this.#read(logins));
  }

  #read(logins: unknown): GivenLogins {
    const given: readonly unknown[] = Array.isArray(logins) ? logins : [logins];
    const tokens = given.filter((login) => typeof login === 'string');
    const foreign = given
      .filter((login) => typeof login !== 'string')
      .map((login) => this.#readForeign(login));
    if (given.length === 0) throw new CognitoAuthSetupError(['logins must not be empty']);
    return { tokens, foreign };
  }

  #readForeign(login: unknown): ForeignLogin {
    const { provider, token } = (login ?? {}) as Partial<Record<keyof ForeignLogin, unknown>>;
    const isKnown = typeof provider === 'string' && this.#options.foreignLogins.includes(provider);
    if (isKnown && typeof token === 'string') return { provider, token };
    throw new CognitoAuthSetupError([
      'a login must be an ID token, or { provider, token } with a provider that the option foreignLogins lists',
    ]);
  }

  async #verify(token: string): Promise<CognitoUser> {
    try {
      return await this.#options.verifier.verify(token, { tokenUse: 'id' });
    } catch (error) {
      throw isCognitoAuthError(error) ? toException(error) : error;
    }
  }
}

/** The caller is not to blame where keys cannot be fetched. */
function toException(error: AnyCognitoAuthError): IdentityPoolException {
  return error.code === 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE'
    ? new IdentityPoolException('ERR_COGNITO_IDENTITY_POOL_UNAVAILABLE', {
        cause: error,
        retryAfterSeconds: error.retryAfterSeconds,
      })
    : new IdentityPoolException('ERR_COGNITO_LOGIN_REFUSED', { cause: error });
}

/** An ID token beside an access token counts only if one sign-in could have given both. */
function isSameLogin(user: CognitoUser, other: CognitoUser): boolean {
  return (
    user.sub === other.sub &&
    user.claims.iss === other.claims.iss &&
    user.clientId === other.clientId
  );
}

function personOf({ claims, sub }: CognitoUser): readonly string[] {
  return [claims.iss, sub];
}

/** A trigger may write anything into a claim. */
function rolesOf({ claims }: CognitoUser): readonly string[] {
  const roles: unknown = claims['cognito:roles'];
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}

function namedOnce(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const logins = new Map(pairs);
  if (logins.size === pairs.length) return Object.fromEntries(logins);
  throw new CognitoAuthSetupError(['logins must have no two tokens of one issuer']);
}

/** In any order, the same logins are the same. */
function digestOfLogins({ tokens, foreign }: GivenLogins): string {
  const named = foreign.map(({ provider, token }) => `${provider} ${token}`);
  return digestOf([tokens.toSorted(), named.toSorted()]);
}

function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'base64');
}
