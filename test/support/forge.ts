import type { LocalUserPool } from 'nestjs-cognito-auth/testing';

type Json = Record<string, unknown>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (segment: string | undefined): Json =>
  JSON.parse(Buffer.from(segment ?? '', 'base64url').toString()) as Json;

/** The parts of a token, decoded. */
export function inspect(token: string): { header: Json; payload: Json; signature: string } {
  const [header, payload, signature = ''] = token.split('.');
  return { header: decode(header), payload: decode(payload), signature };
}

/** The token with another header or payload under the signature that it had. */
export function tamper(token: string, change: { header?: Json; payload?: Json }): string {
  const { header, payload, signature } = inspect(token);
  return [
    encode({ ...header, ...change.header }),
    encode({ ...payload, ...change.payload }),
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
