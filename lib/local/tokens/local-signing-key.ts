import {
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { promisify } from 'node:util';
import { LOCAL_KEY_ID_MARK, type PublicJwk } from '../../core/standalone.js';

const generateKeyPairAsync = promisify(generateKeyPair);

/** A key pair of a user pool: signs tokens, and shows its public half as Cognito publishes it. */
export class LocalSigningKey {
  /** Shaped like Cognito's: base64 of 32 bytes. */
  readonly kid: string;
  /** The public key, as in the key set of the pool. */
  readonly jwk: PublicJwk;
  readonly publicKey: KeyObject;
  readonly #privateKey: KeyObject;

  private constructor(kid: string, privateKey: KeyObject) {
    this.kid = kid;
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey);
    this.jwk = Object.freeze({
      ...this.publicKey.export({ format: 'jwk' }),
      alg: 'RS256',
      use: 'sig',
      kid,
    });
  }

  static async generate(kid = randomKid()): Promise<LocalSigningKey> {
    const { privateKey } = await generateKeyPairAsync('rsa', { modulusLength: 2048 });
    return new LocalSigningKey(kid, privateKey);
  }

  /** Like {@link generate}, for code that cannot wait. */
  static generateNow(): LocalSigningKey {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new LocalSigningKey(randomKid(), privateKey);
  }

  /** A token in compact form. @param header merged into `{ kid, alg: 'RS256' }`, the whole header that Cognito writes */
  sign(claims: object, header: object = {}): string {
    const signed = [{ kid: this.kid, alg: 'RS256', ...header }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#privateKey).toString('base64url')}`;
  }
}

const KID_BYTES = 32;

function randomKid(): string {
  return randomBytes(KID_BYTES).toString('base64');
}

/** A key id for keys that sign for anybody who asks: core refuses them in production. */
export function markedKid(): string {
  const mark = Buffer.from(LOCAL_KEY_ID_MARK);
  return Buffer.concat([mark, randomBytes(KID_BYTES - mark.length)]).toString('base64');
}
