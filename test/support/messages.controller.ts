import { Controller, UseGuards } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import {
  CognitoAuthGuard,
  type CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';

/** What a handler answers: whom it was called by, and what with. */
export interface Answer {
  readonly sub: string | null;
  readonly body: unknown;
}

const answer = (user: CognitoUser | undefined, body: unknown): Answer => ({
  sub: user?.sub ?? null,
  body,
});

/** Guarded message handlers of each kind. */
@Controller()
@UseGuards(CognitoAuthGuard)
export class MessagesController {
  /** The payloads and contexts that handlers were given, as they were given. */
  readonly seen: { readonly body: unknown; readonly context: object }[] = [];
  /** Whose events arrived. */
  readonly events: (string | null)[] = [];

  @MessagePattern('whoami')
  whoami(
    @CurrentUser() user: CognitoUser,
    @Payload() body: unknown,
    @Ctx() context: object,
  ): Answer {
    this.seen.push({ body, context });
    return answer(user, body);
  }

  @RequireAnyGroup('admin')
  @MessagePattern('admin')
  admin(@CurrentUser() user: CognitoUser, @Payload() body: unknown): Answer {
    return answer(user, body);
  }

  @OptionalAuth()
  @MessagePattern('optional')
  optional(
    @CurrentUser() user: CognitoUser | undefined,
    @Payload() body: unknown,
    @Ctx() context: object,
  ): Answer {
    this.seen.push({ body, context });
    return answer(user, body);
  }

  @Public()
  @MessagePattern('open')
  open(@Payload() body: unknown, @Ctx() context: object): Answer {
    this.seen.push({ body, context });
    return answer(undefined, body);
  }

  @EventPattern('happened')
  happened(@CurrentUser() user: CognitoUser): void {
    this.events.push(user.sub);
  }
}
