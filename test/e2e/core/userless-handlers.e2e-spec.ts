import {
  type CanActivate,
  Controller,
  Get,
  type MiddlewareConsumer,
  Module,
  type ModuleMetadata,
  type NestModule,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Field, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  CurrentUser,
  OptionalAuth,
  Public,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { scanBoot } from '../../support/boot-scan.js';
import { apolloGraph } from '../../support/graphs.js';
import { startService } from '../../support/start-service.js';
import { tcp } from '../../support/transporters.js';

const GUARD_IT =
  'takes @CurrentUser(), and no guard finds out who calls it; add @UseGuards(CognitoAuthGuard) to it or to its class, or set globalGuard: true';
const NO_USER = 'is @Public(), so that its @CurrentUser() has no user; make it @OptionalAuth()';

class PassingGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

class PublicUserGuard extends CognitoAuthGuard {}

@Controller()
class Orders {
  @Get() list(@CurrentUser() _user: unknown): void {}
  @Get('open') open(): void {}
}

/** The decorators of a class may differ from test to test. */
const ordersWith = (...decorators: ClassDecorator[]): Type<unknown> => {
  @Controller()
  class Guarded extends Orders {}
  for (const decorate of decorators) decorate(Guarded);
  return Guarded;
};

const Me = (): ParameterDecorator => CurrentUser('sub');

@Controller()
class OwnDecorator {
  @Get() list(@Me() _sub: string): void {}
}

class Parent1 {
  list(@CurrentUser() _user: unknown): void {}
}
@Controller()
class Overriding extends Parent1 {
  @Get() override list(): void {}
}

@Controller()
@UseGuards(CognitoAuthGuard)
class PartlyPublic {
  @Get() list(@CurrentUser() _user: unknown): void {}
  @OptionalAuth() @Get('maybe') maybe(@CurrentUser() _user: unknown): void {}
  @Public() @Get('open') open(@CurrentUser() _user: unknown): void {}
}

@WebSocketGateway()
class Chat {
  @SubscribeMessage('say') say(@CurrentUser() _user: unknown): void {}
}

@WebSocketGateway()
@Public()
class PublicChat {
  @SubscribeMessage('say') say(@CurrentUser() _user: unknown): void {}
}

@ObjectType()
class Order {
  @Field() id: string = '';
}

@Resolver(() => Order)
class OrderResolver {
  @Query(() => Order) order(@CurrentUser() _user: unknown): void {}
}

@Resolver(() => Order)
class FieldResolver {
  @UseGuards(CognitoAuthGuard)
  @Query(() => Order)
  order(): void {}

  @ResolveField(() => String)
  owner(@Parent() _order: Order, @CurrentUser('sub') sub: string): string {
    return sub;
  }
}

@Module({})
class WithMiddleware implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((_request: unknown, _response: unknown, next: () => void) => next())
      .forRoutes('{*all}');
  }
}

describe('a handler with @CurrentUser() that can have no user stops the boot', () => {
  it.each<[string, ModuleMetadata, string]>([
    ['without a guard', { controllers: [Orders] }, `Orders.list ${GUARD_IT}`],
    ['inherited', { controllers: [ordersWith()] }, `Guarded.list ${GUARD_IT}`],
    ['by a decorator made of it', { controllers: [OwnDecorator] }, `OwnDecorator.list ${GUARD_IT}`],
    [
      'of a method that is overridden, whose parameters Nest keeps',
      { controllers: [Overriding] },
      `Overriding.list ${GUARD_IT}`,
    ],
    [
      'in a resolver',
      { imports: [apolloGraph()], providers: [OrderResolver] },
      `OrderResolver.order ${GUARD_IT}`,
    ],
    ['on a public handler', { controllers: [PartlyPublic] }, `PartlyPublic.open ${NO_USER}`],
    [
      'on a handler of a public class',
      { controllers: [ordersWith(Public(), UseGuards(CognitoAuthGuard))] },
      `Guarded.list ${NO_USER}`,
    ],
    ['on a public handler of a gateway', { providers: [PublicChat] }, `PublicChat.say ${NO_USER}`],
  ])('%s', async (_case, metadata, mistake) => {
    expect((await scanBoot(metadata)).mistakes).toEqual([mistake]);
  });

  it('under a global guard, if it is public', async () => {
    const metadata = { controllers: [ordersWith(Public())] };

    expect((await scanBoot(metadata, { globalGuard: true })).mistakes).toEqual([
      `Guarded.list ${NO_USER}`,
    ]);
  });

  it('in a service', async () => {
    @Controller()
    class Messages {
      @MessagePattern('orders') list(@CurrentUser() _user: unknown): void {}
    }
    const pool = await LocalUserPool.create();
    const { options } = await tcp.start();
    const auth = CognitoAuthModule.forRoot({ ...pool.options, transports: [tcp.transport] });

    await expect(
      startService(options, { imports: [auth], controllers: [Messages] }),
    ).rejects.toMatchObject({ mistakes: [`Messages.list ${GUARD_IT}`] });
  });
});

describe('a handler with @CurrentUser() that may have a user lets the application boot', () => {
  it.each<[string, ModuleMetadata]>([
    ['with the guard', { controllers: [ordersWith(UseGuards(CognitoAuthGuard))] }],
    ['with AuthGuard()', { controllers: [ordersWith(UseGuards(AuthGuard('cognito')))] }],
    ['with another guard', { controllers: [ordersWith(UseGuards(PassingGuard))] }],
    [
      'with another guard as an object',
      { controllers: [ordersWith(UseGuards(new PassingGuard()))] },
    ],
    [
      'with another global guard',
      { controllers: [Orders], providers: [{ provide: APP_GUARD, useClass: PassingGuard }] },
    ],
    [
      'public, with another guard over HTTP',
      { controllers: [ordersWith(Public(), UseGuards(CognitoAuthGuard, AuthGuard('cognito')))] },
    ],
    [
      'public, with a guard that extends ours',
      { controllers: [ordersWith(Public(), UseGuards(PublicUserGuard))] },
    ],
    ['behind middleware', { imports: [WithMiddleware], controllers: [Orders] }],
    ['in a gateway, whose connections may have a user', { providers: [Chat] }],
    ['in a field', { imports: [apolloGraph()], providers: [FieldResolver] }],
  ])('%s', async (_case, metadata) => {
    expect((await scanBoot(metadata)).mistakes).toEqual([]);
  });

  it('under the global guard', async () => {
    expect((await scanBoot({ controllers: [Orders] }, { globalGuard: true })).mistakes).toEqual([]);
  });
});
