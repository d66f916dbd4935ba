import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto';

/** The pool that the tokens of this file are of; `jwks` or `jwksUri` is for the test to add. */
export const POOL = {
  userPoolId: 'eu-west-1_AbCdEf123',
  clientId: '55plsi2cl0o267lfusmgaf67pf',
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123',
  tokenUse: 'access',
} as const;

export type Claims = Readonly<Record<string, unknown>>;

/** Claims of an access token that is accepted; a change to `undefined` takes a claim away. */
export function accessClaims(changes: Claims = {}, nowMs = Date.now()): Claims {
  return {
    ...commonClaims(nowMs),
    token_use: 'access',
    client_id: POOL.clientId,
    username: 'alice',
    scope: 'aws.cognito.signin.user.admin',
    version: 2,
    ...changes,
  };
}

/** Claims of an ID token that is accepted where ID tokens are. */
export function idClaims(changes: Claims = {}, nowMs = Date.now()): Claims {
  return {
    ...commonClaims(nowMs),
    token_use: 'id',
    aud: POOL.clientId,
    'cognito:username': 'alice',
    ...changes,
  };
}

function commonClaims(nowMs: number): Claims {
  const now = Math.floor(nowMs / 1000);
  return { iss: POOL.issuer, sub: 'sub-1', auth_time: now, iat: now, exp: now + 3600 };
}

/** Something that signs tokens and can show the key to verify them with. */
export interface TokenSigner {
  readonly kid: string;
  /** The public key as in a key set, with changes; a change to `undefined` takes a member away. */
  jwk(changes?: Claims): JsonWebKey;
  /**
   * A token in compact form.
   *
   * @param claims the claims, or the JSON text of them where it says what no value can (`1e999`)
   * @param header merged into `{ kid, alg: 'RS256' }`, the whole header that Cognito writes
   */
  sign(claims?: Claims | string, header?: Claims): string;
}

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const signingInput = (kid: string, claims: Claims | string, header: Claims): string =>
  `${encode({ kid, alg: 'RS256', ...header })}.${encode(claims)}`;

/** Members whose change is `undefined` are taken away, as JSON does anyway. */
const withChanges = (jwk: JsonWebKey, changes: Claims): JsonWebKey =>
  JSON.parse(JSON.stringify({ ...jwk, ...changes })) as JsonWebKey;

/** An RSA key pair. */
export class SigningKey implements TokenSigner {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;

  private constructor(kid: string, privateKey: KeyObject) {
    this.kid = kid;
    this.privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey);
  }

  static generate(kid: string, modulusLength = 2048): SigningKey {
    return new SigningKey(kid, generateKeyPairSync('rsa', { modulusLength }).privateKey);
  }

  /** The same pair under another key id. */
  as(kid: string): SigningKey {
    return new SigningKey(kid, this.privateKey);
  }

  jwk(changes: Claims = {}): JsonWebKey {
    const { kid } = this;
    const { n, e } = this.publicKey.export({ format: 'jwk' });
    return withChanges({ kty: 'RSA', n, e, alg: 'RS256', use: 'sig', kid } as JsonWebKey, changes);
  }

  sign(claims: Claims | string = accessClaims(), header: Claims = {}): string {
    const input = signingInput(this.kid, claims, header);
    return `${input}.${sign('RSA-SHA256', Buffer.from(input), this.privateKey).toString('base64url')}`;
  }
}

/** What an {@link UnsoundKey} is made of. */
export interface UnsoundKeyOptions {
  readonly exponent: bigint;
  readonly primes: number;
  readonly primeBits: number;
}

/**
 * A key that no generator makes: with an exponent that makes forging easy, or too large to be verified
 * cheaply. Its signatures are right by arithmetic, so that a token is refused for its key or not at all.
 */
export class UnsoundKey implements TokenSigner {
  readonly kid: string;
  readonly #exponent: bigint;
  readonly #primes: readonly bigint[];
  readonly #modulus: bigint;

  constructor(kid: string, { exponent, primes, primeBits }: UnsoundKeyOptions) {
    this.kid = kid;
    this.#exponent = exponent;
    this.#primes = Array.from({ length: primes }, () => suitablePrime(primeBits, exponent));
    this.#modulus = this.#primes.reduce((product, prime) => product * prime, 1n);
  }

  get modulusBits(): number {
    return this.#modulus.toString(2).length;
  }

  jwk(changes: Claims = {}): JsonWebKey {
    const { kid } = this;
    const n = toBytes(this.#modulus).toString('base64url');
    const e = toBytes(this.#exponent).toString('base64url');
    return withChanges({ kty: 'RSA', n, e, alg: 'RS256', use: 'sig', kid }, changes);
  }

  /** With an even exponent only some tokens have a signature; the first that has one is given. */
  sign(claims: Claims | string = accessClaims(), header: Claims = {}): string {
    for (let attempt = 0; ; attempt += 1) {
      const input = signingInput(this.kid, claims, { ...header, attempt });
      const signature = this.#root(emsaPkcs1(input, this.#bytes));
      if (signature !== undefined) {
        return `${input}.${toBytes(signature, this.#bytes).toString('base64url')}`;
      }
    }
  }

  get #bytes(): number {
    return Math.ceil(this.modulusBits / 8);
  }

  /** The root of the exponent's degree, put together from those modulo each prime. */
  #root(message: bigint): bigint | undefined {
    let root = 0n;
    for (const prime of this.#primes) {
      const part = rootModuloPrime(message % prime, this.#exponent, prime);
      if (part === undefined) return undefined;
      const others = this.#modulus / prime;
      root += part * others * inverse(others % prime, prime);
    }
    return root % this.#modulus;
  }
}

/** RFC 8017 §9.2, with SHA-256. */
function emsaPkcs1(input: string, length: number): bigint {
  const digest = Buffer.concat([
    Buffer.from('3031300d060960864801650304020105000420', 'hex'),
    createHash('sha256').update(input).digest(),
  ]);
  const padding = Buffer.alloc(length - digest.length - 3, 0xff);
  return BigInt(`0x0001${padding.toString('hex')}00${digest.toString('hex')}`);
}

/** A prime modulo which roots of the odd part of the exponent exist, and square roots are easy. */
function suitablePrime(bits: number, exponent: bigint): bigint {
  for (;;) {
    const prime = generatePrimeSync(bits, { add: 4n, rem: 3n, bigint: true });
    if (greatestCommonDivisor(oddPart(exponent), prime - 1n) === 1n) return prime;
  }
}

function rootModuloPrime(message: bigint, exponent: bigint, prime: bigint): bigint | undefined {
  const odd = oddPart(exponent);
  let root = power(message, inverse(odd % (prime - 1n), prime - 1n), prime);
  for (let rest = exponent / odd; rest > 1n; rest /= 2n) {
    const squareRoot = power(root, (prime + 1n) / 4n, prime);
    if ((squareRoot * squareRoot) % prime !== root) return undefined;
    root = squareRoot;
  }
  return root;
}

function oddPart(value: bigint): bigint {
  return value % 2n === 0n ? oddPart(value / 2n) : value;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest /= 2n) {
    if (rest % 2n === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** By the extended algorithm of Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, current] = [modulus, value % modulus];
  let [previousFactor, factor] = [0n, 1n];
  while (current > 1n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return ((factor % modulus) + modulus) % modulus;
}

function toBytes(value: bigint, length = 0): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(Math.max(length * 2, hex.length + (hex.length % 2)), '0'), 'hex');
}
