import { createHash, getDiffieHellman } from 'node:crypto';

/** The 3072-bit group of RFC 3526, which Cognito uses, with the generator 2. */
export const N = toBigInt(getDiffieHellman('modp15').getPrime());
const G = 2n;

/** The multiplier of SRP-6a (RFC 5054 §2.5.3). */
export const K = toBigInt(sha256(padded(N), padded(G)));

export function sha256(...parts: readonly (Buffer | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

/** A number that is not negative in two's complement, big endian, as Java's BigInteger writes it. */
export function padded(value: bigint): Buffer {
  const digits = value.toString(16);
  const whole = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Buffer.from(/^[89a-f]/.test(whole) ? `00${whole}` : whole, 'hex');
}

export function powerOfG(exponent: bigint): bigint {
  return power(G, exponent);
}

/**
 * A power modulo N, four bits of the exponent at a time. The `DiffieHellman` of Node is no help: it refuses the group on
 * Node 22 at times, and takes over a second on Node 24.
 */
export function power(base: bigint, exponent: bigint): bigint {
  const powers = [1n];
  for (let digit = 1; digit < 16; digit += 1) {
    powers.push(((powers[digit - 1] ?? 1n) * base) % N);
  }
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let bit = 0; bit < 4; bit += 1) result = (result * result) % N;
    if (digit !== '0') result = (result * (powers[Number.parseInt(digit, 16)] ?? 1n)) % N;
  }
  return result;
}
