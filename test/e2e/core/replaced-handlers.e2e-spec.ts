import {
  Controller,
  Get,
  type INestApplication,
  Injectable,
  mixin,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { ExternalContextCreator } from '@nestjs/core';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import request from 'supertest';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoAuthSetupError,
  OptionalAuth,
  Public,
  RequireAnyGroup,
  RequireAnyScope,
} from 'nestjs-cognito-auth';
import { accessTable, LocalUserPool, unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { type BootScan, scanBoot } from '../../support/boot-scan.js';
import { platforms } from '../../support/platforms.js';
import { startApp, createApp } from '../../support/start-app.js';

type Method = (...given: unknown[]) => unknown;

/** What packages for tracing, transactions and the like do to a method. */
const Traced: MethodDecorator = (_target, _member, descriptor) => {
  const traced = descriptor.value as Method;
  descriptor.value = function (this: unknown, ...given: unknown[]) {
    return traced.apply(this, given);
  } as never;
};

/** The same, done so that nothing is lost. */
const TracedWithMetadata: MethodDecorator = (target, member, descriptor) => {
  const traced = descriptor.value as Method;
  Traced(target, member, descriptor);
  copyMetadata(traced, descriptor.value as Method);
};

function copyMetadata(from: Method, to: Method): Method {
  for (const key of Reflect.getMetadataKeys(from)) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, from), to);
  }
  return to;
}

@Controller('bound')
class BoundController {
  constructor() {
    this.list = this.list.bind(this);
  }

  @UseGuards(CognitoAuthGuard)
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller('proxied')
@UseGuards(CognitoAuthGuard)
class ProxiedController {
  constructor() {
    return new Proxy(this, {
      get(target, name, receiver): unknown {
        const value: unknown = Reflect.get(target, name, receiver);
        return name === 'list' ? (...given: unknown[]) => (value as Method)(...given) : value;
      },
    });
  }

  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller('guard-only')
class GuardOnlyController {
  constructor() {
    const { list } = this;
    this.list = () => list();
  }

  @UseGuards(CognitoAuthGuard)
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller('messages')
@UseGuards(CognitoAuthGuard)
class BoundMessageController {
  constructor() {
    this.list = this.list.bind(this);
  }

  @RequireAnyGroup('admin')
  @MessagePattern('list')
  list(): string {
    return 'in';
  }
}

/** A route whose requirement stands below a decorator that replaces it. */
const tracedWith = (decorate: MethodDecorator, ...ofClass: ClassDecorator[]): Type<unknown> => {
  @Controller('traced')
  class TracedController {
    @Get()
    @Traced
    @decorate
    list(): string {
      return 'in';
    }
  }
  for (const decorateClass of ofClass) decorateClass(TracedController);
  return TracedController;
};

/** Whether Nest asks the guards of the class that was registered, whatever `constructor` says. */
const READS_REGISTERED_CLASS = 'getHostModuleKey' in ExternalContextCreator.prototype;

const ProxyClass = <T extends object>(type: T): T => new Proxy(type, {});

const proxiedClass = (...ofProxy: ClassDecorator[]): Type<unknown> => {
  @Controller('proxied-class')
  @ProxyClass
  class ProxiedClassController {
    @Get()
    list(): string {
      return 'in';
    }
  }
  for (const decorate of ofProxy) decorate(ProxiedClassController);
  return ProxiedClassController;
};

/** As {@link BoundController}, and done so that nothing is lost. */
@Controller('copied')
class CopiedController {
  constructor() {
    this.list = copyMetadata(this.list, this.list.bind(this)) as never;
  }

  @UseGuards(CognitoAuthGuard)
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller('inherited')
class InheritingController {
  constructor() {
    this.list = Object.setPrototypeOf(this.list.bind(this), this.list) as never;
    this.open = Object.setPrototypeOf(this.open.bind(this), this.open) as never;
  }

  @UseGuards(CognitoAuthGuard)
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }

  @UseGuards(CognitoAuthGuard)
  @Public()
  @Get('open')
  open(): string {
    return 'in';
  }
}

@Controller('traced')
@UseGuards(CognitoAuthGuard)
class TracedController {
  @RequireAnyScope('orders/read')
  @Get()
  @TracedWithMetadata
  @RequireAnyGroup('admin')
  list(): string {
    return 'in';
  }

  @RequireAnyGroup('admin')
  @Get('above')
  @Traced
  above(): string {
    return 'in';
  }
}

/** Made anew for each request, so that nobody sees its constructor at work before. */
@Controller({ path: 'per-request', scope: Scope.REQUEST })
@UseGuards(CognitoAuthGuard)
class BoundPerRequestController {
  constructor() {
    this.list = this.list.bind(this);
    this.open = this.open.bind(this);
    const { wrapped } = this;
    this.wrapped = () => wrapped();
  }

  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }

