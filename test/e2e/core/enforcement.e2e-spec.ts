import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  type CanActivate,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  forwardRef,
  Get,
  Inject,
  Injectable,
  Module,
  type ModuleMetadata,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, LazyModuleLoader } from '@nestjs/core';
import { GraphQLModule, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import request from 'supertest';
import {
  type AuthTransport,
  CognitoAuthGuard,
  CognitoAuthModule,
  OptionalAuth,
  Public,
  RequireAnyGroup,
  RequireAnyScope,
  RequireTokenUse,
} from 'nestjs-cognito-auth';
import { LocalUserPool, unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { CapturedLog } from '../../support/captured-log.js';
import { type BootScan, scanBoot } from '../../support/boot-scan.js';
import { platforms } from '../../support/platforms.js';
import { startApp, createApp } from '../../support/start-app.js';

const handlersOf = (decorate: MethodDecorator): new () => object => {
  @Controller()
  class PlainController {
    @decorate
    @Get()
    read(): string {
      return 'in';
    }
  }
  return PlainController;
};

@RequireAnyGroup('admin')
@Controller()
class ClassController {
  @Get('one')
  one(): string {
    return 'in';
  }

  @Public()
  @Get('two')
  two(): string {
    return 'in';
  }

  helper(): void {}
}

@Controller()
class MessageController {
  @RequireAnyGroup('admin')
  @MessagePattern('x')
  message(): string {
    return 'in';
  }
}

@Controller()
class OpenMessageController {
  @MessagePattern('x')
  message(): string {
    return 'in';
  }

  @Public()
  @MessagePattern('y')
  open(): string {
    return 'in';
  }
}

@Controller()
@UseGuards(CognitoAuthGuard)
class GuardedMessageController extends MessageController {
  @RequireAnyGroup('admin')
  @MessagePattern('y')
  other(): string {
    return 'in';
  }
}

@Resolver()
class FieldResolver {
  @UseGuards(CognitoAuthGuard)
  @Query(() => String)
  query(): string {
    return 'in';
  }
}

@Resolver('Order')
class GuardedFieldResolver {
  @UseGuards(CognitoAuthGuard)
  @ResolveField(() => String)
  secret(): string {
    return 'in';
  }
}

@Injectable()
class ComposedGuard implements CanActivate {
  constructor(@Inject(CognitoAuthGuard) readonly cognito: CognitoAuthGuard) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.cognito.canActivate(context);
  }
}

class ExtendedGuard extends CognitoAuthGuard {}

describe('a decorator that no guard enforces', () => {
  let pool: LocalUserPool;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  const boot = async (
    metadata: ModuleMetadata,
    extras: { globalGuard?: boolean } = {},
  ): Promise<void> => {
    const app = await startApp(() => new ExpressAdapter(), {
      ...metadata,
      imports: [
        CognitoAuthModule.forRoot({ ...pool.options, ...extras }),
        ...(metadata.imports ?? []),
      ],
    });
    await app.close();
  };

  it.each([
    ['@RequireAnyGroup()', RequireAnyGroup('admin')],
    ['@RequireAnyScope()', RequireAnyScope('orders/read')],
    ['@RequireTokenUse()', RequireTokenUse('access')],
    ['@OptionalAuth()', OptionalAuth()],
  ])('stops the boot: %s', async (_name, decorate) => {
    const controllers = [handlersOf(decorate)];

    await expect(boot({ controllers })).rejects.toThrow(
      /PlainController\.read has access decorators, but no CognitoAuthGuard reaches it.*@UseGuards\(CognitoAuthGuard\)/,
    );
    await expect(boot({ controllers }, { globalGuard: true })).resolves.toBeUndefined();
  });

  it('on a class stops the boot for each handler that it is meant for', async () => {
    const booting = boot({ controllers: [ClassController] });

    await expect(booting).rejects.toThrow(/ClassController\.one/);
    await expect(booting).rejects.not.toThrow(/ClassController\.(two|helper)/);
  });

  it('is no matter without any: a handler may be open', async () => {
    await expect(boot({ controllers: [handlersOf(Public())] })).resolves.toBeUndefined();
  });

  it.each([
    ['extends it', ExtendedGuard],
    ['asks it', ComposedGuard],
  ])('is enforced by a guard that %s', async (_case, guard) => {
    @Controller()
    @UseGuards(guard)
    class OwnController {
      @RequireAnyGroup('admin')
      @Get()
      read(): string {
        return 'in';
      }
    }

    await expect(boot({ controllers: [OwnController] })).resolves.toBeUndefined();
    await expect(
      boot({
        controllers: [handlersOf(RequireAnyGroup('admin'))],
        providers: [{ provide: APP_GUARD, useClass: guard }],
      }),
    ).resolves.toBeUndefined();
  });

  it.each([Scope.DEFAULT, Scope.REQUEST])(
    'is enforced by a global guard of a factory that has it injected, of scope %s',
    async (scope) => {
      const useFactory = (cognito: CognitoAuthGuard): CanActivate => ({
        canActivate: (context) => cognito.canActivate(context),
      });
      const providers = [{ provide: APP_GUARD, useFactory, inject: [CognitoAuthGuard], scope }];

      await expect(
        boot({ controllers: [handlersOf(RequireAnyGroup('admin'))], providers }),
      ).resolves.toBeUndefined();
    },
  );

  it('is no matter on a route without a server for HTTP, unlike on a message handler', async () => {
    const start = async (controller: Type<unknown>): Promise<void> => {
      const module = await Test.createTestingModule({
        imports: [CognitoAuthModule.forRoot(pool.options)],
        controllers: [controller],
      }).compile();
      const service = module.createNestMicroservice({ logger: false });
      await service.init();
      await service.close();
    };

    await expect(start(handlersOf(RequireAnyGroup('admin')))).resolves.toBeUndefined();
    await expect(start(MessageController)).rejects.toThrow(/MessageController\.message/);
  });

  it.each<[string, Type<unknown>]>([
    ['that require something', handlersOf(RequireAnyGroup('admin'))],
    ['that say nothing', handlersOf(() => undefined)],
  ])('does not count on a transient global guard for handlers %s', async (_case, controller) => {
    const providers = [
      { provide: APP_GUARD, useClass: CognitoAuthGuard, scope: Scope.TRANSIENT as const },
    ];

    await expect(boot({ controllers: [controller], providers })).rejects.toThrow(
      /Scope\.TRANSIENT.*leave scope out/,
    );
  });

  it('is not enforced by a guard that has nothing to do with it', async () => {
    const providers = [{ provide: APP_GUARD, useValue: { canActivate: () => true } }];

    await expect(
      boot({ controllers: [handlersOf(RequireAnyGroup('admin'))], providers }),
    ).rejects.toThrow(/no CognitoAuthGuard reaches it/);
  });

  it('is enforced by what a test puts in the place of the global guard', async () => {
    const app = await createApp(
      () => new ExpressAdapter(),
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true })],
        controllers: [handlersOf(RequireAnyGroup('admin'))],
      },
      {
        prepare: (builder) =>
          builder.overrideProvider(CognitoAuthGuard).useValue({ canActivate: () => true }),
      },
    );

    await expect(app.init()).resolves.toBeDefined();
    await app.close();
  });

  it('is enforced by app.useGlobalGuards()', async () => {
    const app = await createApp(
      () => new ExpressAdapter(),
      {
        imports: [CognitoAuthModule.forRoot(pool.options)],
        controllers: [handlersOf(RequireAnyGroup('admin'))],
      },
      { configure: (starting) => starting.useGlobalGuards(starting.get(CognitoAuthGuard)) },
    );

    await expect(app.init()).resolves.toBeDefined();
    await app.close();
  });

  it('on a message handler is not enforced by a global guard of a hybrid application', async () => {
    await expect(boot({ controllers: [MessageController] }, { globalGuard: true })).rejects.toThrow(
      /MessageController\.message.*hybrid application/,
    );
    await expect(boot({ controllers: [GuardedMessageController] })).resolves.toBeUndefined();
  });

  it('on a message handler beside a global guard is asked for, by a warning that names the handler', async () => {
    const log = new CapturedLog();
    const warningsOf = async (globalGuard: boolean): Promise<string[]> => {
      const metadata = {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard })],
        controllers: [OpenMessageController, GuardedMessageController, handlersOf(Public())],
      };
      const app = await createApp(() => new ExpressAdapter(), metadata, { log });
      log.lines.length = 0;
      await app.init();
      await app.close();
      return log.lines.flatMap(({ level, text }) => (level === 'warn' ? [text] : []));
    };

    expect(await warningsOf(true)).toEqual([
      expect.stringMatching(
        /^The global guard reaches neither .*hybrid.*: OpenMessageController\.message CognitoAuth$/,
      ),
    ]);
    expect(await warningsOf(false)).toEqual([]);
  });

  it('on a GraphQL field is enforced where fields are guarded', async () => {
    const withDriver = (enhancers: 'guards'[]): ModuleMetadata => ({
      providers: [FieldResolver, GuardedFieldResolver],
      imports: [
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          typeDefs: 'type Query { query: String, order: Order } type Order { secret: String }',
          fieldResolverEnhancers: enhancers,
        }),
      ],
    });

    await expect(boot(withDriver([]))).rejects.toThrow(
      /GuardedFieldResolver\.secret.*fieldResolverEnhancers: \['guards'\]/,
    );
    await expect(boot(withDriver(['guards']))).resolves.toBeUndefined();
  });
});

