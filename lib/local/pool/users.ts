import { createHash, randomUUID } from 'node:crypto';
import type { ResolvedLocalCognitoOptions } from '../options/resolved-local-cognito-options.interface.js';
import { invalidParameter, ServiceException } from '../wire/service-exception.js';
import type { PoolUser, UserStatus } from './pool-user.interface.js';
import { checkAttributes, isEmail, isVerified } from './user-attributes.js';

/** A user to be made. */
export interface NewUser {
  /** What people type in to sign in: an address or a username, as the pool is configured. */
  readonly login: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: UserStatus;
}

const MAX_USERS = 50_000;
/** Cognito's: neither blanks nor control characters. */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;
/** Cognito's. */
export const MAX_LOGIN_LENGTH = 128;

/** The users of a pool. Names are not case-sensitive, as in a pool that the console makes. */
export class Users {
  readonly #users = new Map<string, PoolUser>();
  readonly #options: ResolvedLocalCognitoOptions;
  readonly #now: () => number;
  readonly #changed: () => void;

  constructor(options: ResolvedLocalCognitoOptions, now: () => number, changed: () => void) {
    this.#options = options;
    this.#now = now;
    this.#changed = changed;
  }

  /** In the order in which they were made. */
  all(): readonly PoolUser[] {
    return [...this.#users.values()];
  }

  /** By `Username`. */
  get(username: string): PoolUser | undefined {
    return this.#users.get(username.toLowerCase());
  }

  /** By `sub`, which nobody ever has again. */
  getBySub(sub: unknown): PoolUser | undefined {
    if (typeof sub !== 'string') return undefined;
    return this.all().find(({ attributes }) => attributes['sub'] === sub);
  }

  /** By whatever somebody may sign in with: `Username`, `sub`, or the address, which has to be verified to be an alias. */
  find(login: string): PoolUser | undefined {
    const name = login.toLowerCase();
    return (
      this.#users.get(name) ??
      this.all().find(({ attributes }) => attributes['sub']?.toLowerCase() === name) ??
      this.findByEmail(name)
    );
  }

  findByEmail(email: string): PoolUser | undefined {
    const address = email.toLowerCase();
    return this.all().find(
      (user) =>
        user.attributes['email']?.toLowerCase() === address &&
        user.status !== 'EXTERNAL_PROVIDER' &&
        (this.#options.signIn === 'email' || isVerified(user, 'email')),
    );
  }

  /**
   * Whether a user can be made.
   *
   * @throws {ServiceException} UsernameExistsException with `takenMessage`; InvalidParameterException when login or
   * attributes are wrong; LimitExceededException at 50 000 users
   */
  check({ login, attributes }: NewUser, takenMessage: string): void {
    checkLogin(login, this.#options.signIn === 'email');
    checkAttributes(attributes, this.#options.customAttributes);
    if (this.find(login) !== undefined) {
      throw new ServiceException('UsernameExistsException', takenMessage);
    }
    this.checkRoom();
  }

  /** @throws {ServiceException} LimitExceededException at 50 000 users */
  checkRoom(): void {
    if (this.#users.size >= MAX_USERS) {
      throw new ServiceException('LimitExceededException', 'Too many users in the user pool.');
    }
  }

  /** @throws {ServiceException} as {@link check} */
  create(user: NewUser, takenMessage: string): PoolUser {
    this.check(user, takenMessage);
    const { login, attributes, status } = user;
    const isByEmail = this.#options.signIn === 'email';
    const sub = attributes['sub'] ?? randomUUID();
    const created: PoolUser = {
      username: isByEmail ? sub : login.toLowerCase(),
      attributes: { ...(isByEmail ? { email: login } : {}), ...attributes, sub },
      status,
      isEnabled: true,
      groups: [],
      createdMs: this.#now(),
      modifiedMs: this.#now(),
      mfa: { enabled: [] },
      devices: [],
      passkeys: [],
    };
    this.put(created);
    return created;
  }

  put(user: PoolUser): void {
    this.#users.set(user.username.toLowerCase(), user);
    this.#changed();
  }

  /** Notes that something about the user was changed. */
  touch(user: PoolUser): void {
    user.modifiedMs = this.#now();
    this.#changed();
  }

  delete({ username }: PoolUser): void {
    this.#users.delete(username.toLowerCase());
    this.#changed();
  }
}

/** A `sub` that stays the same over restarts, in the form of a UUID (version 8, RFC 9562). */
export function derivedSub(userPoolId: string, login: string): string {
  const digest = createHash('sha256').update(`${userPoolId}\0${login.toLowerCase()}`).digest('hex');
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-a$4-$5');
}

function checkLogin(login: string, isByEmail: boolean): void {
  if (isByEmail && !isEmail(login)) throw invalidParameter('Username should be an email.');
  if (login === '' || login.length > MAX_LOGIN_LENGTH || !USERNAME.test(login)) {
    throw invalidParameter(
      "1 validation error detected: Value at 'username' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
    );
  }
}
