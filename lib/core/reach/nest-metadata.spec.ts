import {
  Controller,
  forwardRef,
  Get,
  Inject,
  Injectable,
  Module,
  Post,
  RequestMethod,
  type Type,
  UseGuards,
  Version,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { ModulesContainer, RouterModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { WebSocketGateway } from '@nestjs/websockets';
import {
  Gateway,
  GraphqlResolver,
  MessageController,
  NamedResolver,
  PathsController,
  RootResolver,
} from '../../../test/support/decorated-handlers.js';
import { NEST_MAJOR } from '../../../test/support/nest-version.js';
import {
  dependenciesOf,
  GLOBAL_GUARDS_REACH_GATEWAYS,
  guardsOf,
  isEvent,
  gatewayOf,
  isGateway,
  kindsOf,
  makesRoots,
  messageOf,
  modulePathOf,
  pathsOf,
  patternsOf,
  requestMethodOf,
  resolverNameOf,
  resolverTypeOf,
  serverNamesOf,
  versionOf,
} from './nest-metadata.js';

@WebSocketGateway(4001, { namespace: 'chat', path: '/live' })
class ChatGateway {}

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

@Controller({ version: '2', host: 'a.example.com' })
class VersionedController {
  @Version([VERSION_NEUTRAL, '1'])
  @Get('both')
  both(): void {}

  @Version('1')
  @Get('old')
  old(): void {}
}

@Controller({ host: ['a.example.com', /b/] })
class ManyHostsController {}

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
    [['rpc', 'http'], MessageController, 'both'],
    [[], HttpController, 'helper'],
  ])('tells that a handler is %p: %p.%s', (kinds, type, name) => {
    expect(kindsOf(type, handlerOf(type, name), name)).toEqual(kinds);
  });

  it('tells the paths of controllers and handlers, as they were written', () => {
    expect([PathsController, PathsController.prototype.all].map(pathsOf)).toEqual([
      ['a/', '/b/c'],
      ['x', '/:id/y/'],
    ]);
    expect([HttpController, HttpController.prototype.read].map(pathsOf)).toEqual([['/'], ['/']]);
    expect(pathsOf(class {})).toEqual(['']);
  });

  it('tells the method of a route', () => {
    const { all, ofAnyMethod } = PathsController.prototype;

    expect([HttpController.prototype.write, all, ofAnyMethod].map(requestMethodOf)).toEqual([
      RequestMethod.POST,
      RequestMethod.ALL,
      undefined,
    ]);
  });

  it('tells under which versions and names a controller is served', () => {
    const { both, old } = VersionedController.prototype;

    expect([VersionedController, both, old, HttpController].map(versionOf)).toEqual([
      '2',
      [VERSION_NEUTRAL, '1'],
      '1',
      undefined,
    ]);
    expect([VersionedController, ManyHostsController, HttpController].map(serverNamesOf)).toEqual([
      ['a.example.com'],
      ['a.example.com', /b/],
      [],
    ]);
  });

  it('tells the path that RouterModule gives a module in one application', async () => {
    class PathModule {}
    Module({})(PathModule);
    const module = await Test.createTestingModule({
      imports: [PathModule, RouterModule.register([{ path: 'admin', module: PathModule }])],
    }).compile();
    const { applicationId } = module.get(ModulesContainer, { strict: false });

    expect(modulePathOf(PathModule, applicationId)).toBe('/admin');
    expect(modulePathOf(PathModule, 'another')).toBeUndefined();
  });

  it('tells messages, and events from those that are answered', () => {
    const { message, event } = MessageController.prototype;

    expect(messageOf(Gateway.prototype.message)).toBe('x');
    expect([message, event].map(patternsOf)).toEqual([['x'], ['y']]);
    expect([message, event].map(isEvent)).toEqual([false, true]);
  });

  it('tells the names of resolvers', () => {
    expect([RootResolver.prototype.me, NamedResolver, HttpController].map(resolverNameOf)).toEqual([
      'self',
      'Order',
      undefined,
    ]);
    expect(resolverTypeOf(RootResolver, RootResolver.prototype.undecorated)).toBe('Query');
  });

  it('tells what Nest looks for handlers in', () => {
    expect([Gateway, MessageController].map(isGateway)).toEqual([true, false]);
    expect(gatewayOf(Gateway)).toEqual({ port: 0, namespace: undefined, path: undefined });
    expect(gatewayOf(ChatGateway)).toEqual({ port: 4001, namespace: 'chat', path: '/live' });
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
