import {
  All,
  Controller,
  Delete,
  Get,
  Head,
  type INestApplication,
  mixin,
  Module,
  type ModuleMetadata,
  Post,
  RequestMethod,
  type Type,
  UseGuards,
  Version,
  VERSION_NEUTRAL,
  type VersioningOptions,
  VersioningType,
} from '@nestjs/common';
import { type AbstractHttpAdapter, RouterModule } from '@nestjs/core';
import { Field, ID, Mutation, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  EventPattern,
  GrpcMethod,
  MessagePattern,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { type GatewayMetadata, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import request from 'supertest';
import {
  CognitoAuthGuard,
  OptionalAuth,
  Public,
  RequireAllGroups,
  RequireAllScopes,
  RequireAnyGroup,
  RequireClaims,
  RequireTokenUse,
} from 'nestjs-cognito-auth';
import { accessTable, actingAs } from 'nestjs-cognito-auth/testing';
import { type AppWithModuleOptions, createAppWithModule } from '../../support/app-with-module.js';
import { SayGateway } from '../../support/say.gateway.js';
import { tcp } from '../../support/transporters.js';
import { NEST_MAJOR } from '../../support/nest-version.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { apolloGraph } from '../../support/graphs.js';

const hasTenant = (): boolean => true;

@Controller('orders')
@UseGuards(CognitoAuthGuard)
@RequireAnyGroup('staff')
class OrdersController {
  @Get()
  list(): void {}

  @RequireAnyGroup('staff')
  @RequireClaims(hasTenant)
  @RequireAllScopes('orders/read', 'orders/write')
  @RequireTokenUse('access')
  @Delete(':id')
  remove(): void {}

  @Public()
  @Get(['health', 'ready/'])
  health(): void {}
}

@Controller()
class RootController {
  @Get()
  open(): void {}

  @UseGuards(CognitoAuthGuard)
  @Post('me')
  me(): void {}

  @UseGuards(CognitoAuthGuard)
  @OptionalAuth()
  @All('*')
  anything(): void {}
}

@ObjectType()
class Order {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => Order)
class OrderResolver {
  @UseGuards(CognitoAuthGuard)
  @Query(() => Order, { name: 'first' })
  query(): Order {
    return { id: '1' };
  }

  @Mutation(() => Boolean)
  cancel(): boolean {
    return true;
  }

  @ResolveField(() => String)
  total(): string {
    return '';
  }
}

@Controller()
class MessagesController {
  @UseGuards(CognitoAuthGuard)
  @RequireAllGroups('staff', 'admin')
  @Get('sum')
  @MessagePattern({ cmd: 'sum' })
  sum(_data: unknown): void {}

  @EventPattern('paid')
  paid(_data: unknown): void {}

  @Public()
  @GrpcMethod('Orders', 'Find')
  find(_data: unknown): void {}
}

interface Setting extends Pick<AppWithModuleOptions, 'globalGuard' | 'configure'> {
  readonly metadata: ModuleMetadata;
}

const start = async (
  createAdapter: () => AbstractHttpAdapter,
  { metadata, ...options }: Setting,
): Promise<INestApplication> => {
  const app = await createAppWithModule(metadata, { createAdapter, ...options });
  return app.init();
};

describe.each(platforms)('accessTable() on %s', (_platform, createAdapter) => {
  let app: INestApplication;

  afterEach(() => app.close());

  const tableOf = async (setting: Setting): Promise<readonly string[]> => {
    app = await start(createAdapter, setting);
    return accessTable(app);
  };

  it('tells who may call each route', async () => {
    expect(
      await tableOf({ metadata: { controllers: [RootController, OrdersController] } }),
    ).toEqual([
      'ALL /* · optional (RootController.anything)',
      'DELETE /orders/:id · access token · any group staff · all scopes orders/read, orders/write · claims hasTenant (OrdersController.remove)',
      'GET / · OPEN (RootController.open)',
      'GET /orders · any group staff (OrdersController.list)',
      'GET /orders/health · public (OrdersController.health)',
      'GET /orders/ready · public (OrdersController.health)',
      'POST /me · signed in (RootController.me)',
    ]);
  });

  it('leaves nothing open under a global guard', async () => {
    const table = await tableOf({ metadata: { controllers: [RootController] }, globalGuard: true });

    expect(table).toContain('GET / · signed in (RootController.open)');
    expect(table.filter((line) => line.includes('OPEN'))).toEqual([]);
  });

  it('tells queries, mutations and fields of a graph', async () => {
    const graph = (...fieldResolverEnhancers: 'guards'[]): Setting => ({
      metadata: {
        imports: [apolloGraph({ fieldResolverEnhancers })],
        providers: [OrderResolver],
      },
      globalGuard: fieldResolverEnhancers.length > 0,
    });

    expect(await tableOf(graph())).toEqual([
      'Field Order.total · as its parent (OrderResolver.total)',
      'Mutation cancel · OPEN (OrderResolver.cancel)',
      'Query first · signed in (OrderResolver.query)',
    ]);
    await app.close();
    expect(await tableOf(graph('guards'))).toEqual([
      'Field Order.total · signed in (OrderResolver.total)',
      'Mutation cancel · signed in (OrderResolver.cancel)',
      'Query first · signed in (OrderResolver.query)',
    ]);
  });

  it('tells messages, events, gRPC calls, gateways, and both kinds of a handler of two', async () => {
    const metadata = { controllers: [MessagesController], providers: [SayGateway] };
    const configure = async (starting: INestApplication): Promise<void> => {
      const { options } = await tcp.start();
      starting.connectMicroservice<MicroserviceOptions>(options);
    };

    expect(await tableOf({ metadata, globalGuard: true, configure })).toEqual([
      'Event paid · OPEN (MessagesController.paid)',
      'GET /sum · all groups staff, admin (MessagesController.sum)',
      'Message {"cmd":"sum"} · all groups staff, admin (MessagesController.sum)',
      `Socket say · ${NEST_MAJOR < 12 ? 'OPEN' : 'signed in'} (SayGateway.say)`,
      'gRPC Orders/Find · public (MessagesController.find)',
    ]);
  });
});

/** As the handbook of Nest has it. Nest gives it a random name. */
const mixedIn = (): Type<unknown> => {
  @Controller('mixed')
  class Mixed extends AnsweringController {}
  return mixin(Mixed);
};

const mixedInAlone = (): Type<unknown> => {
  @Controller('alone')
  class Alone {
    @Get()
    list(): void {}
  }
  return mixin(mixin(Alone));
};

@WebSocketGateway({ namespace: 'chat' })
class ChatGateway extends SayGateway {}

const gatewayOf = (...options: [] | [GatewayMetadata] | [number, GatewayMetadata]): Type => {
  class NamedGateway {
    @SubscribeMessage('say')
    say(_data: unknown): void {}
  }
  WebSocketGateway(...(options as [number, GatewayMetadata]))(NamedGateway);
  return NamedGateway;
};

describe('accessTable() keeps', () => {
  it('one name of a class that a mixin makes, at each boot', async () => {
    const tableOf = async (): Promise<readonly string[]> => {
      const app = await createAppWithModule({ controllers: [mixedIn(), mixedInAlone()] });
      const table = accessTable(app);
      await app.close();
      return table;
    };

    expect(await tableOf()).toEqual([
      'GET /alone · OPEN ((mixin).list)',
      'GET /mixed · OPEN (AnsweringController.list)',
      'GET /mixed/:id/lines · OPEN (AnsweringController.lines)',
    ]);
    expect(await tableOf()).toEqual(await tableOf());
  });

  it('gateways apart by namespace, port and path', async () => {
    const app = await createAppWithModule({
      providers: [
        ChatGateway,
        gatewayOf(),
        gatewayOf({ namespace: 'a' }),
        gatewayOf({ namespace: /^\/room-/ }),
        gatewayOf(4001, { path: '/live', namespace: '/b' }),
      ],
    });

    expect(accessTable(app).map((line) => line.split(' · ')[0])).toEqual([
      'Socket say (namespace /^\\/room-/)',
      'Socket say (namespace a)',
      'Socket say (namespace chat)',
      'Socket say (port 4001, namespace /b, path /live)',
      'Socket say',
    ]);
    await app.close();
  });
});

/** Whatever answers at all says that it is there. */
const found = (value = 'found'): string => value;

class AnsweringController {
  @Get()
  list(): string {
    return found();
  }

  @Get(':id/lines')
  lines(): string {
    return found();
  }
}

@Controller(['orders', 'bestellungen/'])
class AliasController extends AnsweringController {
  @Get('legacy')
  legacy(): string {
    return found();
  }
}

@Controller('health')
class HealthController extends AnsweringController {
  @Head()
  head(): void {}
}

@Controller({ path: 'v', version: ['1', '2'] })
class VersionedController {
  @Get()
  both(): string {
    return found();
  }

  @Version('3')
  @Get('third')
  third(): string {
    return found();
  }

  @Version([VERSION_NEUTRAL, '1'])
  @Get('neutral')
  neutral(): string {
    return found();
  }

  @Version(VERSION_NEUTRAL)
  @Get('any')
  any(): string {
    return found();
  }
}

/** To Nest, an empty version is none. */
@Controller({ path: 'empty', version: '' })
class EmptyVersionController {
  @Get()
  list(): string {
    return found();
  }

  @Version('')
  @Get('own')
  own(): string {
    return found();
  }
}

@Controller({ path: 'tenants', host: ['a.example.com', ':name.example.org'] })
class HostsController extends AnsweringController {}

const SYMBOL = Symbol('hidden');

@Controller('odd')
class OddController {
  @Get('files/*')
  files(): string {
    return found();
  }

  /** Nest routes nothing to it. */
  @Get('symbol')
  [SYMBOL](): string {
    return found();
  }
}

/** Fastify has no such paths. */
@Controller('{:lang}')
class OptionalPathController extends AnsweringController {}

@Module({ controllers: [AliasController] })
class AdminModule {}

@Module({ controllers: [AliasController], imports: [AdminModule] })
class ShopModule {}

const SHOPS = [
  AdminModule,
  ShopModule,
  RouterModule.register([
    { path: 'shop', module: ShopModule, children: [{ path: '/admin/', module: AdminModule }] },
  ]),
];
const CONTROLLERS = [
  AliasController,
  HealthController,
  VersionedController,
  OddController,
  HostsController,
];

const withPrefix = (app: INestApplication): unknown =>
  app.setGlobalPrefix('api', {
    exclude: ['health', { path: 'v/third', method: RequestMethod.GET }, 'orders/:id/lines'],
  });
const withVersions =
  (options: VersioningOptions) =>
  (app: INestApplication): unknown =>
    withPrefix(app) && app.enableVersioning(options);

/** A call of a route of the table. */
const callOf = (line: string) => {
  const [, method, path, version, host] =
    /^(\S+) (\S+)(?: \((?:version ([^,)]+))?(?:, )?(?:host ([^)]+))?\))? · /.exec(line) ?? [];
  return {
    method: String(method).toLowerCase() as 'get' | 'head',
    path: String(path)
      .replace('{:lang}', 'de')
      .replace(/:\w+|\*/g, 'x'),
    version,
    host: host?.replace(':name', 'b'),
  };
};