  @RequireAnyGroup('admin')
  @Get('wrapped')
  wrapped(): string {
    return 'in';
  }

  @Get('open')
  open(): string {
    return 'in';
  }
}

describe.each(platforms)('a handler in the place of another, on %s', (_platform, createAdapter) => {
  const scan = (...controllers: Type<unknown>[]): Promise<BootScan> =>
    scanBoot({ controllers }, { createAdapter });

  it.each<[string, Type<unknown>, string, string[]]>([
    [
      'bound in the constructor, under its own guard',
      BoundController,
      'BoundController.list',
      ['GET /bound (BoundController.list)'],
    ],
    ['of a proxy, under the guard of its class', ProxiedController, 'ProxiedController.list', []],
    [
      'of the object, when only a guard is lost',
      GuardOnlyController,
      'GuardOnlyController.list',
      ['GET /guard-only (GuardOnlyController.list)'],
    ],
    ['of messages', BoundMessageController, 'BoundMessageController.list', []],
    [
      'of another decorator, without a guard',
      tracedWith(RequireAnyGroup('admin')),
      'TracedController.list',
      ['GET /traced (TracedController.list)'],
    ],
    [
      'of another decorator, under a guard',
      tracedWith(RequireAnyGroup('admin'), UseGuards(CognitoAuthGuard)),
      'TracedController.list',
      [],
    ],
    [
      'of another decorator, when it was to be open',
      tracedWith(Public(), UseGuards(CognitoAuthGuard)),
      'TracedController.list',
      [],
    ],
    [
      'of another decorator, when a token was to be optional',
      tracedWith(OptionalAuth(), UseGuards(CognitoAuthGuard)),
      'TracedController.list',
      [],
    ],
    [
      'in a class behind a proxy',
      proxiedClass(RequireAnyGroup('admin'), UseGuards(CognitoAuthGuard)),
      'ProxiedClassController',
      READS_REGISTERED_CLASS ? [] : ['GET /proxied-class (ProxiedClassController.list)'],
    ],
  ])('stops the boot: %s', async (_case, controller, name, open) => {
    const found = await scan(controller);

    expect(found.mistakes).toEqual([
      expect.stringMatching(new RegExp(`^${name} has access decorators`)),
    ]);
    expect(found.open).toEqual(open);
  });

  it('leaves no trace of a guard below another decorator, so the route is listed as open', async () => {
    expect(await scan(tracedWith(UseGuards(CognitoAuthGuard)))).toEqual({
      mistakes: [],
      warnings: [],
      open: ['GET /traced (TracedController.list)'],
    });
  });

  it('is no matter where nothing of access stands on it', async () => {
    const found = await scan(proxiedClass());

    expect(found).toMatchObject({
      mistakes: [],
      open: ['GET /proxied-class (ProxiedClassController.list)'],
    });
  });

  describe('that has all of its decorators', () => {
    let app: INestApplication;
    let pool: LocalUserPool;

    beforeAll(async () => {
      pool = await LocalUserPool.create();
      app = await startApp(createAdapter, {
        imports: [CognitoAuthModule.forRoot(pool.options)],
        controllers: [CopiedController, InheritingController, TracedController],
      });
    });

    afterAll(() => app.close());

    it.each(['/copied', '/inherited', '/traced/above'])('is guarded by them: %s', async (path) => {
      const get = async (groups?: string[]): Promise<request.Response> => {
        const asked = request(app.getHttpServer() as never).get(path);
        return groups === undefined ? asked : asked.auth(pool.accessToken({ groups }), BEARER);
      };

      expect((await get()).body).toMatchObject({ code: 'ERR_COGNITO_TOKEN_MISSING' });
      expect((await get([])).body).toMatchObject({ code: 'ERR_COGNITO_GROUP_REQUIRED' });
      expect((await get(['admin'])).status).toBe(200);
    });

    it('is open where its decorators say so', async () => {
      const asked = await request(app.getHttpServer() as never).get('/inherited/open');

      expect(asked.status).toBe(200);
    });

    it('asks for what stands above and below what replaced it', async () => {
      const get = async (claims: object): Promise<request.Response> =>
        request(app.getHttpServer() as never)
          .get('/traced')
          .auth(pool.accessToken(claims), BEARER);

      expect((await get({ scope: 'orders/read' })).body).toMatchObject({
        code: 'ERR_COGNITO_GROUP_REQUIRED',
      });
      expect((await get({ groups: ['admin'] })).body).toMatchObject({
        code: 'ERR_COGNITO_SCOPE_REQUIRED',
      });
      expect((await get({ groups: ['admin'], scope: 'orders/read' })).status).toBe(200);
    });
  });

  it.each([
    ['/per-request', 500],
    ['/per-request/wrapped', 500],
    ['/per-request/open', 200],
  ])('is refused where it shows with the request only: %s', async (path, status) => {
    const pool = await LocalUserPool.create();
    const app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [BoundPerRequestController],
    });
    const token = pool.accessToken();

    const asked = await request(app.getHttpServer() as never)
      .get(path)
      .auth(token, BEARER);

    expect(asked.status).toBe(status);
    await app.close();
  });
});

