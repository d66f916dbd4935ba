import { randomText } from '../secrets/random-text.js';
import type { Caller } from '../wire/caller.js';
import { describeUserAgent } from './describe-user-agent.js';

/** What session tracking keeps of a session. Plain data, which the state file can hold. */
export interface SessionRecord {
  /** 28 characters: `tkn` or `sso`, and 25 that nobody can guess. */
  readonly id: string;
  readonly createdMs: number;
  /** Of the session of the browser that a token session came through. */
  readonly originId?: string | undefined;
  activeMs: number;
  /** Of the latest activity, such as `Chrome 125 / macOS`. */
  device: string;
  /** IP address of the latest activity. */
  address?: string | undefined;
}

export const SESSION_ID = /^(?:tkn|sso)[a-z0-9]{25}$/;

export function newSessionRecord(
  kind: 'tkn' | 'sso',
  nowMs: number,
  caller: Caller | undefined,
  originId?: string,
): SessionRecord {
  return {
    id: `${kind}${randomText(25)}`,
    createdMs: nowMs,
    originId,
    activeMs: nowMs,
    device: describeUserAgent(caller?.userAgent),
    address: caller?.address,
  };
}

export function noteActivity(
  record: SessionRecord | undefined,
  nowMs: number,
  caller: Caller | undefined,
): void {
  if (record === undefined) return;
  record.activeMs = nowMs;
  record.device = describeUserAgent(caller?.userAgent);
  record.address = caller?.address;
}
