/**
 * A public key as a user pool publishes it. Node's own type is not in `node:crypto` of every version of its types.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-4
 */
export interface PublicJwk {
  readonly kty?: string;
  readonly kid?: string;
  readonly use?: string;
  readonly alg?: string;
  /** Modulus and exponent of an RSA key (RFC 7518 §6.3.1). */
  readonly n?: string;
  readonly e?: string;
  readonly [member: string]: unknown;
}
