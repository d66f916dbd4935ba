import { Controller, Get, Inject, Injectable, Post, type Type, UseGuards } from '@nestjs/common';
import {
  Directive,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
} from '@nestjs/graphql';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { CognitoAuthGuard, Public } from 'nestjs-cognito-auth';
import { unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { createAppWithModule } from '../../support/app-with-module.js';
import { SayGateway } from '../../support/say.gateway.js';
import { NEST_MAJOR } from '../../support/nest-version.js';
import { startApp } from '../../support/start-app.js';
import { federatedApolloGraph } from '../../support/graphs.js';

@Injectable()
class OtherGuard {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class AskingGuard {
  constructor(@Inject(CognitoAuthGuard) readonly cognito: CognitoAuthGuard) {}

  canActivate(): boolean {
    return true;
  }
}

@Controller('orders')
class OrdersController {
  @Get()
  forgotten(): void {}

  @Post(['/:id/cancel', 'all/cancel/'])
  several(): void {}

  @UseGuards(OtherGuard)
  @Get('other')
  other(): void {}

  @UseGuards(CognitoAuthGuard)
  @Get('guarded')
  guarded(): void {}

  @UseGuards(AskingGuard)
  @Get('asked')
  asked(): void {}

  @Public()
  @Get('open')
  open(): void {}

  helper(): void {}
}

@Controller(['v1', 'v2'])
class VersionsController {
  @Get('status')
  status(): void {}
}

@Controller()
class MessagesController {
  @MessagePattern({ cmd: 'sum' })
  sum(_data: unknown): void {}

  @EventPattern('happened')
  happened(_data: unknown): void {}

  @UseGuards(CognitoAuthGuard)
  @MessagePattern('guarded')
  guarded(_data: unknown): void {}
}

@ObjectType()
@Directive('@key(fields: "id")')
class Order {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => Order)
class OrderResolver {
  @Query(() => Order, { name: 'first' })
  query(): Order {
    return { id: '1' };
  }

  @UseGuards(CognitoAuthGuard)
  @Mutation(() => Boolean)
  guarded(): boolean {
    return true;
  }

  @ResolveField(() => String)
  field(): string {
    return '';
  }

  @ResolveReference()
  reference(): Order {
    return { id: '1' };
  }
}

describe('unprotectedRoutes()', () => {
  const routesOf = async (
    { controllers = [], providers = [] }: { controllers?: Type[]; providers?: Type[] },
    globalGuard: boolean,
    ...imports: NonNullable<Parameters<typeof startApp>[1]['imports']>
  ): Promise<readonly string[]> => {
    const app = await createAppWithModule({ imports, controllers, providers }, { globalGuard });
    await app.init();
    const routes = unprotectedRoutes(app);
    await app.close();
    return routes;
  };

  it('names routes that nobody guards, as they are called', async () => {
    expect(await routesOf({ controllers: [OrdersController, VersionsController] }, false)).toEqual([
      'GET /orders (OrdersController.forgotten)',
      'GET /orders/other (OrdersController.other)',
      'GET /v1/status (VersionsController.status)',
      'GET /v2/status (VersionsController.status)',
      'POST /orders/:id/cancel (OrdersController.several)',
      'POST /orders/all/cancel (OrdersController.several)',
    ]);
  });

  it('names message handlers and gateways, as far as a global guard does not reach them', async () => {
    const application = {
      controllers: [OrdersController, MessagesController],
      providers: [SayGateway],
    };
    const messages = [
      'Event happened (MessagesController.happened)',
      'Message {"cmd":"sum"} (MessagesController.sum)',
    ];
    const gateway = 'Socket say (SayGateway.say)';

    expect(await routesOf(application, true)).toEqual(
      [...messages, ...(NEST_MAJOR < 12 ? [gateway] : [])].toSorted(),
    );
    expect(await routesOf(application, false)).toEqual(
      expect.arrayContaining([...messages, gateway]),
    );
  });

  it('names resolvers, and those of references where Nest does not guard them', async () => {
    const graph = (...fieldResolverEnhancers: 'guards'[]) =>
      federatedApolloGraph({ fieldResolverEnhancers });
    const providers = [OrderResolver];

    expect(await routesOf({ providers }, false, graph())).toEqual([
      'Query first (OrderResolver.query)',
      'Reference Order (OrderResolver.reference)',
    ]);
    expect(await routesOf({ providers }, true, graph('guards'))).toEqual([]);
  });

  it('needs an application with the module', async () => {
    const app = await startApp(() => new ExpressAdapter(), {});

    expect(() => unprotectedRoutes(app)).toThrow(/unprotectedRoutes\(\) needs .*CognitoAuthModule/);
    await app.close();
  });
});