it('a decorator of access on what is no method is refused at once', () => {
  const property = { get: () => 'x' };

  for (const decorate of [RequireAnyGroup('admin'), Public()]) {
    expect(() => decorate(class Orders {}.prototype, 'total', property)).toThrow(
      expect.objectContaining({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [expect.stringContaining('Orders.total')],
      }) as CognitoAuthSetupError,
    );
  }
});

const BEARER = { type: 'bearer' } as const;

/** A provider that patches a method of a class when modules start, as an agent for tracing may. */
const patcherOf = (type: Type<unknown>, patch: (prototype: Patched) => void): Type<unknown> => {
  @Injectable()
  class Patcher {
    onModuleInit(): void {
      patch(type.prototype as Patched);
    }
  }
  return Patcher;
};

interface Patched {
  list?: Method;
}

const wrap = (prototype: Patched): void => {
  prototype.list = (): string => 'patched';
};

const remove = (prototype: Patched): void => {
  delete prototype.list;
};

/** Decorates what Nest has read already. */
const wrapWith =
  (...decorators: MethodDecorator[]) =>
  (prototype: Patched): void => {
    copyMetadata(prototype.list as Method, (prototype.list = (): string => 'patched'));
    const descriptor = Object.getOwnPropertyDescriptor(prototype, 'list') as PropertyDescriptor;
    for (const decorate of decorators) decorate(prototype, 'list', descriptor);
  };

/** A controller with a route and a message, or what else is to be patched. */
const lateClass = (
  mark: MethodDecorator,
  ofClass: readonly ClassDecorator[],
  ...ofMethod: MethodDecorator[]
): Type<unknown> => {
  class LateClass {
    list(): string {
      return 'in';
    }
  }
  const { prototype } = LateClass;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'list') as PropertyDescriptor;
  for (const decorate of [mark, ...ofMethod]) decorate(prototype, 'list', descriptor);
  for (const decorate of ofClass) decorate(LateClass);
  return LateClass;
};

const LATE = Controller('late');
const GUARDED = UseGuards(CognitoAuthGuard);

describe.each(platforms)('a handler that is patched while modules start, on %s', (_, adapter) => {
  const scan = (controller: Type<unknown>, patch: (prototype: Patched) => void) =>
    scanBoot(
      { controllers: [controller], providers: [patcherOf(controller, patch)] },
      { createAdapter: adapter },
    );

  it.each([
    ['wrapped', wrap],
    ['removed', remove],
  ])('is served as what it was, and listed: %s', async (_case, patch) => {
    const controller = lateClass(Get(), [LATE]);
    const pool = await LocalUserPool.create();
    const app = await startApp(adapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [controller],
      providers: [patcherOf(controller, patch)],
    });

    const asked = await request(app.getHttpServer() as never).get('/late');
    const open = unprotectedRoutes(app);
    await app.close();

    expect(asked).toMatchObject({ status: 200, text: 'in' });
    expect(open).toEqual(['GET /late (LateClass.list)']);
  });

  it('is guarded by the guard of its class', async () => {
    const controller = lateClass(Get(), [LATE, GUARDED]);
    const pool = await LocalUserPool.create();
    const app = await startApp(adapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [controller],
      providers: [patcherOf(controller, wrap)],
    });

    const asked = await request(app.getHttpServer() as never).get('/late');
    const open = unprotectedRoutes(app);
    await app.close();

    expect(asked.body).toMatchObject({ code: 'ERR_COGNITO_TOKEN_MISSING' });
    expect(open).toEqual([]);
  });

  it.each<[string, Type<unknown>, (prototype: Patched) => void, RegExp]>([
    [
      'what its class requires and nobody enforces',
      lateClass(Get(), [LATE, RequireAnyGroup('admin')]),
      wrap,
      /^LateClass\.list has access decorators, but no CognitoAuthGuard reaches it/,
    ],
    [
      'a guard of its own that is lost',
      lateClass(Get(), [LATE], GUARDED),
      wrap,
      /^LateClass\.list has access decorators on a function/,
    ],
    [
      'a requirement of its own that is lost',
      lateClass(MessagePattern('late'), [LATE], GUARDED, RequireAnyGroup('admin')),
      wrap,
      /^LateClass\.list has access decorators on a function/,
    ],
    [
      'a guard that comes too late',
      lateClass(Get(), [LATE]),
      wrapWith(GUARDED),
      /^LateClass\.list has access decorators/,
    ],
    [
      'a requirement that comes too late',
      lateClass(Get(), [LATE, GUARDED]),
      wrapWith(RequireAnyGroup('admin')),
      /^LateClass\.list has access decorators on a function/,
    ],
  ])('stops the boot for %s', async (_case, controller, patch, mistake) => {
    const found = await scan(controller, patch);

    expect(found.mistakes).toContainEqual(expect.stringMatching(mistake));
  });

  it('boots with all of its decorators', async () => {
    const controller = lateClass(Get(), [LATE], GUARDED, RequireAnyGroup('admin'));

    expect(await scan(controller, wrapWith())).toEqual({ mistakes: [], warnings: [], open: [] });
  });
});

