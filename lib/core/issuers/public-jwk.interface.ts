/**
 * A public key as a user pool publishes it. Not every version of Node's types exports its own type from
 * `node:crypto`.
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
