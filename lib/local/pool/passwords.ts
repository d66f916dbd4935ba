import type { ResolvedLocalCognitoOptions } from '../options/resolved-local-cognito-options.interface.js';
import { notAuthorized } from '../wire/service-exception.js';
import { LockOut } from './lock-out.js';
import { checkPasswordPolicy } from './password-policy.js';
import type { PoolUser } from './pool-user.interface.js';
import { isPasswordOf, makeVerifier, type SrpIdentity } from './srp.js';

/** The passwords of users: what they need, how they are kept, and how often somebody may guess. */
export class Passwords {
  readonly #poolName: string;
  readonly #options: Pick<ResolvedLocalCognitoOptions, 'passwordPolicy'>;
  readonly #lockOut: LockOut;
  /** Of names that nobody has: a flood of them does not unlock a user. */
  readonly #absentLockOut: LockOut;
  readonly #changed: (user: PoolUser) => void;

  /** @param poolName the part of the id of the pool after `_` */
  constructor(
    poolName: string,
    options: Pick<ResolvedLocalCognitoOptions, 'passwordPolicy'>,
    now: () => number,
    changed: (user: PoolUser) => void,
  ) {
    this.#poolName = poolName;
    this.#options = options;
    this.#lockOut = new LockOut(now);
    this.#absentLockOut = new LockOut(now);
    this.#changed = changed;
  }

  /** @throws {ServiceException} InvalidPasswordException */
  checkPolicy(password: string): void {
    checkPasswordPolicy(password, this.#options.passwordPolicy);
  }

  set(user: PoolUser, password: string): void {
    user.password = makeVerifier(this.identityOf(user.username), password);
    this.#changed(user);
  }

  /**
   * Compares a password, and counts it if it is wrong.
   *
   * @throws {ServiceException} NotAuthorizedException when it is wrong, or there were too many wrong ones
   */
  check(user: PoolUser, password: string): void {
    this.checkLock(user);
    const isRight =
      user.password !== undefined &&
      isPasswordOf(this.identityOf(user.username), password, user.password);
    this.settle(user, isRight);
  }

  /**
   * Refuses the password of a name that nobody has: it takes the same time, and locks out alike.
   *
   * @throws {ServiceException} NotAuthorizedException, always
   */
  refuse(login: string, password: string): never {
    const name = login.toLowerCase();
    this.#absentLockOut.check(name);
    makeVerifier(this.identityOf(name), password);
    this.#absentLockOut.countFailure(name);
    throw notAuthorized('Incorrect username or password.');
  }

  /** @throws {ServiceException} NotAuthorizedException while the user is locked out */
  checkLock({ username }: PoolUser): void {
    this.#lockOut.check(username);
  }

  /**
   * Counts a try, whatever way the password was proved.
   *
   * @throws {ServiceException} NotAuthorizedException when it was wrong
   */
  settle({ username }: PoolUser, isRight: boolean): void {
    if (isRight) return this.#lockOut.lift(username);
    this.#lockOut.countFailure(username);
    throw notAuthorized('Incorrect username or password.');
  }

  /** Lets the user try again at once. */
  liftLock({ username }: PoolUser): void {
    this.#lockOut.lift(username);
  }

  identityOf(username: string): SrpIdentity {
    return { group: this.#poolName, name: username };
  }
}
