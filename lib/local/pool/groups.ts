import type { LocalGroupOptions } from '../options/local-cognito-options.interface.js';
import { resourceNotFound, ServiceException } from '../wire/service-exception.js';
import type { PoolUser } from './pool-user.interface.js';

/** A group as the pool keeps it. */
export interface PoolGroup extends LocalGroupOptions {
  readonly createdMs: number;
  readonly modifiedMs: number;
}

/** Cognito's quota. */
const MAX_GROUPS = 10_000;

/** The groups of a pool. */
export class Groups {
  readonly #groups = new Map<string, PoolGroup>();
  readonly #now: () => number;
  readonly #changed: () => void;

  constructor(now: () => number, changed: () => void) {
    this.#now = now;
    this.#changed = changed;
  }

  /** In the order in which they were made. */
  all(): readonly PoolGroup[] {
    return [...this.#groups.values()];
  }

  find(name: string): PoolGroup | undefined {
    return this.#groups.get(name);
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  get(name: string): PoolGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw resourceNotFound('Group not found.');
    return group;
  }

  /** @throws {ServiceException} GroupExistsException, or LimitExceededException at 10 000 */
  create(options: LocalGroupOptions): PoolGroup {
    if (this.#groups.has(options.name)) {
      throw new ServiceException('GroupExistsException', 'A group with the name already exists.');
    }
    if (this.#groups.size >= MAX_GROUPS) {
      throw new ServiceException('LimitExceededException', 'Too many groups in the user pool.');
    }
    const group = { ...options, createdMs: this.#now(), modifiedMs: this.#now() };
    this.put(group);
    return group;
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  update(changes: LocalGroupOptions): PoolGroup {
    const group = { ...this.get(changes.name), ...changes, modifiedMs: this.#now() };
    this.put(group);
    return group;
  }

  put(group: PoolGroup): void {
    this.#groups.set(group.name, group);
    this.#changed();
  }

  delete(name: string): void {
    this.#groups.delete(name);
    this.#changed();
  }

  /** The groups of a user, by precedence: the lowest number first, those without one last. */
  of(user: PoolUser): readonly PoolGroup[] {
    return user.groups
      .flatMap((name) => this.#groups.get(name) ?? [])
      .toSorted((left, right) => rank(left) - rank(right));
  }
}

/** A number that can be subtracted, unlike Infinity. */
function rank({ precedence = Number.MAX_SAFE_INTEGER }: PoolGroup): number {
  return precedence;
}
