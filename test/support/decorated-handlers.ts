import { All, Controller, Get, SetMetadata } from '@nestjs/common';
import {
  Mutation,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import {
  EventPattern,
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  MessagePattern,
} from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';

// Handlers of each kind, for what is read from the decorators of Nest. Nobody calls them.

@Controller(['a/', '/b/c'])
export class PathsController {
  @All(['x', '/:id/y/'])
  all(): void {}

  @SetMetadata('path', 'z')
  ofAnyMethod(): void {}
}

@Resolver()
export class GraphqlResolver {
  @Query(() => String)
  query(): void {}

  @Mutation(() => String)
  mutation(): void {}

  @Subscription(() => String)
  subscription(): void {}

  @ResolveField(() => String)
  field(): void {}

  @ResolveReference()
  reference(): void {}

  @ResolveField()
  __resolveType(): void {}
}

@Resolver('Order')
export class NamedResolver {
  @Subscription(() => String, { name: 'ticks' })
  subscription(): void {}

  @ResolveReference()
  reference(): void {}

  @ResolveField()
  total(): void {}
}

@Resolver('Query')
export class RootResolver {
  @ResolveField('self')
  me(): void {}

  undecorated(): void {}
}

@WebSocketGateway()
export class Gateway {
  @SubscribeMessage('x')
  message(_data: unknown): void {}
}

@Controller()
export class MessageController {
  @Get('both')
  @MessagePattern('both')
  both(): void {}

  @MessagePattern('x')
  message(_data: unknown): void {}

  @MessagePattern(['x', { cmd: 'sum' }, 7])
  messages(_data: unknown): void {}

  @EventPattern('y')
  event(_data: unknown): void {}

  @GrpcMethod('Orders', 'Find')
  unary(_data: unknown): void {}

  @GrpcStreamMethod('Orders')
  stream(_data: unknown): void {}

  @GrpcStreamCall('Orders', 'Watch')
  call(_data: unknown): void {}

  @MessagePattern({ service: 'Orders', rpc: 'Find' })
  notGrpc(_data: unknown): void {}
}
