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
import type { CognitoAuthModuleOptions, UserPoolOptions } from 'nestjs-cognito-auth';
import { type Part, segment } from './forge.js';

/** Signs `<header>.<payload>`. */
export type Signer = (signingInput: string) => Uint8Array;

/** What a token is made of; what is left out is as in a good token. */
export interface TokenParts {
  readonly header?: Part;
  readonly payload?: Part;
  readonly sign?: Signer;
}

/** What signs tokens and can show the key to verify them with. */
export interface TokenSigner {
  readonly kid: string;
  readonly jwk: JsonWebKey;
  /** A token that is good but for what is given. */
  token(parts?: Pick<TokenParts, 'payload'>): string;
}

/** HMAC: what algorithm confusion signs with (RFC 8725 §2.1). */
export const hmac =
  (hash: string, secret: Uint8Array | string): Signer =>
  (signingInput) =>
    createHmac(hash, secret).update(signingInput).digest();

/** The app client of every {@link RawUserPool}, so that pools differ in their names and keys alone. */
const CLIENT_ID = '4q1vb8hostile0client1of2app';

/** How {@link RawUserPool.create} makes a pool. */
export interface RawUserPoolOptions {
  readonly userPoolId?: string;
  readonly kid?: string;
  /** In bits. */
  readonly modulusLength?: number;
  /** The time, in milliseconds, that the claims of a good token go by. */
  readonly now?: () => number;
}

/**
 * A user pool that signs whatever bytes it is given, so that a token can be wrong in one respect and
 * right in every other. `LocalUserPool` makes only tokens that Cognito could have made.
 */
export class RawUserPool implements TokenSigner {
  readonly userPoolId: string;
  readonly clientId = CLIENT_ID;
  readonly issuer: string;
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly #now: () => number;

  private constructor(
    privateKey: KeyObject,
    { userPoolId, kid, now }: Required<Omit<RawUserPoolOptions, 'modulusLength'>>,
  ) {
    this.userPoolId = userPoolId;
    this.issuer = `https://cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com/${userPoolId}`;
    this.kid = kid;
    this.privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey);
    this.#now = now;
  }

  static create({
    userPoolId = 'eu-west-1_RawPool01',
    kid = randomBytes(32).toString('base64'),
    modulusLength = 2048,
    now = Date.now,
  }: RawUserPoolOptions = {}): RawUserPool {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
    return new RawUserPool(privateKey, { userPoolId, kid, now });
  }

  /** The public key, as Cognito publishes it. */
  get jwk(): JsonWebKey & { kid: string } {
    return { ...this.publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: this.kid };
  }

  /** The public key with changes; `undefined` takes a member away. */
  jwkWith(changes: object): JsonWebKey {
    return JSON.parse(JSON.stringify({ ...this.jwk, ...changes })) as JsonWebKey;
  }

  get jwks(): { keys: JsonWebKey[] } {
    return { keys: [this.jwk] };
  }

  /** What an application accepts of this pool, wherever it has the keys from. */
  get rules(): Pick<UserPoolOptions, 'userPoolId' | 'clientId' | 'tokenUse'> {
    const { userPoolId, clientId } = this;
    return { userPoolId, clientId, tokenUse: 'access' };
  }

  /** Options of an application that trusts this pool, without a network. */
  get options(): UserPoolOptions {
    return { ...this.rules, jwks: this.jwks };
  }

  /** Options of an application that fetches the keys of this pool, once a token needs them. */
  optionsAt(jwksUri: string): CognitoAuthModuleOptions {
    return { ...this.rules, jwksUri, signingKeys: { prefetch: false } };
  }

  /** The header that Cognito writes, changed; `undefined` takes a member away. */
  header(changes: object = {}): Record<string, unknown> {
    return { kid: this.kid, alg: 'RS256', ...changes };
  }

  /** Claims of a good access token, changed; `undefined` takes a claim away. */
  claims(changes: object = {}): Record<string, unknown> {
    return {
      ...this.#commonClaims(),
      client_id: this.clientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      username: 'username-of-alice',
      ...changes,
    };
  }

  /** Claims of an ID token that is good where ID tokens are, changed in the same way. */
  idClaims(changes: object = {}): Record<string, unknown> {
    return {
      ...this.#commonClaims(),
      aud: this.clientId,
      token_use: 'id',
      'cognito:username': 'username-of-alice',
      ...changes,
    };
  }

  #commonClaims(): Record<string, unknown> {
    const iat = Math.floor(this.#now() / 1000);
    return { sub: randomUUID(), iss: this.issuer, iat, exp: iat + 3600, jti: randomUUID() };
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

  readonly rs256: Signer = (input) => sign('sha256', Buffer.from(input), this.privateKey);

  /** Signs as the algorithm says that `alg` names, such as RS512 or PS256. */
  signerAs(alg: string): Signer {
    const bits = Number(alg.slice(2));
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: bits / 8 };
    const key = { key: this.privateKey, ...(alg.startsWith('PS') ? pss : {}) };
    return (input) => sign(`sha${bits}`, Buffer.from(input), key);
  }
}
