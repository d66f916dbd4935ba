import { randomBytes } from 'node:crypto';
import type { CognitoAuthErrorCode, CognitoTokenUse } from '../../core/standalone.js';
import type { LocalAccessTokenOptions } from '../tokens/local-token-options.interface.js';

/** A token that an application has to refuse. */
export interface RefusedToken {
  /** What is wrong with it, such as `expired`. */
  readonly name: string;
  readonly token: string;
  /** The code that it is refused with. */
  readonly code: CognitoAuthErrorCode;
}

/** Options of the tokens, beside what is wrong with them. */
export type RefusedTokenOptions = Pick<
  LocalAccessTokenOptions,
  'sub' | 'username' | 'groups' | 'clientId' | 'claims'
>;

type TokenOptions = RefusedTokenOptions &
  Pick<LocalAccessTokenOptions, 'issuedAt' | 'expiresInSeconds'>;

/** The part of a user pool that is used here. */
interface TokenIssuer {
  readonly clientId: string;
  accessToken(options: TokenOptions): string;
  idToken(options: TokenOptions): string;
}

const CLAIMS = ['sub', 'iat', 'exp'] as const;
const HOUR_MS = 3_600_000;

/**
 * A token for every reason to be refused, each wrong in one thing only. `LocalUserPool.refusedTokens()` makes them.
 *
 * @example
 * it.each(pool.refusedTokens().all())('refuses a token that is $name', async ({ token, code }) => {
 *   const { body } = await request(server).get('/orders').auth(token, { type: 'bearer' }).expect(401);
 *   expect(body.code).toBe(code);
 * });
 */
export class RefusedTokens {
  readonly #pool: TokenIssuer;
  readonly #tokenUse: CognitoTokenUse;
  readonly #options: RefusedTokenOptions;
  readonly #makeStranger: () => TokenIssuer;
  #stranger: TokenIssuer | undefined;

  /** @internal */
  constructor(
    pool: TokenIssuer,
    tokenUse: CognitoTokenUse,
    options: RefusedTokenOptions,
    makeStranger: () => TokenIssuer,
  ) {
    this.#pool = pool;
    this.#tokenUse = tokenUse;
    this.#options = options;
    this.#makeStranger = makeStranger;
  }

  /** Expired an hour ago: `ERR_COGNITO_TOKEN_EXPIRED`. */
  expired(): string {
    return this.#token({ issuedAt: new Date(Date.now() - 2 * HOUR_MS), expiresInSeconds: 3600 });
  }

  /** Valid only from an hour ahead: `ERR_COGNITO_TOKEN_NOT_YET_VALID`. */
  notYetValid(): string {
    return this.#token({ claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } });
  }

  /** From another user pool, and really signed by it: `ERR_COGNITO_ISSUER_UNKNOWN`. */
  ofOtherPool(): string {
    this.#stranger ??= this.#makeStranger();
    const options = { clientId: this.#pool.clientId, ...this.#options };
    return tokenOf(this.#stranger, this.#tokenUse, options);
  }

  /** Issued to another app client: `ERR_COGNITO_CLIENT_REFUSED`. */
  ofOtherClient(): string {
    return this.#token({ clientId: `${this.#options.clientId ?? this.#pool.clientId}0` });
  }

  /** An ID token in place of an access token, or the reverse: `ERR_COGNITO_TOKEN_USE_REFUSED`. */
  ofOtherUse(): string {
    return tokenOf(this.#pool, this.#tokenUse === 'access' ? 'id' : 'access', this.#options);
  }

  /** Signed with a key that the pool does not publish: `ERR_COGNITO_SIGNING_KEY_UNKNOWN`. */
  withUnknownKey(): string {
    const [header, ...rest] = this.#token().split('.');
    return [encode({ ...decode(header), kid: randomBytes(32).toString('base64') }), ...rest].join(
      '.',
    );
  }

  /** Changed after it was signed: `ERR_COGNITO_SIGNATURE_INVALID`. */
  withBadSignature(): string {
    const [header, payload, signature] = this.#token().split('.');
    return [header, encode({ ...decode(payload), sub: 'somebody-else' }), signature].join('.');
  }

  /**
   * Without one of the claims that every token of Cognito has: `ERR_COGNITO_CLAIM_MALFORMED`.
   *
   * @throws {RangeError} when it is another claim, because other codes are for those
   */
  without(claim: 'sub' | 'iat' | 'exp'): string {
    if (!CLAIMS.includes(claim)) {
      throw new RangeError(`without: the claim must be one of ${CLAIMS.join(', ')}`);
    }
    return this.#token({ claims: { [claim]: undefined } });
  }

  /** With an empty signature, and `alg` `none`: `ERR_COGNITO_TOKEN_MALFORMED`. */
  unsigned(): string {
    const [header, payload] = this.#token().split('.');
    return `${encode({ ...decode(header), alg: 'none' })}.${payload}.`;
  }

  /** All of them, for a table of tests. */
  all(): readonly RefusedToken[] {
    return [
      { name: 'expired', token: this.expired(), code: 'ERR_COGNITO_TOKEN_EXPIRED' },
      { name: 'not yet valid', token: this.notYetValid(), code: 'ERR_COGNITO_TOKEN_NOT_YET_VALID' },
      { name: 'of another pool', token: this.ofOtherPool(), code: 'ERR_COGNITO_ISSUER_UNKNOWN' },
      {
        name: 'of another client',
        token: this.ofOtherClient(),
        code: 'ERR_COGNITO_CLIENT_REFUSED',
      },
      { name: 'of the other use', token: this.ofOtherUse(), code: 'ERR_COGNITO_TOKEN_USE_REFUSED' },
      {
        name: 'signed with an unknown key',
        token: this.withUnknownKey(),
        code: 'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
      },
      {
        name: 'changed after it was signed',
        token: this.withBadSignature(),
        code: 'ERR_COGNITO_SIGNATURE_INVALID',
      },
      ...CLAIMS.map((claim) => ({
        name: `without ${claim}`,
        token: this.without(claim),
        code: 'ERR_COGNITO_CLAIM_MALFORMED' as const,
      })),
      { name: 'not signed', token: this.unsigned(), code: 'ERR_COGNITO_TOKEN_MALFORMED' },
    ];
  }

  #token({ claims, ...options }: TokenOptions = {}): string {
    return tokenOf(this.#pool, this.#tokenUse, {
      ...this.#options,
      ...options,
      claims: { ...this.#options.claims, ...claims },
    });
  }
}

function tokenOf(pool: TokenIssuer, tokenUse: CognitoTokenUse, options: TokenOptions): string {
  return tokenUse === 'access' ? pool.accessToken(options) : pool.idToken(options);
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decode = (segment = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>;
