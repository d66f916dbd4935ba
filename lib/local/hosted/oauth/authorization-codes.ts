import { randomUUID } from 'node:crypto';
import { ExpiringMap } from '../../clock/expiring-map.js';
import type { BrowserSession } from '../../pool/browser-sessions.js';
import type { AuthorizationRequest } from './authorization-request.interface.js';

/** What a code stands for. */
export interface AuthorizationGrant {
  readonly request: AuthorizationRequest;
  readonly session: BrowserSession;
  /** The tokens that it was redeemed for. */
  familyId?: string;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
const LIFETIME_MS = 5 * 60_000;
const MAX_CODES = 10_000;

/** The authorization codes. A redeemed one stays for the rest of its life, so that a replay is noticed. */
export class AuthorizationCodes {
  readonly #now: () => number;
  readonly #grants: ExpiringMap<AuthorizationGrant>;

  constructor(now: () => number) {
    this.#now = now;
    this.#grants = new ExpiringMap(now, MAX_CODES);
  }

  /** @returns the code */
  create(request: AuthorizationRequest, session: BrowserSession): string {
    const code = randomUUID();
    this.#grants.set(code, { request, session }, this.#now() + LIFETIME_MS);
    return code;
  }

  find(code: string): AuthorizationGrant | undefined {
    return this.#grants.get(code);
  }
}
