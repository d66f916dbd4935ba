import { Inject, Injectable, Logger } from '@nestjs/common';
import type { CognitoUser } from '../claims/cognito-user.js';
import { ActingAuthenticator } from './acting-authenticator.js';
import { Gatekeeper } from './gatekeeper.js';
import { TokenAuthenticator } from './token-authenticator.js';

/** Token of {@link ActingUsers}, which `nestjs-cognito-auth/testing` asks for. */
export const ACTING_USERS = Symbol.for('nestjs-cognito-auth:acting-users');

/** For tests only: lets the application be called as some user, without a token. */
@Injectable()
export class ActingUsers {
  readonly #logger = new Logger('CognitoAuth');
  readonly #gatekeeper: Gatekeeper;
  readonly #tokens: TokenAuthenticator;

  constructor(
    @Inject(Gatekeeper) gatekeeper: Gatekeeper,
    @Inject(TokenAuthenticator) tokens: TokenAuthenticator,
  ) {
    this.#gatekeeper = gatekeeper;
    this.#tokens = tokens;
  }

  /** Treats every call as made by this user, whatever its token; `undefined` ends that. */
  actAs(user: CognitoUser | undefined): void {
    if (user !== undefined) this.#logger.warn('A test acts as a user: no token is verified');
    this.#gatekeeper.authenticateBy(
      user === undefined ? this.#tokens : new ActingAuthenticator(user),
    );
  }
}
