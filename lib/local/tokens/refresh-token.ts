import { createHash, randomBytes } from 'node:crypto';

const HEADER = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url');
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UUID_BYTES = 16;

/**
 * A new refresh token: five parts and about 1 730 characters, as Cognito's are. A short one would hide that the tokens of
 * a user do not fit into one cookie. Only its second part means something: it begins with the id of the family.
 */
export function newRefreshToken(familyId: string): string {
  const id = Buffer.from(familyId.replaceAll('-', ''), 'hex');
  const key = Buffer.concat([id, randomBytes(256 - UUID_BYTES)]);
  const parts = [key, randomBytes(12), randomBytes(960), randomBytes(16)];
  return [HEADER, ...parts.map((part) => part.toString('base64url'))].join('.');
}

/** The family that a refresh token says to be of. Only its hash shows whether that is so. */
export function unverifiedFamilyId(refreshToken: string): string | undefined {
  const [, key = ''] = refreshToken.split('.', 2);
  const id = Buffer.from(key, 'base64url')
    .subarray(0, UUID_BYTES)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return UUID.test(id) ? id : undefined;
}

/** All that is kept of a refresh token. It is random, so that a plain hash says nothing about it. */
export function hashOf(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64url');
}
