import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { WsException } from '@nestjs/websockets';
import {
  CLOCK,
  type Clock,
  CognitoAuthGuard,
  type CognitoUser,
  TokenExpiredError,
  type TokenCarrier,
  userOn,
} from '../core/index.js';
import { callAt } from './call-at.js';
import { sendException } from './client-exception.js';
import { ConnectionContext } from './connection-context.js';
import { connectionUserOf } from './connection-user.js';
import { isWebSocketRefusal, toWsException, type WebSocketRefusal } from './to-ws-exception.js';
import { keepUpgradeRequest } from './upgrade-request.js';
import type { WebSocketClient } from './web-socket-client.interface.js';
import { disconnect, isConnected, onDisconnect } from './web-socket-connection.js';

/**
 * Lets only clients with a good token connect, and no longer than the token is good. Nest guards the messages
 * of a gateway and never its `handleConnection`; without this, anybody can connect and listen.
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

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
    // Hands on to the guard of the module, or to what a test has put in its place.
    this.#guard = new CognitoAuthGuard(moduleRef);
  }

  /** @throws {CognitoAuthOptionsError} when there is no `CognitoAuthModule` in the application */
  onModuleInit(): void {
    this.#guard.onModuleInit();
  }

  /**
   * Authenticates a client that has connected. A client that is refused gets the event `exception` with
   * `{ status: 'error', code, message }` and is disconnected; so is one whose token has run out,
   * unless `readToken` of `webSocketTransport()` has a newer one by then.
   *
   * Never rejects, because Nest does not wait for `handleConnection`: a rejection would end the process.
   *
   * @param client what `handleConnection` is given
   * @param request the second argument of `handleConnection` with ws, where the adapter does not remember it
   * @returns the user, as `@CurrentUser()` gives it; `undefined` when the client was refused or has gone
   */
  async authenticate<User = CognitoUser>(
    client: object,
    request?: TokenCarrier,
  ): Promise<User | undefined> {
    const connection = client as WebSocketClient;
    try {
      if (request !== undefined) keepUpgradeRequest(client, request);
      await this.#admit(connection);
      if (!isConnected(connection)) return undefined;
      this.#disconnectAtExpiry(connection);
      return userOn(client) as User | undefined;
    } catch (error) {
      this.#refuse(connection, error);
      return undefined;
    }
  }

  /** As if the client had sent a message to a guarded handler that requires nothing of its user. */
  async #admit(client: WebSocketClient): Promise<void> {
    const { prototype } = WebSocketAuthenticator;
    const context = new ConnectionContext(client, WebSocketAuthenticator, prototype.authenticate);
    if (!(await this.#guard.canActivate(context))) throw new WsException('Forbidden resource');
  }

  #disconnectAtExpiry(client: WebSocketClient): void {
    const clock = this.#moduleRef.get<Clock>(CLOCK, { strict: false });
    let callOff: (() => void) | undefined;
    const watch = (expiresAt: Date | undefined): void => {
      if (expiresAt === undefined || !isConnected(client)) return;
      callOff = callAt(
        expiresAt.getTime(),
        clock,
        () => void this.#renew(client, expiresAt, watch),
      );
    };
    // Nobody stands on the connection where a test lets everybody in.
    watch(connectionUserOf(client)?.expiresAt);
    onDisconnect(client, () => callOff?.());
  }

  async #renew(
    client: WebSocketClient,
    expiredAt: Date,
    watch: (expiresAt: Date) => void,
  ): Promise<void> {
    try {
      await this.#admit(client);
      const expiresAt = connectionUserOf(client)?.expiresAt ?? expiredAt;
      // An expired token is still accepted for as long as clocks may differ.
      if (expiresAt <= expiredAt) throw toWsException(new TokenExpiredError());
      watch(expiresAt);
    } catch (error) {
      this.#refuse(client, error);
    }
  }

  #refuse(client: WebSocketClient, error: unknown): void {
    if (!(error instanceof WsException)) this.#logger.error(error);
    if (!isConnected(client)) return;
    const refusal = refusalOf(error);
    sendException(client, refusal);
    disconnect(client, isWebSocketRefusal(refusal) ? refusal.code : '');
  }
}

/** What the client is told: of what is not about it, as little as Nest tells. */
function refusalOf(error: unknown): WebSocketRefusal | { status: 'error'; message: string } {
  const refusal = error instanceof WsException ? error.getError() : 'Internal server error';
  if (typeof refusal === 'object' && isWebSocketRefusal(refusal)) return refusal;
  return { status: 'error', message: typeof refusal === 'string' ? refusal : 'Forbidden resource' };
}
