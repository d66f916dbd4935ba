import { UseGuards } from '@nestjs/common';
import {
  MessageBody,
  type OnGatewayConnection,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import { CognitoAuthGuard, CurrentUser, RequireAnyGroup } from 'nestjs-cognito-auth';
import { WebSocketAuthenticator } from 'nestjs-cognito-auth/websockets';
import type { Server } from 'socket.io';

/** The room in which the auction is held. */
@WebSocketGateway()
@UseGuards(CognitoAuthGuard)
export class RoomGateway implements OnGatewayConnection {
  @WebSocketServer()
  private readonly server!: Server;

  constructor(private readonly authenticator: WebSocketAuthenticator) {}

  /** Nest does not guard it. Who has no good token is told why and disconnected; so is everybody at expiry. */
  async handleConnection(client: object): Promise<void> {
    await this.authenticator.authenticate(client);
  }

  @SubscribeMessage('say')
  say(@CurrentUser('username') from = 'a service', @MessageBody('text') text: unknown): void {
    this.server.emit('said', { from, text });
  }

  @RequireAnyGroup('auctioneers')
  @SubscribeMessage('hammer')
  hammer(@CurrentUser('username') by = 'a service'): void {
    this.server.emit('sold', { by });
  }
}
