import { All, Controller, Get, SetMetadata, type Type } from '@nestjs/common';
import {
  Mutation,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { EventPattern, GrpcMethod, GrpcStreamMethod, MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { HandlerOfHost } from './handlers-of.js';
import type { Routing } from './http-routes.js';
import type { HandlerKind } from './nest-metadata.js';
import { routesOf } from './routes-of.js';

@Controller(['a/', '/b/c'])
class PathsController {
  @All(['x', '/:id/y/'])
  all(): void {}

  @SetMetadata('path', 'z')
  ofAnyMethod(): void {}
}

@Resolver()
class PlainResolver {
  @Query(() => String)
  query(): void {}

  @Mutation(() => String)
  mutation(): void {}

  @ResolveReference()
  reference(): void {}
}

@Resolver('Order')
class NamedResolver {
  @Subscription(() => String, { name: 'ticks' })
  subscription(): void {}

  @ResolveReference()
  reference(): void {}

  @ResolveField()
  total(): void {}
}

@Resolver('Query')
class RootResolver {
  @ResolveField('self')
  me(): void {}
}

@WebSocketGateway()
class Gateway {
  @SubscribeMessage('x')
  message(_data: unknown): void {}
}

@Controller()
class MessageController {
  @Get('both')
  @MessagePattern('both')
  both(): void {}

  @MessagePattern(['x', { cmd: 'sum' }, 7])
  messages(_data: unknown): void {}

  @EventPattern('y')
  event(_data: unknown): void {}

  @GrpcMethod('Orders', 'Find')
  unary(_data: unknown): void {}

  @GrpcStreamMethod('Orders')
  stream(_data: unknown): void {}

  @MessagePattern({ service: 'Orders', rpc: 'Find' })
  notGrpc(_data: unknown): void {}
}

const PLAIN: Routing = {
  prefix: '',
  unprefixed: [],
  versioning: undefined,
  applicationId: 'application',
};

const routesIn = (type: Type<unknown>, name: string, kind: HandlerKind): readonly string[] => {
  const marked = (type.prototype as Readonly<Record<string, HandlerOfHost['marked']>>)[name];
  const host = { type, registered: type, module: class {} } as HandlerOfHost['host'];
  return routesOf({ host, marked: marked as HandlerOfHost['marked'], name }, kind, PLAIN);
};

describe('routesOf', () => {
  it.each<[Type<unknown>, string, HandlerKind, string[]]>([
    [PathsController, 'all', 'http', ['ALL /a/x', 'ALL /a/:id/y', 'ALL /b/c/x', 'ALL /b/c/:id/y']],
    [PathsController, 'ofAnyMethod', 'http', ['ALL /a/z', 'ALL /b/c/z']],
    [PlainResolver, 'query', 'graphql', ['Query query']],
    [PlainResolver, 'mutation', 'graphql', ['Mutation mutation']],
    [PlainResolver, 'reference', 'reference', ['Reference PlainResolver']],
    [RootResolver, 'me', 'graphql', ['Query self']],
    [NamedResolver, 'subscription', 'graphql', ['Subscription ticks']],
    [NamedResolver, 'reference', 'reference', ['Reference Order']],
    [NamedResolver, 'total', 'field', ['Field Order.total']],
    [Gateway, 'message', 'ws', ['Socket x']],
    [MessageController, 'both', 'http', ['GET /both']],
    [MessageController, 'both', 'rpc', ['Message both']],
    [MessageController, 'messages', 'rpc', ['Message x', 'Message {"cmd":"sum"}', 'Message 7']],
    [MessageController, 'event', 'rpc', ['Event y']],
    [MessageController, 'unary', 'rpc', ['gRPC Orders/Find']],
    [MessageController, 'stream', 'rpc', ['gRPC Orders/Stream']],
    [MessageController, 'notGrpc', 'rpc', ['Message {"service":"Orders","rpc":"Find"}']],
  ])('tells how the handler of %p is called: %s, %s', (type, name, kind, routes) => {
    expect(routesIn(type, name, kind)).toEqual(routes);
  });
});