describe('a handler of messages or of a graph that is patched while modules start', () => {
  it.each<[string, Type<unknown>, 'controllers' | 'providers']>([
    ['Message late', lateClass(MessagePattern('late'), [Controller()]), 'controllers'],
    ['Socket late', lateClass(SubscribeMessage('late'), [WebSocketGateway()]), 'providers'],
    [
      'Query list',
      lateClass(
        Query(() => String),
        [Resolver()],
      ),
      'providers',
    ],
  ])('is listed: %s', async (route, type, part) => {
    const pool = await LocalUserPool.create();
    const app = await createApp(
      () => new ExpressAdapter(),
      { imports: [CognitoAuthModule.forRoot(pool.options)], [part]: [type] },
      { configure: (starting) => starting.useWebSocketAdapter(new WsAdapter(starting)) },
    );
    await app.init();
    wrap(type.prototype as Patched);
    const open = unprotectedRoutes(app);
    await app.close();

    expect(open).toEqual([`${route} (LateClass.list)`]);
  });
});

class Listing {
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

class MessageListing {
  @RequireAnyGroup('admin')
  @MessagePattern('list')
  list(): string {
    return 'in';
  }
}

/** A mixin as the handbook of Nest has it. */
const mixedIn = (Base: Type<Listing>, copies: boolean): Type<unknown> => {
  abstract class Host extends Base {}
  if (copies) {
    Object.defineProperties(Host.prototype, Object.getOwnPropertyDescriptors(Base.prototype));
  }
  return mixin(Host as Type<unknown>);
};

const decorated = (type: Type<unknown>, ...decorators: ClassDecorator[]): Type<unknown> => {
  for (const decorate of decorators) decorate(type);
  return type;
};

const extended = (type: Type<unknown>): Type<unknown> => class extends (type as Type<object>) {};

const withMetadata = (type: Type<unknown>): Type<unknown> =>
  copyMetadata(type as never, new Proxy(type, {}) as never) as never;

const listing = (): Type<unknown> => mixedIn(Listing, false);

describe.each(platforms)('a class in the place of another, on %s', (_, adapter) => {
  const always: [string, () => Type<unknown>][] = [
    ['a mixin', () => decorated(mixedIn(Listing, false), LATE, GUARDED)],
    ['a child that a decorator makes', () => decorated(extended(listing()), LATE, GUARDED)],
    ['a child of a decorated class', () => extended(decorated(listing(), LATE, GUARDED))],
    ['a proxy with all metadata', () => withMetadata(decorated(listing(), LATE, GUARDED))],
  ];
  const whereKnown: [string, () => Type<unknown>][] = [
    ['a mixin that copies constructor', () => decorated(mixedIn(Listing, true), LATE, GUARDED)],
    ['a guard on a proxy only', () => decorated(ProxyClass(listing()), LATE, GUARDED)],
  ];

  it.each([...always, ...(READS_REGISTERED_CLASS ? whereKnown : [])])(
    'is guarded: %s',
    async (_c, make) => {
      const pool = await LocalUserPool.create();
      const app = await startApp(adapter, {
        imports: [CognitoAuthModule.forRoot(pool.options)],
        controllers: [make()],
      });
      const get = (): request.Test => request(app.getHttpServer() as never).get('/late');

      const refused = await get();
      const others = await get().auth(pool.accessToken({ groups: [] }), BEARER);
      const admin = await get().auth(pool.accessToken({ groups: ['admin'] }), BEARER);
      const open = unprotectedRoutes(app);
      await app.close();

      expect(refused.body).toMatchObject({ code: 'ERR_COGNITO_TOKEN_MISSING' });
      expect(others.body).toMatchObject({ code: 'ERR_COGNITO_GROUP_REQUIRED' });
      expect(admin.status).toBe(200);
      expect(open).toEqual([]);
    },
  );

  it.each<[string, () => Type<unknown>[]]>([
    ...(READS_REGISTERED_CLASS ? [] : whereKnown).map(
      ([name, make]): [string, () => Type<unknown>[]] => [name, () => [make()]],
    ),
    [
      'a requirement that objects do not know',
      () => [decorated(mixedIn(Listing, true), LATE, GUARDED, RequireAnyGroup('staff'))],
    ],
    ['a guard below a proxy', () => [decorated(ProxyClass(decorated(listing(), GUARDED)), LATE)]],
    [
      'a proxy and its class side by side',
      () => {
        const type = listing();
        return [decorated(ProxyClass(type), LATE, GUARDED), decorated(type, Controller('other'))];
      },
    ],
  ])('stops the boot: %s', async (_case, make) => {
    const found = await scanBoot({ controllers: make() }, { createAdapter: adapter });

    expect(found.mistakes).toContainEqual(
      expect.stringMatching(/ has access decorators on a class that .*constructor/),
    );
  });

  it.each<[string, Type<unknown>, number]>([
    ['messages, bound', boundBy(MessageListing, (list) => list), 1],
    ['messages, bound with their metadata', boundBy(MessageListing, Object.setPrototypeOf), 0],
    ['routes, bound', boundBy(Listing, (list) => list), 0],
    ['routes, bound with their metadata', boundBy(Listing, Object.setPrototypeOf), 0],
  ])('has to keep what stands on methods that a hook binds: %s', async (_case, type, mistakes) => {
    const controller = decorated(type, LATE, GUARDED);
    const found = await scanBoot({ controllers: [controller] }, { createAdapter: adapter });

    expect(found.mistakes).toHaveLength(mistakes);
  });

  it('is asked for the methods of routes as they were before a hook binds or patches them', async () => {
    const pool = await LocalUserPool.create();
    const patched = lateClass(Get(), [Controller('patched')], GUARDED, RequireAnyGroup('admin'));
    const app = await startApp(adapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [
        decorated(
          boundBy(Listing, (list) => list),
          Controller('bound'),
          GUARDED,
        ),
        patched,
      ],
      providers: [bootstrapPatcherOf(patched)],
    });
    const statusOf = async (path: string, groups: string[]): Promise<number> =>
      (
        await request(app.getHttpServer() as never)
          .get(path)
          .auth(pool.accessToken({ groups }), BEARER)
      ).status;

    expect(await statusOf('/bound', [])).toBe(403);
    expect(await statusOf('/bound', ['admin'])).toBe(200);
    expect(await statusOf('/patched', [])).toBe(403);
    expect(await statusOf('/patched', ['admin'])).toBe(200);
    expect(accessTable(app)).toEqual([
      'GET /bound · any group admin (Bound.list)',
      'GET /patched · any group admin (LateClass.list)',
    ]);
    expect(unprotectedRoutes(app)).toEqual([]);
    await app.close();
  });

  it('is asked for the methods of now where objects are made for each request', async () => {
    const pool = await LocalUserPool.create();
    const patched = lateClass(
      Get(),
      [Controller({ path: 'patched', scope: Scope.REQUEST })],
      GUARDED,
    );
    const app = await startApp(adapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [patched],
      providers: [bootstrapPatcherOf(patched)],
    });

    const asked = await request(app.getHttpServer() as never).get('/patched');

    expect(asked).toMatchObject({ status: 200, text: 'patched' });
    expect(unprotectedRoutes(app)).toEqual(['GET /patched (LateClass.list)']);
    await app.close();
  });
});

/** Patches a class after the check at boot. */
function bootstrapPatcherOf(type: Type<unknown>): Type<unknown> {
  @Injectable()
  class Patcher {
    onApplicationBootstrap(): void {
      wrap(type.prototype as Patched);
    }
  }
  return Patcher;
}

function boundBy(
  Base: Type<Listing>,
  keep: (bound: () => string, list: () => string) => unknown,
): Type<unknown> {
  return class Bound extends Base {
    onModuleInit(): void {
      this.list = keep(this.list.bind(this), this.list) as () => string;
    }
  };
}
