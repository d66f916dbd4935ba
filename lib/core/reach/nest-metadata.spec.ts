import {
  All,
  Controller,
  forwardRef,
  Get,
  Inject,
  Injectable,
  Post,
  SetMetadata,
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
  type HandlerKind,
  isGateway,
  kindsOf,
  makesRoots,
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

  @ResolveField()
  __resolveType(): void {}
}

@Controller(['a/', '/b/c'])
class PathsController {
  @All(['x', '/:id/y/'])
  all(): void {}

  @SetMetadata('path', 'z')
  ofAnyMethod(): void {}
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

@Controller()
class BothController {
  @Get('both')
  @MessagePattern('both')
  both(): void {}
}

@Resolver('Query')
class RootResolver {
  @ResolveField('self')
  me(): void {}

  undecorated(): void {}
}

@Injectable()
class PropertyGuard {
  @Inject(Dependency) readonly dependency!: Dependency;
  @Inject(forwardRef(() => Guard)) readonly later!: unknown;
}

const handlerOf = (type: Type<unknown>, name: string): object =>
  (type.prototype as Readonly<Record<string, object>>)[name] as object;

// What the decorators of the installed Nest really leave behind.
describe('the metadata of Nest', () => {
  it.each([
    [['http'], HttpController, 'read'],
    [['http'], HttpController, 'write'],
    [['graphql'], GraphqlResolver, 'query'],
    [['graphql'], GraphqlResolver, 'mutation'],
    [['graphql'], GraphqlResolver, 'subscription'],
    [['field'], GraphqlResolver, 'field'],
    [['reference'], GraphqlResolver, 'reference'],
    [['graphql'], RootResolver, 'me'],
    [['graphql'], RootResolver, 'undecorated'],
    [[], GraphqlResolver, '__resolveType'],
    [['ws'], Gateway, 'message'],
    [['rpc'], MessageController, 'message'],
    [['rpc'], MessageController, 'event'],
    [['rpc'], MessageController, 'unary'],
    [['rpc'], MessageController, 'stream'],
    [['rpc'], MessageController, 'call'],
    [['rpc', 'http'], BothController, 'both'],
    [[], HttpController, 'helper'],
  ])('tells that a handler is %p: %p.%s', (kinds, type, name) => {
    expect(kindsOf(type, handlerOf(type, name), name)).toEqual(kinds);
  });

  it.each<[Type<unknown>, string, HandlerKind, string[]]>([
    [HttpController, 'read', 'http', ['GET /']],
    [HttpController, 'write', 'http', ['POST /x']],
    [PathsController, 'all', 'http', ['ALL /a/x', 'ALL /a/:id/y', 'ALL /b/c/x', 'ALL /b/c/:id/y']],
    [PathsController, 'ofAnyMethod', 'http', ['ALL /a/z', 'ALL /b/c/z']],
    [GraphqlResolver, 'query', 'graphql', ['Query query']],
    [GraphqlResolver, 'mutation', 'graphql', ['Mutation mutation']],
    [RootResolver, 'me', 'graphql', ['Query self']],
    [NamedResolver, 'subscription', 'graphql', ['Subscription ticks']],
    [NamedResolver, 'reference', 'reference', ['Reference Order']],
    [NamedResolver, 'total', 'field', ['Field Order.total']],
    [GraphqlResolver, 'reference', 'reference', ['Reference GraphqlResolver']],
    [Gateway, 'message', 'ws', ['Message x']],
    [MessageController, 'message', 'rpc', ['Message x']],
    [
      MessageController,
      'unary',
      'rpc',
      ['Message {"service":"Service","rpc":"Unary","streaming":"no_stream"}'],
    ],
    [BothController, 'both', 'http', ['GET /both']],
    [BothController, 'both', 'rpc', ['Message both']],
  ])('tells how the handler of %p is called: %s, %s', (type, name, kind, routes) => {
    expect(routesOf(type, handlerOf(type, name), name, kind)).toEqual(routes);
  });

  it('tells what Nest looks for handlers in', () => {
    expect([Gateway, MessageController].map(isGateway)).toEqual([true, false]);
    expect([RootResolver, NamedResolver, GraphqlResolver].map(makesRoots)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('tells the guards of a class and of a handler', () => {
    expect(guardsOf(HttpController)).toEqual([Guard]);
    expect(guardsOf(HttpController.prototype.write)).toEqual([Guard]);
    expect(guardsOf(HttpController.prototype.read)).toEqual([]);
  });

  it('tells what is injected into a class', () => {
    expect(dependenciesOf(Guard)).toEqual(expect.arrayContaining([Dependency, TOKEN]));
    expect(dependenciesOf(PropertyGuard)).toEqual([Dependency, Guard]);
    expect(dependenciesOf(Dependency)).toEqual([]);
  });
});

it('GLOBAL_GUARDS_REACH_GATEWAYS is so from Nest 12 on', () => {
  expect(GLOBAL_GUARDS_REACH_GATEWAYS).toBe(NEST_MAJOR >= 12);
});
