import { type CognitoUser, TokenAmbiguousError } from '../core/index.js';

/** A fixed name, so that every copy of this package in a process finds what another kept. */
const CONNECTION_USER = Symbol.for('nestjs-cognito-auth:connection-user');

/**
 * Binds a connection to its user, by the newest token. Messages are handled side by side and share the
 * client that holds their user, so a second identity would be seen by handlers that were called by
 * the first. For the same reason a message that was sent before the token was renewed may be decided on after
 * the first one with the new token; it must not put the user of the older token back.
 *
 * @returns the user by the newest token, whose connection it is now
 * @throws {TokenAmbiguousError} when the connection is another user's
 */
export function bindConnectionUser(client: object, user: CognitoUser): CognitoUser {
  const known = connectionUserOf(client);
  if (known !== undefined && (known.sub !== user.sub || known.userPoolId !== user.userPoolId)) {
    throw new TokenAmbiguousError();
  }
  if (known !== undefined && known.claims.iat > user.claims.iat) return known;
  Object.defineProperty(client, CONNECTION_USER, { value: user, configurable: true });
  return user;
}

/** The user whose connection it is; `undefined` until a token was verified on it. */
export function connectionUserOf(client: object): CognitoUser | undefined {
  return (client as { [CONNECTION_USER]?: CognitoUser })[CONNECTION_USER];
}
