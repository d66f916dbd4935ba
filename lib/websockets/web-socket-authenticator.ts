import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { WsException } from '@nestjs/websockets';
import {
  type AuthTransport,
  CognitoAuthGuard,
  type CognitoUser,
  TokenLifetime,
  type TokenRequest,
} from '../core/index.js';
import { currentUserOn, RESOLVED_COGNITO_AUTH_OPTIONS } from '../core/internal.js';
import { ConnectionContext } from './connection-context.js';
import { connectionUserOf } from './connection-user.js';
import { type ConnectionKeeper, ConnectionWatch, DECISION_MS } from './connection-watch.js';
import { dismiss } from './dismiss.js';
import { keepUpgradeRequest } from './upgrade-request.js';
import type { WebSocketClient } from './web-socket-client.interface.js';
import { isConnected } from './web-socket-connection.js';
import { recheckSecondsOf } from './web-socket-transport.js';
import { withinDeadline } from './within-deadline.js';

/**
 * Lets only clients with a good token connect, and no longer than the token is good. Nest guards the messages
 * of a gateway and never its `handleConnection`; without this, anybody can connect and listen.
 *
 * A connection that it has let in ends
 *
 * - when the guard would start to refuse the token: `exp`, or `iat` with `maxTokenAgeSeconds`, each later by
 *   `clockToleranceSeconds`; unless `readToken` of `webSocketTransport()` or a token source has a newer token by then, for
 *   which it waits one second at most;
 * - with a message whose token or user is refused, such as one that `validateClaims` now refuses, or a token of
 *   another user. What a handler requires (groups, scopes, claims, pool, use) refuses the message only;
 * - for the same reasons if the client sends nothing: it is checked again every `recheckSeconds` of
 *   `webSocketTransport()`.
 *
 * While no decision is possible, because keys cannot be fetched or `validateClaims` throws, messages are refused and
 * the connection stays open, but never beyond the end of its token.
 *
 * List it in the providers of the module of the gateway. The first messages of a client may arrive while
 * it is still at work: handlers need `CognitoAuthGuard` all the same.
 *
 * @example
 * @WebSocketGateway()
 * @UseGuards(CognitoAuthGuard)
 * export class ChatGateway implements OnGatewayConnection {
 *   constructor(private readonly authenticator: WebSocketAuthenticator) {}
 *
 *   async handleConnection(client: Socket) {
 *     const user = await this.authenticator.authenticate(client);
 *     if (user !== undefined) await client.join(user.sub);
 *   }
 * }
 */
@Injectable()
export class WebSocketAuthenticator implements OnModuleInit {
  readonly #logger = new Logger('CognitoAuth');
  readonly #moduleRef: ModuleRef;
  readonly #guard: CognitoAuthGuard;
  readonly #lifetime: TokenLifetime;
  #keeper: ConnectionKeeper | undefined;
  #isFailing = false;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
    // Passes calls on to the guard of the module, or to what a test has put in its place.
    this.#guard = new CognitoAuthGuard(moduleRef);
    this.#lifetime = new TokenLifetime(moduleRef);
  }

  /** @throws {CognitoAuthSetupError} when there is no `CognitoAuthModule` in the application */
  onModuleInit(): void {
    this.#guard.onModuleInit();
  }

  /**
   * Authenticates a client that has connected. A client that is refused gets the event `exception` with
   * `{ status: 'error', code, message }` and is disconnected, now and whenever its connection ends as above; a
   * native WebSocket with the status 1008 and the code as reason.
   *
   * It can be called again at any time, for instance when an account has been locked: the client is checked again at
   * once.
   *
   * Never rejects, because Nest does not wait for `handleConnection`: a rejection would end the process.
   *
   * @param client what `handleConnection` is given
   * @param request the second argument of `handleConnection` with ws, if the adapter does not remember it
   * @returns the user, as `@CurrentUser()` gives it; `undefined` when the client was refused or has gone, or when no
   * decision is possible now about a client that was let in before
   */
  async authenticate<User = CognitoUser>(
    client: object,
    request?: TokenRequest,
  ): Promise<User | undefined> {
    const connection = client as WebSocketClient;
    try {
      if (request !== undefined) keepUpgradeRequest(client, request);
      await this.#admit(connection, DECISION_MS);
      if (!isConnected(connection)) return undefined;
      this.#watch(connection);
      return currentUserOn(client) as User | undefined;
    } catch (error) {
      this.#refuse(connection, error);
      return undefined;
    }
  }

  /**
   * Decides as if the client had sent a message to a guarded handler without requirements. Fails without a decision
   * in time: nothing watches a client whose first decision hangs, so it would outlive its token, and the next
   * decision about a watched client waits for this one.
   */
  async #admit(client: WebSocketClient, deadlineMs: number): Promise<void> {
    const { prototype } = WebSocketAuthenticator;
    const context = new ConnectionContext(client, WebSocketAuthenticator, prototype.authenticate);
    // In a separate function, so that what the guard throws at once is a rejection too.
    const decide = async (): Promise<boolean> => this.#guard.canActivate(context);
    if (!(await withinDeadline(decide(), deadlineMs))) throw new WsException('Forbidden resource');
    this.#isFailing = false;
  }

  /** The connection has no user if a test lets everybody in. */
  #watch(client: WebSocketClient): void {
    const user = connectionUserOf(client);
    if (user === undefined) return;
    this.#keeper ??= this.#makeKeeper();
    ConnectionWatch.start(client, user, this.#keeper);
  }

  #makeKeeper(): ConnectionKeeper {
    const { transports } = this.#moduleRef.get<{ transports: readonly AuthTransport[] }>(
      RESOLVED_COGNITO_AUTH_OPTIONS,
      { strict: false },
    );
    return {
      lifetime: this.#lifetime,
      recheckSeconds: recheckSecondsOf(transports),
      admit: (client, deadlineMs) => this.#admit(client, deadlineMs),
      reportFailure: (error) => this.#reportFailure(error),
    };
  }

  #refuse(client: WebSocketClient, error: unknown): void {
    const watch = ConnectionWatch.of(client);
    if (watch !== undefined) return watch.handle(error);
    if (!(error instanceof WsException)) this.#logger.error(error);
    dismiss(client, error);
  }

  /** Logs an outage once until it is over: thousands of connections may meet it, minute after minute. */
  #reportFailure(error: unknown): void {
    if (error instanceof WsException || this.#isFailing) return;
    this.#isFailing = true;
    this.#logger.error(error);
  }
}
