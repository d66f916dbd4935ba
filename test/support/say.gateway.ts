import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';

/** A gateway that nobody guards. */
@WebSocketGateway()
export class SayGateway {
  @SubscribeMessage('say')
  say(_data: unknown): void {}
}
