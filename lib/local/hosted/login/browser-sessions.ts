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
  readonly #sessions: ExpiringMap<BrowserSession>;

  constructor(now: () => number) {
    this.#sessions = new ExpiringMap(now, {
      lifetimeMs: BROWSER_SESSION_SECONDS * 1000,
      maxEntries: MAX_SESSIONS,
    });
  }

  /** @returns the id, which the browser keeps in its cookie */
  create(session: BrowserSession): string {
    const id = randomBytes(24).toString('base64url');
    this.#sessions.set(id, session);
    return id;
  }

  find(id: string | undefined): BrowserSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  end(id: string | undefined): void {
    if (id !== undefined) this.#sessions.delete(id);
  }
}
