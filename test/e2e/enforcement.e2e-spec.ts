import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Inject,
  Injectable,
  type ModuleMetadata,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  OptionalAuth,
  Public,
  RequireAnyGroup,
  RequireAnyScope,
  TokenUse,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { CapturedLog } from '../security/support/captured-log.js';
import { startApp } from '../support/platforms.js';

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
    ['@TokenUse()', TokenUse('access')],
    ['@OptionalAuth()', OptionalAuth()],
  ])('stops the boot: %s', async (_name, decorate) => {
    const controllers = [handlersOf(decorate)];

    await expect(boot({ controllers })).rejects.toThrow(
      /PlainController\.read has decorators of access, and no CognitoAuthGuard reaches it.*@UseGuards\(CognitoAuthGuard\)/,
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

  it('is not enforced by a guard that has nothing to do with it', async () => {
    const providers = [{ provide: APP_GUARD, useValue: { canActivate: () => true } }];

    await expect(
      boot({ controllers: [handlersOf(RequireAnyGroup('admin'))], providers }),
    ).rejects.toThrow(/no CognitoAuthGuard reaches it/);
  });

  it('is enforced by what a test puts in the place of the global guard', async () => {
    const module = await Test.createTestingModule({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true })],
      controllers: [handlersOf(RequireAnyGroup('admin'))],
    })
      .overrideProvider(CognitoAuthGuard)
      .useValue({ canActivate: () => true })
      .compile();

    await expect(module.createNestApplication().init()).resolves.toBeDefined();
    await module.close();
  });

  it('is enforced by app.useGlobalGuards()', async () => {
    const module = await Test.createTestingModule({
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [handlersOf(RequireAnyGroup('admin'))],
    }).compile();
    const app: INestApplication = module.createNestApplication();
    app.useGlobalGuards(app.get(CognitoAuthGuard));

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
      const module = await Test.createTestingModule({
        imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard })],
        controllers: [OpenMessageController, GuardedMessageController, handlersOf(Public())],
      }).compile();
      log.lines.length = 0;
      const app: INestApplication = module.createNestApplication({ logger: log });
      await app.init();
      await app.close();
      return log.lines.flatMap(({ level, text }) => (level === 'warn' ? [text] : []));
    };

    expect(await warningsOf(true)).toEqual([
      expect.stringMatching(
        /^The global guard does not reach .*hybrid.*: OpenMessageController\.message CognitoAuth$/,
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
