import { createHash, createHmac, getDiffieHellman, randomBytes } from 'node:crypto';
import { isSameText } from '../secrets/is-same-text.js';

/**
 * Secure Remote Password as the clients of Cognito speak it: SRP-6a with the 3072-bit group of RFC 5054, generator 2,
 * SHA-256, and a key of 16 bytes by HKDF.
 *
 * The powers are computed with BigInt: those of Node's DiffieHellman take seconds on some versions of OpenSSL.
 */
const N = toBigInt(getDiffieHellman('modp15').getPrime());
const G = 2n;
const K = toBigInt(sha256(pad(N), pad(G)));

/** The hexadecimal digits of A: as many as the group has, and a sign. */
const PUBLIC_VALUE = /^[0-9a-f]{1,1024}$/i;

/** All that is kept of a password. It is as hard to guess from as a salted SHA-256. */
export interface PasswordVerifier {
  /** Hexadecimal. */
  readonly salt: string;
  /** Hexadecimal. */
  readonly verifier: string;
}

/** Whose password it is: the name of the pool and the username, or the group key and the key of a device. */
export interface SrpIdentity {
  readonly group: string;
  readonly name: string;
}

/** The server's half of an exchange that has begun. */
export interface SrpExchange {
  readonly clientPublic: string;
  readonly serverSecret: string;
  readonly serverPublic: string;
  /** What the client has to sign, base64. */
  readonly secretBlock: string;
}

export function makeVerifier(
  { group, name }: SrpIdentity,
  password: string,
  salt = randomBytes(16).toString('hex'),
): PasswordVerifier {
  const inner = sha256(`${group}${name}:${password}`);
  const x = toBigInt(sha256(pad(BigInt(`0x${salt}`)), inner));
  return { salt, verifier: power(G, x).toString(16) };
}

export function isPasswordOf(
  identity: SrpIdentity,
  password: string,
  known: PasswordVerifier,
): boolean {
  return isSameText(makeVerifier(identity, password, known.salt).verifier, known.verifier);
}

/** @returns `undefined` for an A that a client may not send (RFC 5054, section 2.5.4) */
export function beginExchange(
  clientPublic: string,
  { verifier }: PasswordVerifier,
): SrpExchange | undefined {
  if (!PUBLIC_VALUE.test(clientPublic) || BigInt(`0x${clientPublic}`) % N === 0n) return undefined;
  const secret = toBigInt(randomBytes(64));
  return {
    clientPublic,
    serverSecret: secret.toString(16),
    serverPublic: ((K * BigInt(`0x${verifier}`) + power(G, secret)) % N).toString(16),
    secretBlock: randomBytes(64).toString('base64'),
  };
}

/** What a client that knows the password signs with, base64. */
export function expectedSignature(
  { group, name }: SrpIdentity,
  { verifier }: PasswordVerifier,
  exchange: SrpExchange,
  timestamp: string,
): string {
  const a = BigInt(`0x${exchange.clientPublic}`);
  const u = toBigInt(sha256(pad(a), pad(BigInt(`0x${exchange.serverPublic}`))));
  const secret = power(a * power(BigInt(`0x${verifier}`), u), BigInt(`0x${exchange.serverSecret}`));
  const extracted = createHmac('sha256', pad(u)).update(pad(secret)).digest();
  const key = createHmac('sha256', extracted).update('Caldera Derived Key\x01').digest();
  return createHmac('sha256', key.subarray(0, 16))
    .update(group)
    .update(name)
    .update(Buffer.from(exchange.secretBlock, 'base64'))
    .update(timestamp)
    .digest('base64');
}

/** Two's complement, big endian, as Java's BigInteger writes it: what the clients hash. */
function pad(value: bigint): Buffer {
  const digits = value.toString(16);
  const whole = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Buffer.from(/^[89a-f]/.test(whole) ? `00${whole}` : whole, 'hex');
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function sha256(...parts: readonly (Buffer | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