describe.each(platforms)('routes in accessTable() on %s', (platform, createAdapter) => {
  let app: INestApplication;

  afterEach(() => app.close());

  const linesOf = async (
    configure: Setting['configure'],
    metadata: ModuleMetadata,
  ): Promise<readonly string[]> => {
    app = await start(createAdapter, {
      metadata,
      globalGuard: true,
      ...(configure === undefined ? {} : { configure }),
    });
    // Fastify serves when it is ready.
    await app.listen(0, '127.0.0.1');
    return accessTable(app);
  };

  /** The lines whose route nobody answers. */
  const deadOf = async (lines: readonly string[]): Promise<readonly string[]> => {
    const stop = actingAs(app);
    const dead: string[] = [];
    for (const line of lines) {
      const { method, path, version, host } = callOf(line);
      const call = request(app.getHttpServer())[method](path);
      const { status } = await call
        .set('Host', host ?? 'localhost')
        .set(version === undefined ? {} : { 'x-version': version });
      if (status !== 200) dead.push(line);
    }
    stop();
    return dead;
  };

  it.each<[string, Setting['configure']]>([
    ['without a prefix', undefined],
    ['with a prefix that leaves out some', withPrefix],
    ['with versions in the path', withVersions({ type: VersioningType.URI })],
    [
      'with versions in the path, of another prefix and a default',
      withVersions({ type: VersioningType.URI, prefix: false, defaultVersion: ['1', '9'] }),
    ],
    [
      'with versions in a header',
      withVersions({ type: VersioningType.HEADER, header: 'x-version' }),
    ],
  ])('are answered %s', async (_case, configure) => {
    const controllers =
      platform === 'Express' ? [...CONTROLLERS, OptionalPathController] : CONTROLLERS;
    const lines = await linesOf(configure, { controllers });

    expect(lines.length).toBeGreaterThan(15);
    expect(await deadOf(lines)).toEqual([]);
  });

  it('have the paths that RouterModule gives each module that has the controller', async () => {
    const lines = await linesOf(withPrefix, { imports: SHOPS });

    expect(lines.map((line) => line.split(' · ')[0])).toEqual(
      ['/api/shop', '/api/shop/admin']
        .flatMap((path) => [`${path}/orders`, `${path}/bestellungen`])
        .flatMap((path) => [path, `${path}/:id/lines`, `${path}/legacy`])
        .map((path) => `GET ${path}`)
        .toSorted(),
    );
    expect(await deadOf(lines)).toEqual([]);
  });

  const routesWith = async (configure: Setting['configure'], ...controllers: Type[]) =>
    (await linesOf(configure, { controllers })).map((line) => line.split(' · ')[0]);

  it('have the prefix, but where it leaves them out', async () => {
    expect(await routesWith(withPrefix, HealthController, AliasController)).toEqual([
      'GET /api/bestellungen',
      'GET /api/bestellungen/:id/lines',
      'GET /api/bestellungen/legacy',
      'GET /api/health/:id/lines',
      'GET /api/orders',
      'GET /api/orders/legacy',
      'GET /health',
      'GET /orders/:id/lines',
      'HEAD /health',
    ]);
  });

  it('have their version in the path', async () => {
    const configure = withVersions({ type: VersioningType.URI });

    expect(await routesWith(configure, VersionedController)).toEqual([
      'GET /api/v/any',
      'GET /api/v/neutral',
      'GET /api/v1/v',
      'GET /api/v1/v/neutral',
      'GET /api/v2/v',
      'GET /v3/v/third',
    ]);
  });

  it('have their version behind the path where it is not in it', async () => {
    const configure = withVersions({ type: VersioningType.HEADER, header: 'x-version' });

    expect(await routesWith(configure, VersionedController)).toEqual([
      'GET /api/v (version 1)',
      'GET /api/v (version 2)',
      'GET /api/v/any',
      'GET /api/v/neutral (version 1)',
      'GET /api/v/neutral',
      'GET /v/third (version 3)',
    ]);
  });

  it.each<[string, VersioningOptions]>([
    ['the path', { type: VersioningType.URI }],
    ['a header', { type: VersioningType.HEADER, header: 'x-version' }],
  ])('have no empty version: %s', async (_case, options) => {
    const lines = await linesOf((starting) => starting.enableVersioning(options), {
      controllers: [EmptyVersionController],
    });

    expect(lines.map((line) => line.split(' · ')[0])).toEqual(['GET /empty', 'GET /empty/own']);
    expect(await deadOf(lines)).toEqual([]);
  });

  it('have no version that the application asks for when it runs', async () => {
    const lines = await linesOf(undefined, { controllers: [VersionedController] });
    app.enableVersioning({ type: VersioningType.URI });

    expect(accessTable(app)).toEqual(lines);
    expect(await deadOf(lines)).toEqual([]);
  });

  it('have no version where the application asks for none', async () => {
    expect(await routesWith(undefined, VersionedController)).toEqual([
      'GET /v',
      'GET /v/any',
      'GET /v/neutral',
      'GET /v/third',
    ]);
  });

  it('have the hosts of their controller behind the path, and the patterns of Nest in it', async () => {
    expect(await routesWith(undefined, HostsController, OddController)).toEqual([
      'GET /odd/files/*',
      'GET /tenants (host :name.example.org)',
      'GET /tenants (host a.example.com)',
      'GET /tenants/:id/lines (host :name.example.org)',
      'GET /tenants/:id/lines (host a.example.com)',
    ]);
  });

  it('are those of the application that is asked', async () => {
    const lines = await linesOf(withPrefix, { imports: SHOPS });
    const other = await start(createAdapter, { metadata: { controllers: [AliasController] } });

    expect(accessTable(other)).toContain('GET /orders · OPEN (AliasController.list)');
    expect(accessTable(app)).toEqual(lines);
    await other.close();
  });
});

it('accessTable() needs an application with the module', async () => {
  const app = await startApp(() => new ExpressAdapter(), {});

  expect(() => accessTable(app)).toThrow(/accessTable\(\) needs .*CognitoAuthModule/);
  await app.close();
});
