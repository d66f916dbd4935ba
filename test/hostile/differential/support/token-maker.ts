import {
  constants,
  createHmac,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto';

type Text = string | Uint8Array;

export const encode = (content: Text): string => Buffer.from(content).toString('base64url');

/** Makes tokens of whatever content, signed in whatever way: nothing here minds whether they are right. */
export class TokenMaker {
  readonly jwk: JsonWebKey & { readonly kid: string };
  readonly publicKey: KeyObject;
  readonly #privateKey: KeyObject;

  constructor(kid: string) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#privateKey = privateKey;
    this.publicKey = publicKey;
    this.jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  }

  /** Signs segments as they are with RS256. */
  seal(header: string, payload: string): string {
    return this.#join(header, payload, (input) => sign('RSA-SHA256', input, this.#privateKey));
  }

  /** Signs texts or bytes with RS256, whatever the header says. */
  sign(header: Text, payload: Text): string {
    return this.seal(encode(header), encode(payload));
  }

  /** Signs with the hash and the padding that RS512, PS256 and their like name. */
  signAs(algorithm: string, header: Text, payload: Text): string {
    const isPss = algorithm.startsWith('PS');
    const padding = isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
    const bits = algorithm.slice(2);
    const key = isPss
      ? { key: this.#privateKey, padding, saltLength: Number(bits) / 8 }
      : { key: this.#privateKey, padding };
    return this.#join(encode(header), encode(payload), (input) => sign(`sha${bits}`, input, key));
  }

  /** Signs with a shared secret, as in the confusion of RS256 with HS256. */
  signWithSecret(secret: Text, header: Text, payload: Text): string {
    return this.#join(encode(header), encode(payload), (input) =>
      createHmac('sha256', secret).update(input).digest(),
    );
  }

  #join(header: string, payload: string, signInput: (input: Buffer) => Buffer): string {
    const input = `${header}.${payload}`;
    return `${input}.${signInput(Buffer.from(input)).toString('base64url')}`;
  }
}
