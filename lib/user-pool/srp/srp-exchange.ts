import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { K, N, padded, power, powerOfG, sha256, toBigInt } from './srp-group.js';
import { srpTimestamp } from './srp-timestamp.js';

/** Whose password it is: the name of the pool and the username, or the group key and the key of a device. */
export interface SrpIdentity {
  /** The part of the pool's id behind `_`, or the group key. */
  readonly group: string;
  /** `USER_ID_FOR_SRP`, or the key of the device. */
  readonly name: string;
}

/** What the server answered to A. */
export interface SrpChallenge {
  /** Hexadecimal. */
  readonly salt: string;
  /** B, hexadecimal. */
  readonly serverPublic: string;
  /** Base64. */
  readonly secretBlock: string;
}

/** RFC 5054 §3.1 asks for at least 256 bits. */
const SECRET_BYTES = 32;

/** Longer than any number of the group, and a sign. */
const HEX = /^[0-9a-f]{1,1024}$/i;
const BASE64 = /^[A-Za-z0-9+/]{1,8192}={0,2}$/;

/**
 * The client's half of one sign-in without sending the password: SRP-6a with SHA-256, as Cognito speaks it. It is good for
 * one answer.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054#section-2.5
 */
export class SrpExchange {
  readonly #secret = toBigInt(randomBytes(SECRET_BYTES));
  readonly #publicValue = powerOfG(this.#secret);

  /** `SRP_A`, hexadecimal. */
  get clientPublic(): string {
    return this.#publicValue.toString(16);
  }

  /**
   * What shows that the password is known.
   *
   * @throws {RangeError} when the server has sent what no server may send; going on could reveal the password
   */
  prove(
    identity: SrpIdentity,
    password: string,
    challenge: SrpChallenge,
    date: Date,
  ): Readonly<Record<string, string>> {
    const { salt, serverPublic, secretBlock } = readChallenge(challenge);
    const u = toBigInt(sha256(padded(this.#publicValue), padded(serverPublic)));
    if (u === 0n) throw new RangeError('The value u of SRP is 0');
    const x = privateKeyOf(identity, password, salt);
    const base = ((serverPublic % N) - ((K * powerOfG(x)) % N) + N) % N;
    const shared = power(base, this.#secret + u * x);
    const key = hkdfSync('sha256', padded(shared), padded(u), 'Caldera Derived Key', 16);
    const timestamp = srpTimestamp(date);
    const signature = createHmac('sha256', Buffer.from(key))
      .update(identity.group)
      .update(identity.name)
      .update(Buffer.from(secretBlock, 'base64'))
      .update(timestamp)
      .digest('base64');
    return {
      TIMESTAMP: timestamp,
      PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
      PASSWORD_CLAIM_SIGNATURE: signature,
    };
  }
}

/** x of RFC 5054 §2.5.3, with the inner hash as Cognito has it. */
export function privateKeyOf({ group, name }: SrpIdentity, password: string, salt: bigint): bigint {
  return toBigInt(sha256(padded(salt), sha256(`${group}${name}:${password}`)));
}

/** With B = 0, the shared key would not depend on the password (RFC 5054 §2.5.3). */
function readChallenge({ salt, serverPublic, secretBlock }: SrpChallenge) {
  if (!HEX.test(salt) || !HEX.test(serverPublic) || !BASE64.test(secretBlock)) {
    throw new RangeError('The challenge of SRP is not written as it should be');
  }
  const b = BigInt(`0x${serverPublic}`) % N;
  if (b === 0n) throw new RangeError('The value B of SRP is 0');
  return { salt: BigInt(`0x${salt}`), serverPublic: BigInt(`0x${serverPublic}`), secretBlock };
}
