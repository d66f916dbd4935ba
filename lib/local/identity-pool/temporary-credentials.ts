import { randomBytes } from 'node:crypto';

/** Credentials in the form of AWS's, which open nothing. */
export interface TemporaryCredentials {
  readonly AccessKeyId: string;
  readonly SecretKey: string;
  readonly SessionToken: string;
  /** Seconds since the epoch. */
  readonly Expiration: number;
}

const LIFETIME_SECONDS = 3600;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function temporaryCredentials(nowMs: number): TemporaryCredentials {
  const unique = [...randomBytes(11)].map((byte) => BASE32[byte % BASE32.length]).join('');
  return {
    // The prefix tells whoever finds it in a log where it came from.
    AccessKeyId: `ASIALOCAL${unique}`,
    SecretKey: randomBytes(30).toString('base64'),
    SessionToken: `LOCAL//${randomBytes(600).toString('base64')}`,
    Expiration: Math.floor(nowMs / 1000) + LIFETIME_SECONDS,
  };
}
