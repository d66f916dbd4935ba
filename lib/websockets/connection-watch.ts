import type { CognitoUser, RefusedError, TokenLifetime } from '../core/index.js';
import { connectionUserOf } from './connection-user.js';
import { dismiss, isDismissal } from './dismiss.js';
import { toWsException } from './to-ws-exception.js';
import type { WebSocketClient } from './web-socket-client.interface.js';
import { onDisconnect } from './web-socket-connection.js';

/** A fixed name, so that every copy of this package in a process finds the watch of another. */
const CONNECTION_WATCH = Symbol.for('nestjs-cognito-auth:connection-watch');

/** How long a decision about a client may take. */
export const DECISION_MS = 10_000;

/** How long a client whose token has ended may wait for the answer that it has a newer one. */
const RENEWAL_MS = 1000;

/** What a watch needs from the authenticator that let the client in. */
export interface ConnectionKeeper {
  readonly lifetime: TokenLifetime;
  readonly recheckSeconds: number;
  /**
   * Decides again about the client, by the token that it has now; rejects if it is not let in. Settles within the
   * deadline, whatever the application does. The next re-check is scheduled only after that, so that two never run at
   * the same time.
   */
  admit(client: WebSocketClient, deadlineMs: number): Promise<void>;
  /** Reports an error that prevents a decision about a client. */
  reportFailure(error: unknown): void;
}

/**
 * Ends a connection when its token ends, unless there is a newer one by then, and when the token or its user is
 * refused. A client that only listens is checked again from time to time. Our own failures do not end a connection
 * before its token ends.
 */
export class ConnectionWatch {
  readonly #client: WebSocketClient;
  readonly #keeper: ConnectionKeeper;
  #user: CognitoUser | undefined;
  #callOffEnd: (() => void) | undefined;
  #recheck: NodeJS.Timeout | undefined;
  #isOver = false;

  private constructor(client: WebSocketClient, keeper: ConnectionKeeper) {
    this.#client = client;
    this.#keeper = keeper;
    onDisconnect(client, () => this.#stop());
    this.#scheduleRecheck();
  }

  /** Watches a client from now on; one watch is enough, however often this is called. */
  static start(client: WebSocketClient, user: CognitoUser, keeper: ConnectionKeeper): void {
    const known = ConnectionWatch.of(client);
    const watch = known ?? new ConnectionWatch(client, keeper);
    if (known === undefined) Object.defineProperty(client, CONNECTION_WATCH, { value: watch });
    watch.follow(user);
  }

  /** The watch of a client that was let in. */
  static of(client: object): ConnectionWatch | undefined {
    return (client as { [CONNECTION_WATCH]?: ConnectionWatch })[CONNECTION_WATCH];
  }

  /** Goes by the token that this user was read from, even if it ends earlier than the one before. */
  follow(user: CognitoUser): void {
    if (this.#isOver || user === this.#user) return;
    this.#user = user;
    this.#callOffEnd?.();
    this.#callOffEnd = this.#keeper.lifetime.onEnd(
      user,
      (refusal) => void this.#renew(user, refusal),
    );
  }

  /** Ends the connection of a client whose token or user is refused. */
  refuse(refused: RefusedError): void {
    this.#end(toWsException(refused));
  }

  /** Handles an error from a decision about the client. */
  handle(error: unknown): void {
    this.#keeper.reportFailure(error);
    if (isDismissal(error)) this.#end(error);
  }

  async #renew(ended: CognitoUser, refusal: RefusedError): Promise<void> {
    await this.#ask(RENEWAL_MS);
    const user = connectionUserOf(this.#client);
    if (user !== undefined && this.#isNewer(user, ended)) this.follow(user);
    else this.refuse(refusal);
  }

  /** A token that has ended does not renew a connection, whatever the guard of a test says. */
  #isNewer(user: CognitoUser, ended: CognitoUser): boolean {
    const { lifetime } = this.#keeper;
    return lifetime.acceptedUntilMs(user) > lifetime.acceptedUntilMs(ended);
  }

  async #ask(deadlineMs: number): Promise<void> {
    try {
      await this.#keeper.admit(this.#client, deadlineMs);
    } catch (error) {
      this.handle(error);
    }
  }

  #scheduleRecheck(): void {
    if (this.#isOver) return;
    const delayMs = this.#keeper.recheckSeconds * 1000;
    this.#recheck = setTimeout(() => void this.#askAgain(), delayMs).unref();
  }

  async #askAgain(): Promise<void> {
    await this.#ask(DECISION_MS);
    this.#scheduleRecheck();
  }

  #end(error: unknown): void {
    if (this.#isOver) return;
    this.#stop();
    dismiss(this.#client, error);
  }

  #stop(): void {
    this.#isOver = true;
    this.#callOffEnd?.();
    clearTimeout(this.#recheck);
  }
}
