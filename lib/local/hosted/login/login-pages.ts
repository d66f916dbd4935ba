import { randomBytes } from 'node:crypto';
import { ExpiringMap } from '../../clock/expiring-map.js';
import type { LoginStep } from './login-step.interface.js';

/** A form that was sent to a browser and may come back once. */
interface OpenPage<Step> {
  /** The browser that it was sent to. */
  readonly browserId: string;
  /** Path and query that it comes back with. */
  readonly action: string;
  readonly step: Step;
}

const LIFETIME_MS = 60 * 60_000;
const MAX_PAGES = 10_000;

/**
 * The forms that may come back. Each has a token that is good once, in its browser, for the step that it was made
 * for: so nobody can make a browser send a form, nor send one twice.
 */
export class LoginPages<Step = LoginStep> {
  readonly #now: () => number;
  readonly #pages: ExpiringMap<OpenPage<Step>>;

  constructor(now: () => number) {
    this.#now = now;
    this.#pages = new ExpiringMap(now, MAX_PAGES);
  }

  /** @returns the token */
  open(page: OpenPage<Step>): string {
    const csrf = randomBytes(24).toString('base64url');
    this.#pages.set(csrf, page, this.#now() + LIFETIME_MS);
    return csrf;
  }

  /** The step that a form answers, or `undefined` if it is not one of ours, for this browser and this address. */
  close(csrf: string | undefined, browserId: string | undefined, action: string): Step | undefined {
    const page = this.#pages.get(csrf ?? '');
    this.#pages.delete(csrf ?? '');
    if (page === undefined || page.browserId !== browserId || page.action !== action) {
      return undefined;
    }
    return page.step;
  }
}
