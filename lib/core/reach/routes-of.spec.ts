import type { Type } from '@nestjs/common';
import {
  Gateway,
  GraphqlResolver,
  MessageController,
  NamedResolver,
  PathsController,
  RootResolver,
} from '../../../test/support/decorated-handlers.js';
import type { HandlerOfHost } from './handlers-of.js';
import type { Routing } from './http-routes.js';
import type { HandlerKind } from './nest-metadata.js';
import { routesOf } from './routes-of.js';

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
    [GraphqlResolver, 'query', 'graphql', ['Query query']],
    [GraphqlResolver, 'mutation', 'graphql', ['Mutation mutation']],
    [GraphqlResolver, 'reference', 'reference', ['Reference GraphqlResolver']],
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

describe('routesOf, for unusual handlers', () => {
  it('names the type of an object that a factory made', () => {
    const { total } = NamedResolver.prototype;
    const host = { type: NamedResolver, registered: undefined } as HandlerOfHost['host'];
    const registered = { type: class {}, registered: NamedResolver } as HandlerOfHost['host'];

    expect(routesOf({ host, marked: total, name: 'total' }, 'field', PLAIN)).toEqual([
      'Field Order.total',
    ]);
    expect(routesOf({ host: registered, marked: total, name: 'total' }, 'field', PLAIN)).toEqual([
      'Field Order.total',
    ]);
  });

  it('prints a pattern that is missing', () => {
    const marked = (): void => undefined;
    Reflect.defineMetadata('microservices:pattern', [undefined, null], marked);
    const host = { type: class {}, registered: undefined } as HandlerOfHost['host'];

    expect(routesOf({ host, marked, name: 'list' }, 'rpc', PLAIN)).toEqual([
      'Message undefined',
      'Message null',
    ]);
  });
});
