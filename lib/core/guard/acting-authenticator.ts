import type { CognitoUser } from '../claims/cognito-user.js';
import type { Authentication } from '../transport/authenticated-user.js';
import type { Authenticator, Call } from './call.js';

/** For tests only: takes every call as made by one user, whatever its token. */
export class ActingAuthenticator implements Authenticator {
  readonly #user: CognitoUser;

  constructor(user: CognitoUser) {
    this.#user = user;
  }

  authenticate({ by }: Call): Authentication {
    return { by, token: undefined, user: this.#user, currentUser: this.#user };
  }
}
