import { randomBytes } from 'node:crypto';
import { ExpiringMap } from '../clock/expiring-map.js';
import type { SessionRecord } from './session-record.js';

/** Who is signed in with a browser. */
export interface BrowserSession {
  /** Whose: a name can be that of somebody else by now. */
  readonly sub: string;
  /** When they signed in, in seconds since the epoch. */
  readonly authTimeSeconds: number;
  /** How. */
  readonly amr: readonly string[];
  /** The client that they signed in for. */
  readonly clientId: string;
  /** Absent where it began without session tracking. */
  readonly record?: SessionRecord | undefined;
  /** Whether it was ended by other means than a sign-out: nothing more comes of it. */
  isRevoked?: boolean;
}

const MAX_SESSIONS = 10_000;

/** The browsers that are signed in: they go from one app to the next without a password. */
export class BrowserSessions {
  readonly #now: () => number;
  readonly #sessions: ExpiringMap<BrowserSession>;

  constructor(now: () => number) {
    this.#now = now;
    this.#sessions = new ExpiringMap(now, MAX_SESSIONS);
  }

  all(): readonly BrowserSession[] {
    return this.#sessions.values().filter(({ isRevoked }) => isRevoked !== true);
  }

  /** @returns the id, which the browser keeps in its cookie */
  create(session: BrowserSession, lifetimeSeconds: number): string {
    const id = randomBytes(24).toString('base64url');
    this.#sessions.set(id, session, this.#now() + lifetimeSeconds * 1000);
    return id;
  }

  find(id: string | undefined): BrowserSession | undefined {
    const session = this.#sessions.get(id ?? '');
    return session?.isRevoked === true ? undefined : session;
  }

  end(id: string | undefined): void {
    this.#sessions.delete(id ?? '');
  }
}
