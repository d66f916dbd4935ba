import { randomBytes } from 'node:crypto';
import { ExpiringMap } from '../clock/expiring-map.js';
import { notAuthorized } from '../wire/service-exception.js';
import type { PoolUser } from './pool-user.interface.js';
import type { PendingStep, SignInSession, StepName } from './sign-in-session.interface.js';

/** A session to be opened. */
export type NewSession<Step extends PendingStep> = Omit<
  SignInSession<Step>,
  'id' | 'expiresMs' | 'isUsed' | 'wrongCodes'
>;

/** A session is remembered for an hour after its end, to say why it is refused. */
const REMEMBERED_MS = 3_600_000;
const MAX_SESSIONS = 20_000;
const MAX_WRONG_CODES = 10;

/** The sign-ins that have begun. A session is good once, for one client and one challenge. */
export class Sessions {
  readonly #now: () => number;
  readonly #sessions: ExpiringMap<SignInSession>;

  constructor(now: () => number) {
    this.#now = now;
    this.#sessions = new ExpiringMap(now, MAX_SESSIONS);
  }

  open<Step extends PendingStep>(session: NewSession<Step>, minutes: number): SignInSession<Step> {
    const opened = {
      ...session,
      id: newSessionId(),
      isUsed: false,
      wrongCodes: 0,
      expiresMs: this.#now() + minutes * 60_000,
    };
    this.#sessions.set(opened.id, opened, opened.expiresMs + REMEMBERED_MS);
    return opened;
  }

  /**
   * The session that waits for this step. It stays good until it is spent.
   *
   * @throws {ServiceException} NotAuthorizedException
   */
  get<Name extends StepName>(
    id: string | undefined,
    clientId: string | undefined,
    name: Name,
  ): SignInSession<Extract<PendingStep, { name: Name }>> {
    const session = this.#sessions.get(id ?? '');
    if (
      session === undefined ||
      (clientId !== undefined && session.clientId !== clientId) ||
      !isAt(session, name)
    ) {
      throw notAuthorized('Invalid session for the user.');
    }
    if (session.isUsed) {
      throw notAuthorized('Invalid session for the user, session can only be used once.');
    }
    if (session.expiresMs <= this.#now()) {
      throw notAuthorized('Invalid session for the user, session is expired.');
    }
    return session;
  }

  spend(session: SignInSession): void {
    session.isUsed = true;
  }

  /** Notes a wrong code, of which a session bears ten. */
  countWrongCode(session: SignInSession): void {
    session.wrongCodes += 1;
    if (session.wrongCodes >= MAX_WRONG_CODES) this.spend(session);
  }

  /** Spends all sessions of a user. */
  endAllOf({ username }: PoolUser): void {
    for (const session of this.#sessions.values()) {
      if (session.username === username) this.spend(session);
    }
  }
}

function isAt<Name extends StepName>(
  session: SignInSession,
  name: Name,
): session is SignInSession<Extract<PendingStep, { name: Name }>> {
  return session.step.name === name;
}

/** About 1 500 characters, as Cognito's are: what carries it has to bear that. */
function newSessionId(): string {
  return `AYABe${randomBytes(1121).toString('base64url')}`;
}
