import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import type { Caller } from '../wire/caller.js';
import { resourceNotFound } from '../wire/service-exception.js';
import type { BrowserSession, BrowserSessions } from './browser-sessions.js';
import type { Clients } from './clients.js';
import type { PoolUser } from './pool-user.interface.js';
import { newSessionRecord, noteActivity, type SessionRecord } from './session-record.js';
import type { NewFamily, TokenFamilies, TokenFamily } from './token-families.js';

/** Whether sessions are tracked, and how many token sessions a user may have. */
export interface SessionTracking {
  readonly isOn: boolean;
  readonly maxPerUser: number;
}

/** A session of a user that is tracked: the tokens of one sign-in, or a browser that is signed in. */
export type UserSession =
  | { readonly kind: 'TOKEN'; readonly record: SessionRecord; readonly family: TokenFamily }
  | { readonly kind: 'SSO'; readonly record: SessionRecord; readonly browser: BrowserSession };

/** What a sign-in may tell of where it comes from. */
interface Origin {
  /** The browser that was signed in already. */
  readonly browser?: BrowserSession;
  readonly caller?: Caller | undefined;
}

export interface UserSessionsParts {
  readonly options: { readonly sessionTracking: SessionTracking };
  readonly families: TokenFamilies;
  readonly browsers: BrowserSessions;
  readonly clients: Clients;
  readonly now: () => number;
}

/** Without session tracking, a browser stays signed in for an hour, whatever the tokens do. */
const UNTRACKED_SECONDS = 3600;

/**
 * The sessions of users. Cognito keeps no record of those that begin while tracking is off.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-user-sessions.html
 */
export class UserSessions {
  readonly #parts: UserSessionsParts;

  constructor(parts: UserSessionsParts) {
    this.#parts = parts;
  }

  get isTracking(): boolean {
    return this.#parts.options.sessionTracking.isOn;
  }

  /** Begins the tokens of a sign-in. The user's least recently used ones make room for them. */
  begin(family: NewFamily, { browser, caller }: Origin = {}): TokenFamily {
    const { families, now } = this.#parts;
    if (!this.isTracking) return families.begin(family);
    this.#makeRoom(family.user);
    noteActivity(browser?.record, now(), caller);
    const record = newSessionRecord('tkn', now(), caller, browser?.record?.id);
    return families.begin({ ...family, record });
  }

  /** Begins the session of a browser. @returns it, with the id for the cookie and how long that is good */
  beginAtBrowser(
    session: BrowserSession,
    caller: Caller,
  ): { readonly id: string; readonly seconds: number; readonly session: BrowserSession } {
    const { browsers, clients, now } = this.#parts;
    const seconds = this.isTracking
      ? Math.max(UNTRACKED_SECONDS, ...clients.all().map((client) => this.reuseSeconds(client)))
      : UNTRACKED_SECONDS;
    const record = this.isTracking ? newSessionRecord('sso', now(), caller) : undefined;
    const tracked = { ...session, record };
    return { id: browsers.create(tracked, seconds), seconds, session: tracked };
  }

  /** How long after a sign-in the client takes the session of a browser in its place. */
  reuseSeconds({ ssoMinutes }: LocalClient): number {
    return this.isTracking ? ssoMinutes * 60 : UNTRACKED_SECONDS;
  }

  /** Notes that tokens were refreshed, for their session and the browser that it came through. */
  noteRefresh({ record }: TokenFamily, caller: Caller | undefined): void {
    if (record === undefined) return;
    const { browsers, now } = this.#parts;
    const parent = browsers.all().find((browser) => isOriginOf(browser.record, record));
    for (const each of [record, parent?.record]) noteActivity(each, now(), caller);
  }

  /** Those that are neither revoked nor expired, the most recently used first. */
  of({ username, attributes }: PoolUser): readonly UserSession[] {
    const { families, browsers, now } = this.#parts;
    const tokens = families.all().flatMap((family): readonly UserSession[] => {
      const { record, revokedMs, expiresMs } = family;
      const isActive = revokedMs === undefined && expiresMs > now();
      if (family.username !== username || record === undefined || !isActive) return [];
      return [{ kind: 'TOKEN', record, family }];
    });
    const signedIn = browsers.all().flatMap((browser): readonly UserSession[] => {
      const { record } = browser;
      if (browser.sub !== attributes['sub'] || record === undefined) return [];
      return [{ kind: 'SSO', record, browser }];
    });
    return [...tokens, ...signedIn].toSorted(
      (left, right) => right.record.activeMs - left.record.activeMs,
    );
  }

  /**
   * Ends a session with its refresh tokens and access tokens.
   *
   * @param withLinked also those that came through it, or the one that it came through
   * @throws {ServiceException} ResourceNotFoundException when the user has no such session
   */
  revoke(user: PoolUser, id: string, withLinked: boolean): void {
    const all = this.of(user);
    const target = all.find(({ record }) => record.id === id);
    if (target === undefined) throw resourceNotFound('Session does not exist.');
    const linked = all.filter(
      ({ record }) => isOriginOf(record, target.record) || isOriginOf(target.record, record),
    );
    for (const session of [target, ...(withLinked ? linked : [])]) this.#end(session);
  }

  /** Cognito ends as many as it takes, such as after the limit was lowered. */
  #makeRoom(user: PoolUser): void {
    const { maxPerUser } = this.#parts.options.sessionTracking;
    const tokens = this.of(user).filter(({ kind }) => kind === 'TOKEN');
    for (const session of tokens.slice(maxPerUser - 1)) this.#end(session);
  }

  #end(session: UserSession): void {
    if (session.kind === 'TOKEN') this.#parts.families.revoke(session.family);
    else session.browser.isRevoked = true;
  }
}

/** Whether a token session came through that of a browser. */
function isOriginOf(parent: SessionRecord | undefined, child: SessionRecord | undefined): boolean {
  return parent !== undefined && child?.originId === parent.id;
}
