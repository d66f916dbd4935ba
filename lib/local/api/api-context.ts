import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { checkSecretHash } from '../pool/clients.js';
import type { PoolUser } from '../pool/pool-user.interface.js';
import type { UserPool } from '../pool/user-pool.js';
import { MAX_LOGIN_LENGTH } from '../pool/users.js';
import type { SignIn } from '../sign-in/sign-in.js';
import { invalidParameter, resourceNotFound, ServiceException } from '../wire/service-exception.js';

/** What a call about somebody says, whose caller need not be signed in. */
interface NamedByClient {
  readonly ClientId?: string;
  readonly Username?: string;
  readonly SecretHash?: string;
}

/** What an administrator's call says. */
interface NamedByAdmin {
  readonly UserPoolId?: string;
  readonly Username?: string;
}

/** What the operations share: how they find client, user and pool. */
export class ApiContext {
  constructor(
    readonly pool: UserPool,
    readonly signIn: SignIn,
  ) {}

  /** @throws {ServiceException} InvalidParameterException or ResourceNotFoundException */
  client(clientId: string | undefined): LocalClient {
    return this.pool.clients.get(member(clientId, 'clientId'));
  }

  /**
   * The client, after its SECRET_HASH, and the user, if there is one.
   *
   * @throws {ServiceException} NotAuthorizedException when the hash is wrong
   */
  caller({ ClientId, Username, SecretHash }: NamedByClient): {
    readonly client: LocalClient;
    readonly login: string;
    readonly user: PoolUser | undefined;
  } {
    const client = this.client(ClientId);
    const login = member(Username, 'username');
    checkSecretHash(client, login, SecretHash);
    if (login.length > MAX_LOGIN_LENGTH) throw invalidParameter('Username is too long.');
    return { client, login, user: this.pool.users.find(login) };
  }

  /** The user whose access token it is. @throws {ServiceException} NotAuthorizedException or UserNotFoundException */
  bearer(accessToken: string | undefined): PoolUser {
    return this.pool.tokens.bearerOf(member(accessToken, 'accessToken')).user;
  }

  /** The pool, if it is this one. @throws {ServiceException} ResourceNotFoundException */
  own(userPoolId: string | undefined): UserPool {
    if (userPoolId !== this.pool.options.userPoolId) {
      throw resourceNotFound(`User pool ${member(userPoolId, 'userPoolId')} does not exist.`);
    }
    return this.pool;
  }

  /** The user that an administrator names. @throws {ServiceException} UserNotFoundException */
  named({ UserPoolId, Username }: NamedByAdmin): PoolUser {
    const user = this.own(UserPoolId).users.find(member(Username, 'username'));
    if (user === undefined) throw userNotFound();
    return user;
  }
}

/** A member that has to be there. @throws {ServiceException} InvalidParameterException, in AWS's words */
export function member<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) {
    throw invalidParameter(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

export function userNotFound(message = 'User does not exist.'): ServiceException {
  return new ServiceException('UserNotFoundException', message);
}
