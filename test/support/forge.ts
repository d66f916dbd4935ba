import type { LocalUserPool } from 'nestjs-cognito-auth/testing';

type Json = Record<string, unknown>;

/** What a segment is made of: an object is written as JSON, a string or bytes are taken as they are. */
export type Part = object | string | Uint8Array;

/** A segment of the compact form (RFC 7515 §7.1). */
export function segment(part: Part): string {
  const isRaw = typeof part === 'string' || part instanceof Uint8Array;
  return Buffer.from(isRaw ? part : JSON.stringify(part)).toString('base64url');
}

const decode = (text = ''): Json => JSON.parse(Buffer.from(text, 'base64url').toString()) as Json;

/** The parts of a token, decoded. */
export function inspect(token: string): { header: Json; payload: Json; signature: string } {
  const [header, payload, signature = ''] = token.split('.');
  return { header: decode(header), payload: decode(payload), signature };
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * All other spellings of the same bytes: those that differ in the spare bits of the last character
 * (RFC 4648 §3.5). 15 where one byte is left over, 3 where two are, none where none is.
 */
export function respellings(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'base64url');
  return Array.from(BASE64URL)
    .map((last) => text.slice(0, -1) + last)
    .filter((other) => other !== text && Buffer.from(other, 'base64url').equals(bytes));
}

/** The token with another header or payload under the signature that it had. */
export function tamper(token: string, change: { header?: Json; payload?: Json }): string {
  const { header, payload, signature } = inspect(token);
  return [
    segment({ ...header, ...change.header }),
    segment({ ...payload, ...change.payload }),
    signature,
  ].join('.');
}

/** A token of one pool that claims to be of another. */
export function impersonate(attacker: LocalUserPool, victim: LocalUserPool): string {
  const { header } = inspect(victim.accessToken());
  return tamper(
    attacker.accessToken({ claims: { iss: victim.issuer, client_id: victim.clientId } }),
    { header },
  );
}
