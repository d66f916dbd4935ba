import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  Controller,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { ApplicationConfig, ModuleRef } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { CognitoAuthGuard, CognitoAuthModule, RequireAnyGroup } from 'nestjs-cognito-auth';
import { accessTable, LocalUserPool, unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { SHOWS_MICROSERVICES } from '../../support/nest-version.js';
import { platforms } from '../../support/platforms.js';
import { createApp } from '../../support/start-app.js';

@Controller('orders')
class OrdersController {
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller('admin')
class AdminController {
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

@Controller()
class MessagesController {
  @MessagePattern('sum')
  sum(): string {
    return 'in';
  }
}

@Resolver()
class OrderResolver {
  @Query(() => String)
  order(): string {
    return 'in';
  }
}

/** Adds a global guard by itself, while the application boots. */
class GuardAdder {
  constructor(
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
  ) {}

  protected add(): void {
    this.config.useGlobalGuards(this.moduleRef.get(CognitoAuthGuard, { strict: false }));
  }
}

@Injectable()
class AtInit extends GuardAdder {
  onModuleInit(): void {
    this.add();
  }
}

@Injectable()
class AtBootstrap extends GuardAdder {
  onApplicationBootstrap(): void {
    this.add();
  }
}

@Injectable()
class AtCreation extends GuardAdder {
  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(CognitoAuthGuard) guard: CognitoAuthGuard,
  ) {
    super(moduleRef, config);
    config.useGlobalGuards(guard);
  }
}

/** Its hooks run before those of modules that are not global, and of global modules that are imported later. */
@Module({ providers: [AtInit] })
class EarlyModule {}

const TOO_LATE = expect.objectContaining({
  code: 'ERR_COGNITO_SETUP',
  mistakes: expect.arrayContaining([
    expect.stringMatching(/^CognitoAuthGuard.* after Nest had read .*globalGuard: true/),
  ]) as unknown,
}) as Error;

describe.each(platforms)('a global guard that is added late, on %s', (_platform, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  afterEach(() => app.close());

  const create = async (
    { imports = [], ...metadata }: ModuleMetadata,
    configure: (app: INestApplication) => unknown = () => undefined,
  ): Promise<void> => {
    const auth = CognitoAuthModule.forRoot(pool.options);
    app = await createApp(
      createAdapter,
      { ...metadata, imports: [...imports, auth] },
      { configure },
    );
  };
  const addGuard = (): unknown => app.useGlobalGuards(app.get(CognitoAuthGuard));
  const statusOf = async (path: string): Promise<number> =>
    (await request(app.getHttpServer() as never).get(path)).status;

  it.each<[string, ModuleMetadata]>([
    ['a hook', { providers: [AtInit] }],
    ['a hook that runs before ours', { imports: [{ module: EarlyModule, global: true }] }],
  ])('stops the boot: by %s', async (_case, metadata) => {
    for (const controller of [OrdersController, AdminController] as Type<unknown>[]) {
      await create({ ...metadata, controllers: [controller] });

      await expect(app.init()).rejects.toThrow(TOO_LATE);
    }
  });

  it('stops the boot of a graph', async () => {
    const graph = GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
    });
    await create({ imports: [graph], providers: [OrderResolver, AtInit] });

    await expect(app.init()).rejects.toThrow(TOO_LATE);
  });

  it('stops the boot of a microservice', async () => {
    const module = await Test.createTestingModule({
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [MessagesController],
      providers: [AtInit],
    }).compile();
    const service = module.createNestMicroservice({ logger: false });

    await expect(service.listen()).rejects.toThrow(TOO_LATE);
    await service.close();
  });

  it('guards nothing and enforces nothing after the check at boot', async () => {
    await create({ controllers: [AdminController], providers: [AtBootstrap] });

    await expect(app.init()).rejects.toThrow(/AdminController\.list has access decorators/);
  });

  it.each<[string, ModuleMetadata, () => unknown]>([
    ['by a hook after the check', { providers: [AtBootstrap] }, () => undefined],
    ['to a running application', {}, addGuard],
  ])('does not count: %s', async (_case, metadata, add) => {
    await create({ ...metadata, controllers: [OrdersController] });
    await app.listen(0, '127.0.0.1');
    add();

    expect(await statusOf('/orders')).toBe(200);
    expect(accessTable(app)).toEqual(['GET /orders · OPEN (OrdersController.list)']);
    expect(unprotectedRoutes(app)).toEqual(['GET /orders (OrdersController.list)']);
  });

  it.each<[string, ModuleMetadata, ((app: INestApplication) => unknown) | undefined]>([
    ['a constructor', { providers: [AtCreation] }, undefined],
    ['main.ts', {}, (starting) => starting.useGlobalGuards(starting.get(CognitoAuthGuard))],
  ])('counts where it is in time: by %s', async (_case, metadata, configure) => {
    await create({ ...metadata, controllers: [AdminController, OrdersController] }, configure);
    await app.listen(0, '127.0.0.1');
    // A second one changes nothing.
    addGuard();

    expect(await statusOf('/orders')).toBe(401);
    expect(await statusOf('/admin')).toBe(401);
    expect(accessTable(app)).toEqual([
      'GET /admin · any group admin (AdminController.list)',
      'GET /orders · signed in (OrdersController.list)',
    ]);
  });

  it('is no matter in a context, which serves nothing', async () => {
    const module = await Test.createTestingModule({
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [AdminController],
      providers: [AtInit],
    }).compile();

    const startAndStop = async (): Promise<string> => {
      await module.init();
      await module.close();
      return 'started';
    };
    const outcome = await startAndStop().catch((error: unknown) => error);

    expect(outcome).toEqual(SHOWS_MICROSERVICES ? 'started' : TOO_LATE);
  });

  it('leaves the paths as Nest has read them', async () => {
    await create({ controllers: [OrdersController] }, (starting) =>
      starting.setGlobalPrefix('api'),
    );
    await app.listen(0, '127.0.0.1');
    app.setGlobalPrefix('late');

    expect(await statusOf('/api/orders')).toBe(200);
    expect(accessTable(app)).toEqual(['GET /api/orders · OPEN (OrdersController.list)']);
  });
});
