import { ExpiringMap } from '../clock/expiring-map.js';
import { notAuthorized } from '../wire/service-exception.js';

interface Failures {
  readonly count: number;
  readonly lockedUntilMs: number;
}

const FREE_FAILURES = 5;
const FORGOTTEN_AFTER_MS = 15 * 60_000;
const MAX_USERS = 50_000;

/**
 * Locks users out after wrong passwords: from the fifth on for a second, and twice as long each time, up to 15 minutes.
 * Tries in between do not count. It forgets after a success, or 15 minutes without a failure.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 */
export class LockOut {
  readonly #now: () => number;
  readonly #failures: ExpiringMap<Failures>;

  constructor(now: () => number) {
    this.#now = now;
    this.#failures = new ExpiringMap(now, MAX_USERS);
  }

  /** @throws {ServiceException} NotAuthorizedException while the user is locked out */
  check(username: string): void {
    const { lockedUntilMs = 0 } = this.#failures.get(username) ?? {};
    if (lockedUntilMs > this.#now()) throw notAuthorized('Password attempts exceeded');
  }

  countFailure(username: string): void {
    const now = this.#now();
    const count = (this.#failures.get(username)?.count ?? 0) + 1;
    const lockMs =
      count < FREE_FAILURES ? 0 : Math.min(FORGOTTEN_AFTER_MS, 1000 * 2 ** (count - FREE_FAILURES));
    this.#failures.set(
      username,
      { count, lockedUntilMs: now + lockMs },
      now + Math.max(FORGOTTEN_AFTER_MS, lockMs) + 1,
    );
  }

  lift(username: string): void {
    this.#failures.delete(username);
  }
}
