import { randomBytes } from 'node:crypto';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with a key id that nobody published: shaped like Cognito's, and another one each time. */
export function withUnknownKid(token) {
  const [, payload, signature] = token.split('.');
  const header = encode({ kid: randomBytes(32).toString('base64'), alg: 'RS256' });
  return [header, payload, signature].join('.');
}

/** A token whose signature belongs to another payload. */
export function withOtherPayload(token) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return [header, encode({ ...claims, jti: randomBytes(16).toString('hex') }), signature].join('.');
}

/** What is no token at all. */
export function malformed() {
  return randomBytes(300).toString('base64url');
}

/** About what Cognito issues to a user with a group: 1 kB. */
export const USUAL_TOKEN_LENGTH = 1072;

/** A pool with names as short as the rules take, for tokens as small as they get. */
export const createTersePool = () =>
  LocalUserPool.create({ userPoolId: 'eu-west-1_a', clientId: 'a', issuer: 'https://a' });

/**
 * An access token of at least so many characters, and at most two more: base64url grows by four characters
 * for three bytes. It is long by its groups, as Cognito's are, and the name of its user fills what is left.
 */
export function accessTokenOfLength(pool, length) {
  const groups = ['a'];
  const issue = (username) => pool.accessToken({ groups, username });
  const missing = () => length - issue('u').length;
  while (missing() > ROOM_FOR_A_GROUP)
    groups.push(`group-${String(groups.length).padStart(4, '0')}`);
  let username = 'u'.repeat(1 + Math.max(0, Math.floor((missing() * 3) / 4)));
  while (issue(username).length < length) username += 'u';
  return issue(username);
}

const ROOM_FOR_A_GROUP = 24;

/** The smallest token that the package accepts: without any claim that it does not ask for. */
export const smallestToken = (pool) =>
  pool.clientToken({
    claims: { auth_time: undefined, jti: undefined, version: undefined, scope: undefined },
  });