@Controller('both')
class TwoKindsController {
  @RequireAnyGroup('admin')
  @Get('read')
  @MessagePattern('read')
  read(): string {
    return 'in';
  }
}

@Controller('guarded')
@UseGuards(CognitoAuthGuard)
class ParentController {
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller('inheriting')
class InheritingController extends ParentController {}

@Controller('overriding')
class OverridingController extends ParentController {
  @Get()
  override list(): string {
    return 'in';
  }
}

@Controller('open')
class OpeningController extends ParentController {
  @Public()
  @Get()
  override list(): string {
    return 'in';
  }
}

class UnguardedParent {
  @UseGuards(CognitoAuthGuard)
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller('overriding-unguarded')
class UnguardedController extends UnguardedParent {
  @Get()
  override list(): string {
    return 'in';
  }
}

const SECRET = Symbol('secret');

@Injectable()
class Service {
  @RequireAnyGroup('admin')
  remove(): void {}

  @RequireAnyGroup('admin')
  [SECRET](): void {}

  @RequireAnyGroup('admin')
  static drop(): void {}

  get never(): string {
    throw new Error('a getter is not for the scan to call');
  }
}

@RequireAnyGroup('admin')
@Injectable()
class AdminService {
  list(): void {}
}

@RequireAnyGroup('admin')
@Injectable()
class ParentOfHandlers {}

@Controller('of-parent')
@UseGuards(CognitoAuthGuard)
class ChildController extends ParentOfHandlers {
  @Get()
  list(): string {
    return 'in';
  }
}

@WebSocketGateway()
@UseGuards(CognitoAuthGuard)
class ChatGateway {
  @RequireAnyGroup('admin')
  @SubscribeMessage('say')
  say(): void {}
}

/** What is served by a provider on a controller, and the other way round. */
@Controller('misplaced')
@UseGuards(CognitoAuthGuard)
class MisplacedController {
  @RequireAnyGroup('admin')
  @Query(() => String)
  query(): string {
    return 'in';
  }

