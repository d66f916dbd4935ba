import { type CognitoUser, TokenAmbiguousError } from '../core/index.js';
import { isOlder } from '../core/internal.js';

/** A fixed name, so that every copy of this package in a process finds what another kept. */
const CONNECTION_USER = Symbol.for('nestjs-cognito-auth:connection-user');

/**
 * Binds a connection to the user of its newest token. Messages are handled concurrently and share the client that
 * holds their user, so handlers that one user called would see a second one. For the same reason, the guard may
 * decide about a message that was sent before the token was renewed after the first one with the new token; it must
 * not put the user of the older token back.
 *
 * @returns the user of the newest token, to whom the connection now belongs
 * @throws {TokenAmbiguousError} when the connection belongs to another user
 */
export function bindConnectionUser(client: object, user: CognitoUser): CognitoUser {
  const known = connectionUserOf(client);
  if (known !== undefined && (known.sub !== user.sub || known.userPoolId !== user.userPoolId)) {
    throw new TokenAmbiguousError();
  }
  if (known !== undefined && isOlder(user, known)) return known;
  Object.defineProperty(client, CONNECTION_USER, { value: user, configurable: true });
  return user;
}

/** The user to whom a connection belongs; `undefined` until a token was verified on it. */
export function connectionUserOf(client: object): CognitoUser | undefined {
  return (client as { [CONNECTION_USER]?: CognitoUser })[CONNECTION_USER];
}
