import {
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { PublicJwk } from '../../core/standalone.js';

const generateKeyPairAsync = promisify(generateKeyPair);

/** A key pair of a user pool: signs tokens, and shows its public half as Cognito publishes it. */
export class LocalSigningKey {
  /** Shaped like Cognito's: base64 of 32 bytes. */
  readonly kid: string;
  /** The public key, as in the key set of the pool. */
  readonly jwk: PublicJwk;
  readonly #privateKey: KeyObject;

  private constructor(kid: string, privateKey: KeyObject) {
    this.kid = kid;
    this.#privateKey = privateKey;
    this.jwk = Object.freeze({
      ...createPublicKey(privateKey).export({ format: 'jwk' }),
      alg: 'RS256',
      use: 'sig',
      kid,
    });
  }

  static async generate(): Promise<LocalSigningKey> {
    const { privateKey } = await generateKeyPairAsync('rsa', { modulusLength: 2048 });
    return new LocalSigningKey(randomBytes(32).toString('base64'), privateKey);
  }

  /** Like {@link generate}, for code that cannot wait. */
  static generateNow(): LocalSigningKey {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new LocalSigningKey(randomBytes(32).toString('base64'), privateKey);
  }

  /** A token in compact form. @param header merged into `{ kid, alg: 'RS256' }`, the whole header that Cognito writes */
  sign(claims: object, header: object = {}): string {
    const signed = [{ kid: this.kid, alg: 'RS256', ...header }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#privateKey).toString('base64url')}`;
  }
}