  @Public()
  @Get()
  list(): string {
    return 'in';
  }
}

@Injectable()
class MisplacedProvider {
  @RequireAnyGroup('admin')
  @Get('misplaced')
  list(): string {
    return 'in';
  }
}

/** Loads a module while the application boots, as whoever needs it late does. */
@Injectable()
class LateLoader {
  constructor(@Inject(LazyModuleLoader) private readonly loader: LazyModuleLoader) {}

  async onModuleInit(): Promise<void> {
    await this.loader.load(() => LateModule);
  }
}

class QueueTransport implements AuthTransport {
  readonly contextType = 'rmq';

  tokenOf(): string {
    throw new Error('nobody calls');
  }

  carrierOf(): object {
    return {};
  }

  refuse(): never {
    throw new Error('nobody calls');
  }
}

@Module({ controllers: [handlersOf(RequireAnyGroup('admin'))] })
class LateModule {}

@Module({ controllers: [TwoKindsController] })
class TwoKindsModule {}

@Module({ imports: [forwardRef(() => CircularModule)] })
class FirstModule {}

@Module({ imports: [FirstModule], controllers: [handlersOf(RequireAnyGroup('admin'))] })
class CircularModule {}

describe.each(platforms)('the handlers of an application, on %s', (_platform, createAdapter) => {
  const scan = (metadata: ModuleMetadata, globalGuard = false): Promise<BootScan> =>
    scanBoot(metadata, { createAdapter, globalGuard });

  it('are looked at for each kind that they are of', async () => {
    const guarded = await scan({ controllers: [TwoKindsController] }, true);
    const unguarded = await scan({ controllers: [TwoKindsController] });

    expect(guarded.mistakes).toEqual([
      expect.stringMatching(/^TwoKindsController\.read .*hybrid application/),
    ]);
    expect(guarded.open).toEqual(['Message read (TwoKindsController.read)']);
    expect(unguarded.mistakes).toHaveLength(2);
    expect(unguarded.open).toEqual([
      'GET /both/read (TwoKindsController.read)',
      'Message read (TwoKindsController.read)',
    ]);
  });

  it('are found in a module that is loaded while the application boots', async () => {
    const found = await scan({ providers: [LateLoader] });

    expect(found.mistakes).toEqual([expect.stringMatching(/^PlainController\.read /)]);
  });

  it('are found in modules that import each other, and named once where two modules have them', async () => {
    const registered = (module: Type<unknown>): DynamicModule => ({
      module,
      controllers: [MessageController],
    });
    const found = await scan({
      imports: [FirstModule, registered(class One {}), registered(class Two {})],
    });

    expect(found.mistakes).toEqual([
      expect.stringMatching(/^PlainController\.read /),
      expect.stringMatching(/^MessageController\.message /),
    ]);
    expect(found.open).toEqual([
      'GET / (PlainController.read)',
      'Message x (MessageController.message)',
    ]);
  });

  it('inherit what their parents have on methods, unless they override them', async () => {
    const found = await scan({
      controllers: [InheritingController, OverridingController, OpeningController],
    });
    const unguarded = await scan({ controllers: [UnguardedController] });

    expect(found.mistakes).toEqual([]);
    expect(found.warnings).toEqual([
      expect.stringMatching(/ not inherited\. .*: OverridingController\.list CognitoAuth$/),
    ]);
    expect(unguarded.mistakes).toEqual([
      expect.stringMatching(/^UnguardedController\.list overrides .*@Public\(\)/),
    ]);
    expect(unguarded.open).toEqual(['GET /overriding-unguarded (UnguardedController.list)']);
  });

  it('are told from what only looks like one, by a warning that names it', async () => {
    const found = await scan({
      controllers: [ChildController, MisplacedController],
      providers: [
        MisplacedProvider,
        Service,
        { provide: 'service', useFactory: () => new Service() },
        AdminService,
        ParentOfHandlers,
        ChildController,
        ChatGateway,
        { provide: 'chat', useFactory: () => new ChatGateway() },
      ],
    });

    expect(found.mistakes).toEqual([]);
    expect(found.warnings).toEqual([
      expect.stringMatching(
        /^Nest does not seem to route calls to .*: MisplacedController\.query, MisplacedProvider\.list, Service\.remove, Service\.Symbol\(secret\), Service\.drop, AdminService CognitoAuth$/,
      ),
    ]);
    expect(found.open).toEqual([]);
  });

  it('of a transport of its own are not known, so nothing is said of what could be one', async () => {
    const pool = await LocalUserPool.create();
    const log = new CapturedLog();
    const imports = [
      CognitoAuthModule.forRoot({ ...pool.options, transports: [new QueueTransport()] }),
    ];
    const app = await createApp(createAdapter, { imports, providers: [Service] }, { log });

    await app.init();
    await app.close();
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it.each<[string, () => Promise<BootScan>]>([
    [
      'an application of no handlers',
      () =>
        scan({
          providers: [
            { provide: 'x', useValue: null },
            { provide: 'y', useValue: 'y' },
          ],
        }),
    ],
    [
      'values of every kind',
      () =>
        scan({
          providers: [
            { provide: 'bare', useValue: Object.create(null) as unknown },
            { provide: 'class', useValue: Service },
            { provide: 'function', useFactory: () => (): void => undefined },
            { provide: 'promise', useFactory: () => Promise.resolve(new Map()) },
          ],
        }),
    ],
  ])('are none in %s', async (_case, scanned) => {
    expect(await scanned()).toEqual({ mistakes: [], warnings: [], open: [] });
  });

  it('of a module that is loaded later are listed, and not routed', async () => {
    const pool = await LocalUserPool.create();
    const app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
    });

    await app.get(LazyModuleLoader).load(() => TwoKindsModule);

    expect((await request(app.getHttpServer() as never).get('/both/read')).status).toBe(404);
    expect(unprotectedRoutes(app)).toEqual([
      'GET /both/read (TwoKindsController.read)',
      'Message read (TwoKindsController.read)',
    ]);
    await app.close();
  });
});
