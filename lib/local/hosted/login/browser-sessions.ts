import { randomBytes } from 'node:crypto';
import { ExpiringMap } from '../../clock/expiring-map.js';

/** Who is signed in with a browser. */
export interface BrowserSession {
  readonly username: string;
  /** When they signed in, in seconds since the epoch. */
  readonly authTimeSeconds: number;
  /** How. */
  readonly amr: readonly string[];
}

/** Cognito's cookie lives for an hour, whatever the tokens do. */
export const BROWSER_SESSION_SECONDS = 3600;
const MAX_SESSIONS = 10_000;

/** The browsers that are signed in: they go from one app to the next without a password. */
export class BrowserSessions {
  readonly #now: () => number;
  readonly #sessions: ExpiringMap<BrowserSession>;

  constructor(now: () => number) {
    this.#now = now;
    this.#sessions = new ExpiringMap(now, MAX_SESSIONS);
  }

  /** @returns the id, which the browser keeps in its cookie */
  create(session: BrowserSession): string {
    const id = randomBytes(24).toString('base64url');
    this.#sessions.set(id, session, this.#now() + BROWSER_SESSION_SECONDS * 1000);
    return id;
  }

  find(id: string | undefined): BrowserSession | undefined {
    return this.#sessions.get(id ?? '');
  }

  end(id: string | undefined): void {
    this.#sessions.delete(id ?? '');
  }
}
