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

const LOCAL_MARK = Buffer.from('local-cognito:');
/** How the ids of all local keys begin, so that they can be told from Cognito's. */
export const LOCAL_KID_PREFIX = 'bG9jYWwtY29nbml0bz';

/** A key pair of a user pool: signs tokens, and shows its public half as Cognito publishes it. */
export class LocalSigningKey {
  /** Shaped like Cognito's, base64 of 32 bytes, but it begins with {@link LOCAL_KID_PREFIX}. */
  readonly kid: string;
  /** The public key, as in the key set of the pool. */
  readonly jwk: PublicJwk;
  readonly publicKey: KeyObject;
  readonly #privateKey: KeyObject;

  private constructor(privateKey: KeyObject) {
    this.kid = Buffer.concat([LOCAL_MARK, randomBytes(32 - LOCAL_MARK.length)]).toString('base64');
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey);
    this.jwk = Object.freeze({
      ...this.publicKey.export({ format: 'jwk' }),
      alg: 'RS256',
      use: 'sig',
      kid: this.kid,
    });
  }

  static async generate(): Promise<LocalSigningKey> {
    const { privateKey } = await generateKeyPairAsync('rsa', { modulusLength: 2048 });
    return new LocalSigningKey(privateKey);
  }

  /** Like {@link generate}, for code that cannot wait. */
  static generateNow(): LocalSigningKey {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new LocalSigningKey(privateKey);
  }

  /** A token in compact form. @param header merged into `{ kid, alg: 'RS256' }`, the whole header that Cognito writes */
  sign(claims: object, header: object = {}): string {
    const signed = [{ kid: this.kid, alg: 'RS256', ...header }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#privateKey).toString('base64url')}`;
  }
}
