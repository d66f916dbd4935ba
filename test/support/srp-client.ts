import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';

/**
 * The client's half of SRP, written from RFC 5054 and what the clients of Cognito send, without the code of the local
 * pool, so that a mistake is not made on both sides.
 */
const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const G = 2n;

/** Signs in with a password that it does not send. */
export class SrpClient {
  readonly #secret = BigInt(`0x${randomBytes(32).toString('hex')}`);
  /** `SRP_A` */
  readonly publicValue = power(G, this.#secret).toString(16);

  /**
   * The answer to `PASSWORD_VERIFIER` or `DEVICE_PASSWORD_VERIFIER`.
   *
   * @param group name of the pool, or group key of the device
   * @param name `USER_ID_FOR_SRP`, or key of the device
   */
  answer(
    group: string,
    name: string,
    password: string,
    challenge: Readonly<Record<string, string>>,
  ): Record<string, string> {
    const { SALT: salt = '', SRP_B: serverPublic = '', SECRET_BLOCK: block = '' } = challenge;
    const timestamp = timestampOf(new Date());
    const b = BigInt(`0x${serverPublic}`);
    const u = digest(bytes(BigInt(`0x${this.publicValue}`)), bytes(b));
    const x = digest(
      bytes(BigInt(`0x${salt}`)),
      createHash('sha256').update(`${group}${name}:${password}`).digest(),
    );
    const k = digest(bytes(N), bytes(G));
    const shared = power((((b - k * power(G, x)) % N) + N) % N, this.#secret + u * x);
    const key = hkdfSync('sha256', bytes(shared), bytes(u), 'Caldera Derived Key', 16);
    const signature = createHmac('sha256', Buffer.from(key))
      .update(`${group}${name}`)
      .update(Buffer.from(block, 'base64'))
      .update(timestamp)
      .digest('base64');
    return {
      PASSWORD_CLAIM_SIGNATURE: signature,
      PASSWORD_CLAIM_SECRET_BLOCK: block,
      TIMESTAMP: timestamp,
    };
  }
}

/** What a device sends for its own password at `ConfirmDevice`. */
export function deviceVerifierOf(
  groupKey: string,
  key: string,
  password: string,
): { readonly PasswordVerifier: string; readonly Salt: string } {
  const salt = bytes(BigInt(`0x${randomBytes(16).toString('hex')}`));
  const inner = createHash('sha256').update(`${groupKey}${key}:${password}`).digest();
  return {
    PasswordVerifier: bytes(power(G, digest(salt, inner))).toString('base64'),
    Salt: salt.toString('base64'),
  };
}

/** As Java writes a date, the day without a leading zero: `Sat Nov 28 03:00:00 UTC 2026`. */
function timestampOf(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

/** As Java writes a number that is not negative. */
function bytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const plain = Buffer.from(even, 'hex');
  return (plain[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), plain]) : plain;
}

function digest(...parts: readonly Buffer[]): bigint {
  return BigInt(`0x${createHash('sha256').update(Buffer.concat(parts)).digest('hex')}`);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest /= 2n) {
    if (rest % 2n === 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}
