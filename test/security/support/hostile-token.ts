import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import type { UserPoolOptions } from 'nestjs-cognito-auth';

/** What a segment is made of: an object is written as JSON, a string or bytes are taken as they are. */
export type Part = object | string | Uint8Array;

/** Signs `<header>.<payload>`. */
export type Signer = (signingInput: string) => Uint8Array;

/** What a token is made of; what is left out is as in a good token. */
export interface TokenParts {
  readonly header?: Part;
  readonly payload?: Part;
  readonly sign?: Signer;
}

/** A segment of the compact form (RFC 7515 §7.1). */
export function segment(part: Part): string {
  const isRaw = typeof part === 'string' || part instanceof Uint8Array;
  return Buffer.from(isRaw ? part : JSON.stringify(part)).toString('base64url');
}

/** HMAC with SHA-256: what algorithm confusion signs with (RFC 8725 §2.1). */
export const hs256 =
  (secret: Uint8Array | string): Signer =>
  (signingInput) =>
    createHmac('sha256', secret).update(signingInput).digest();

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * All other spellings of the same bytes: those that differ in the spare bits of the last character
 * (RFC 4648 §3.5). 15 where one byte is left over, 3 where two are, none where none is.
 */
export function respellings(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'base64url');
  return Array.from(BASE64URL)
    .map((last) => text.slice(0, -1) + last)
    .filter((other) => other !== text && Buffer.from(other, 'base64url').equals(bytes));
}

/** How {@link RawUserPool.create} makes a pool. */
export interface RawUserPoolOptions {
  readonly kid?: string;
}

/**
 * A user pool that signs whatever bytes it is given, so that a token can be wrong in one respect and
 * right in every other. `LocalUserPool` makes only tokens that Cognito could have made.
 */
export class RawUserPool {
  readonly userPoolId = 'eu-west-1_RawPool01';
  readonly clientId = '4q1vb8hostile0client1of2app';
  readonly issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${this.userPoolId}`;
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly #privateKey: KeyObject;

  private constructor(kid: string, privateKey: KeyObject) {
    this.kid = kid;
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey);
  }

  static create({
    kid = randomBytes(32).toString('base64'),
  }: RawUserPoolOptions = {}): RawUserPool {
    return new RawUserPool(kid, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  }

  /** The public key, as Cognito publishes it. */
  get jwk(): JsonWebKey & { kid: string } {
    return { ...this.publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: this.kid };
  }

  get jwks(): { keys: JsonWebKey[] } {
    return { keys: [this.jwk] };
  }

  /** Options of an application that trusts this pool, without a network. */
  get options(): UserPoolOptions {
    const { userPoolId, clientId, jwks } = this;
    return { userPoolId, clientId, tokenUse: 'access', jwks };
  }

  /** The header that Cognito writes, changed; `undefined` takes a member away. */
  header(changes: object = {}): Record<string, unknown> {
    return { kid: this.kid, alg: 'RS256', ...changes };
  }

  /** Claims of a good access token, changed; `undefined` takes a claim away. */
  claims(changes: object = {}): Record<string, unknown> {
    const iat = Math.floor(Date.now() / 1000);
    return {
      sub: randomUUID(),
      iss: this.issuer,
      client_id: this.clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      iat,
      exp: iat + 3600,
      jti: randomUUID(),
      username: 'username-of-alice',
      ...changes,
    };
  }

  /** A token, good in every part that is not given. */
  token(parts: TokenParts = {}): string {
    const { header = this.header(), payload = this.claims(), sign: signer = this.rs256 } = parts;
    return this.seal(segment(header), segment(payload), signer);
  }

  /** Signs segments as they stand, canonical or not. */
  seal(header: string, payload: string, signer: Signer = this.rs256): string {
    const signingInput = `${header}.${payload}`;
    return `${signingInput}.${Buffer.from(signer(signingInput)).toString('base64url')}`;
  }

  readonly rs256: Signer = (input) => sign('sha256', Buffer.from(input), this.#privateKey);

  readonly rs384: Signer = (input) => sign('sha384', Buffer.from(input), this.#privateKey);

  readonly rs512: Signer = (input) => sign('sha512', Buffer.from(input), this.#privateKey);

  readonly ps256: Signer = (input) =>
    sign('sha256', Buffer.from(input), {
      key: this.#privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    });
}
