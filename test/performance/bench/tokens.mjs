import { LocalUserPool } from 'nestjs-cognito-auth/testing';

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

/** The same token with another signature of the same length. */
export function forge(token) {
  const at = token.lastIndexOf('.') + 1;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
