import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Raised when a release writes what an older one could not read. */
const FORMAT = 1;
/** Several changes follow each other within one call. */
const DEBOUNCE_MS = 50;

/** The part of the user pool that is used here. */
export interface Keepable<Snapshot> {
  /** What is worth keeping, as plain data: neither keys nor passwords. */
  snapshot(): Snapshot;
  /** Takes what {@link snapshot} gave. */
  restore(snapshot: Snapshot): void;
}

/** Keeps a pool over restarts, in a file that is whole at any time. */
export class StateFile<Snapshot = unknown> {
  readonly #path: string;
  readonly #userPoolId: string;
  readonly #pool: Keepable<Snapshot>;
  readonly #onFailure: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param onFailure called when it cannot be written */
  constructor(
    path: string,
    userPoolId: string,
    pool: Keepable<Snapshot>,
    onFailure: (error: unknown) => void,
  ) {
    this.#path = resolve(path);
    this.#userPoolId = userPoolId;
    this.#pool = pool;
    this.#onFailure = onFailure;
  }

  /**
   * Restores the pool, and removes what a process left that ended while it wrote.
   *
   * @returns whether there was a file
   * @throws {Error} when it is damaged, of another format or of another pool
   */
  load(): boolean {
    this.#sweep();
    if (!existsSync(this.#path)) return false;
    const snapshot = this.#read();
    try {
      this.#pool.restore(snapshot);
    } catch {
      throw this.#unusable('is damaged');
    }
    return true;
  }

  /** Saves soon. */
  readonly schedule = (): void => {
    this.#timer ??= setTimeout(this.save, DEBOUNCE_MS).unref();
  };

  readonly save = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      this.#write();
    } catch (error) {
      this.#onFailure(error);
    }
  };

  #read(): Snapshot {
    const { format, userPoolId, pool } = this.#parse();
    if (format !== FORMAT) {
      throw this.#unusable(`has format ${String(format)}, and this release reads ${FORMAT}`);
    }
    if (userPoolId !== this.#userPoolId) {
      throw this.#unusable(`is of user pool ${String(userPoolId)}, not of ${this.#userPoolId}`);
    }
    return pool as Snapshot;
  }

  #parse(): Readonly<Record<string, unknown>> {
    try {
      // What is no object has no format either.
      return Object(JSON.parse(readFileSync(this.#path, 'utf8'))) as Record<string, unknown>;
    } catch (error) {
      if (error instanceof SyntaxError) throw this.#unusable('is no JSON');
      throw error;
    }
  }

  #unusable(why: string): Error {
    return new Error(`The state file ${this.#path} ${why}; remove it, or name another one`);
  }

  /** A process can end at any moment: a file of the name is whole, old or new, because it appears by renaming. */
  #write(): void {
    const state = {
      format: FORMAT,
      userPoolId: this.#userPoolId,
      pool: this.#pool.snapshot(),
    };
    mkdirSync(dirname(this.#path), { recursive: true });
    const temporary = `${this.#path}.${randomUUID()}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(state, undefined, 1)}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    renameSync(temporary, this.#path);
  }

  #sweep(): void {
    const folder = dirname(this.#path);
    if (!existsSync(folder)) return;
    const start = `${basename(this.#path)}.`;
    for (const name of readdirSync(folder)) {
      if (name.startsWith(start) && name.endsWith('.tmp')) rmSync(join(folder, name));
    }
  }
}
