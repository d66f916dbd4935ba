import {
  All,
  Controller,
  Get,
  Inject,
  Injectable,
  Post,
  type Type,
  UseGuards,
} from '@nestjs/common';
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
import { NEST_MAJOR } from '../../../test/support/nest-version.js';
import {
  dependenciesOf,
  GLOBAL_GUARDS_REACH_GATEWAYS,
  guardsOf,
  isEntrance,
  kindOfHandler,
  routesOf,
} from './nest-metadata.js';

class Dependency {}
const TOKEN = Symbol('token');

@Injectable()
class Guard {
  constructor(
    readonly dependency: Dependency,
    @Inject(TOKEN) readonly other: unknown,
  ) {}

  canActivate(): boolean {
    return true;
  }
}

@Controller()
@UseGuards(Guard)
class HttpController {
  @Get()
  read(): void {}

  @UseGuards(Guard)
  @Post('x')
  write(): void {}

  helper(): void {}
}

@Resolver()
class GraphqlResolver {
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
}

@Controller(['a/', '/b/c'])
class PathsController {
  @All(['x', '/:id/y/'])
  all(): void {}
}

@Resolver('Order')
class NamedResolver {
  @Subscription(() => String, { name: 'ticks' })
  subscription(): void {}

  @ResolveReference()
  reference(): void {}
}

@WebSocketGateway()
class Gateway {
  @SubscribeMessage('x')
  message(_data: unknown): void {}
}

@Controller()
class MessageController {
  @MessagePattern('x')
  message(_data: unknown): void {}

  @EventPattern('y')
  event(_data: unknown): void {}

  @GrpcMethod('Service', 'Unary')
  unary(_data: unknown): void {}

  @GrpcStreamMethod('Service', 'Stream')
  stream(_data: unknown): void {}

  @GrpcStreamCall('Service', 'Call')
  call(_data: unknown): void {}
}

// What the decorators of the installed Nest really leave behind.
describe('the metadata of Nest', () => {
  it.each([
    ['http', HttpController.prototype.read],
    ['http', HttpController.prototype.write],
    ['graphql', GraphqlResolver.prototype.query],
    ['graphql', GraphqlResolver.prototype.mutation],
    ['graphql', GraphqlResolver.prototype.subscription],
    ['field', GraphqlResolver.prototype.field],
    ['field', GraphqlResolver.prototype.reference],
    ['ws', Gateway.prototype.message],
    ['rpc', MessageController.prototype.message],
    ['rpc', MessageController.prototype.event],
    ['rpc', MessageController.prototype.unary],
    ['rpc', MessageController.prototype.stream],
    ['rpc', MessageController.prototype.call],
    [undefined, HttpController.prototype.helper],
  ])('tells that a handler is %s', (kind, handler) => {
    expect(kindOfHandler(handler)).toBe(kind);
  });

  it.each<[Type<unknown>, { readonly name: string }, string[]]>([
    [HttpController, HttpController.prototype.read, ['GET /']],
    [HttpController, HttpController.prototype.write, ['POST /x']],
    [HttpController, HttpController.prototype.helper, []],
    [
      PathsController,
      PathsController.prototype.all,
      ['ALL /a/x', 'ALL /a/:id/y', 'ALL /b/c/x', 'ALL /b/c/:id/y'],
    ],
    [GraphqlResolver, GraphqlResolver.prototype.query, ['Query query']],
    [GraphqlResolver, GraphqlResolver.prototype.mutation, ['Mutation mutation']],
    [NamedResolver, NamedResolver.prototype.subscription, ['Subscription ticks']],
    [NamedResolver, NamedResolver.prototype.reference, ['Reference Order']],
    [GraphqlResolver, GraphqlResolver.prototype.reference, ['Reference GraphqlResolver']],
    [Gateway, Gateway.prototype.message, ['Message x']],
    [MessageController, MessageController.prototype.message, ['Message x']],
    [
      MessageController,
      MessageController.prototype.unary,
      ['Message {"service":"Service","rpc":"Unary","streaming":"no_stream"}'],
    ],
  ])('tells how the handler of %p is called: %p', (type, handler, routes) => {
    expect(routesOf(type, handler)).toEqual(routes);
  });

  it.each([
    [true, HttpController.prototype.read],
    [true, GraphqlResolver.prototype.query],
    [true, GraphqlResolver.prototype.reference],
    [false, GraphqlResolver.prototype.field],
    [true, Gateway.prototype.message],
    [true, MessageController.prototype.event],
    [false, HttpController.prototype.helper],
  ])('tells whether calls begin with a handler: %p', (isFirst, handler) => {
    expect(isEntrance(handler)).toBe(isFirst);
  });

  it('tells the guards of a class and of a handler', () => {
    expect(guardsOf(HttpController)).toEqual([Guard]);
    expect(guardsOf(HttpController.prototype.write)).toEqual([Guard]);
    expect(guardsOf(HttpController.prototype.read)).toEqual([]);
  });

  it('tells what is injected into a class', () => {
    expect(dependenciesOf(Guard)).toEqual(expect.arrayContaining([Dependency, TOKEN]));
    expect(dependenciesOf(Dependency)).toEqual([]);
  });
});

it('GLOBAL_GUARDS_REACH_GATEWAYS is so from Nest 12 on', () => {
  expect(GLOBAL_GUARDS_REACH_GATEWAYS).toBe(NEST_MAJOR >= 12);
});
