import { generatePrimeSync, type JsonWebKey } from 'node:crypto';
import type { RawUserPool, TokenParts, TokenSigner } from '../../../support/raw-user-pool.js';
import { greatestCommonDivisor, inverse, power, toBytes, toInteger } from './integers.js';
import { encodeMessage } from './pkcs1.js';

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
  readonly #pool: RawUserPool;
  readonly #exponent: bigint;
  readonly #primes: readonly bigint[];
  readonly #modulus: bigint;

  /** @param pool whose tokens it signs, in the place of the key of this pool */
  constructor(pool: RawUserPool, { exponent, primes, primeBits }: UnsoundKeyOptions) {
    this.kid = pool.kid;
    this.#pool = pool;
    this.#exponent = exponent;
    this.#primes = Array.from({ length: primes }, () => suitablePrime(primeBits, exponent));
    this.#modulus = this.#primes.reduce((product, prime) => product * prime, 1n);
  }

  get modulusBits(): number {
    return this.#modulus.toString(2).length;
  }

  get jwk(): JsonWebKey {
    const n = toBytes(this.#modulus).toString('base64url');
    const e = toBytes(this.#exponent).toString('base64url');
    return { ...this.#pool.jwk, n, e };
  }

  /** With an even exponent only some tokens have a signature; the first that has one is given. */
  token(parts: Pick<TokenParts, 'payload'> = {}): string {
    for (let attempt = 0; ; attempt += 1) {
      let isSigned = false;
      const token = this.#pool.token({
        ...parts,
        header: this.#pool.header({ attempt }),
        sign: (input) => {
          const signature = this.#sign(Buffer.from(input));
          isSigned = signature !== undefined;
          return signature ?? Buffer.alloc(0);
        },
      });
      if (isSigned) return token;
    }
  }

  #sign(message: Buffer): Buffer | undefined {
    const bytes = Math.ceil(this.modulusBits / 8);
    const root = this.#root(toInteger(encodeMessage(message, bytes)));
    return root === undefined ? undefined : toBytes(root, bytes);
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
