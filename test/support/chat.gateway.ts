import { UseGuards } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  CognitoAuthGuard,
  type CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';

/** What a handler answers: whom it was called by, and what with. */
export interface Reply {
  readonly event: 'reply';
  readonly data: { readonly sub: string | null; readonly body: unknown };
}

const reply = (user: CognitoUser | undefined, body: unknown): Reply => ({
  event: 'reply',
  data: { sub: user?.sub ?? null, body },
});

/** A guarded gateway with a handler of each kind. */
@WebSocketGateway()
@UseGuards(CognitoAuthGuard)
export class ChatGateway {
  /** The payloads that handlers were given, as they were given. */
  readonly bodies: unknown[] = [];

  @SubscribeMessage('whoami')
  whoami(@CurrentUser() user: CognitoUser, @MessageBody() body: unknown): Reply {
    this.bodies.push(body);
    return reply(user, body);
  }

  @RequireAnyGroup('admin')
  @SubscribeMessage('admin')
  admin(@CurrentUser() user: CognitoUser, @MessageBody() body: unknown): Reply {
    return reply(user, body);
  }

  @OptionalAuth()
  @SubscribeMessage('optional')
  optional(@CurrentUser() user: CognitoUser | undefined, @MessageBody() body: unknown): Reply {
    this.bodies.push(body);
    return reply(user, body);
  }

  @Public()
  @SubscribeMessage('open')
  open(@MessageBody() body: unknown): Reply {
    this.bodies.push(body);
    return reply(undefined, body);
  }
}
