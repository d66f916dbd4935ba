import {
  Controller,
  Get,
  type INestApplicationContext,
  Injectable,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions } from '@nestjs/microservices';
import { Test, type TestingModule } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import { CognitoAuthModule, CognitoAuthSetupError, RequireAnyGroup } from 'nestjs-cognito-auth';
import { accessTable, LocalUserPool, unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { CapturedLog } from '../../support/captured-log.js';
import { SHOWS_MICROSERVICES } from '../../support/nest-version.js';
import { clientOf, tcp } from '../../support/transporters.js';

@Controller()
class MessagesController {
  @MessagePattern('open')
  open(): string {
    return 'in';
  }

  @RequireAnyGroup('admin')
  @MessagePattern('sum')
  sum(): string {
    return 'in';
  }
}

@Controller('orders')
class OrdersController {
  @RequireAnyGroup('admin')
  @Get()
  list(): string {
    return 'in';
  }
}

@Injectable()
class Service {
  @RequireAnyGroup('admin')
  remove(): void {}
}

describe('an application without a server for HTTP', () => {
  let pool: LocalUserPool;
  let options: MicroserviceOptions;
  let log: CapturedLog;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  beforeEach(async () => {
    ({ options } = await tcp.start());
    log = new CapturedLog();
  });

  const moduleOf = (globalGuard: boolean, ...controllers: Type<unknown>[]) => ({
    module: class AppModule {},
    imports: [
      CognitoAuthModule.forRoot({ ...pool.options, globalGuard, transports: [tcp.transport] }),
    ],
    controllers,
    providers: [Service],
  });
  const warnings = (): readonly string[] =>
    log.lines.flatMap(({ level, text }) => (level === 'warn' ? [text] : []));

  type Module = ReturnType<typeof moduleOf>;
  const compile = (module: Module): Promise<TestingModule> =>
    Test.createTestingModule({ imports: [module] })
      .setLogger(log)
      .compile();

  const microservices: [string, (module: Module) => Promise<INestApplicationContext>][] = [
    [
      'NestFactory.createMicroservice()',
      async (module) => {
        const service = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
          ...options,
          logger: log,
          abortOnError: false,
        });
        await service.listen();
        return service;
      },
    ],
    [
      'createNestMicroservice() of a testing module',
      async (module) => {
        const service = (await compile(module)).createNestMicroservice<MicroserviceOptions>({
          ...options,
          logger: log,
        });
        await service.listen();
        return service;
      },
    ],
  ];
  const contexts: [string, (module: Module) => Promise<INestApplicationContext>][] = [
    [
      'NestFactory.createApplicationContext()',
      (module) =>
        NestFactory.createApplicationContext(module, { logger: log, abortOnError: false }),
    ],
    [
      'a testing module',
      async (module) => {
        const context = await compile(module);
        return context.init();
      },
    ],
  ];

  it.each(microservices)('guards messages by its global guard: %s', async (_name, start) => {
    const service = await start(moduleOf(true, MessagesController));
    const client = clientOf(options);
    const refused = firstValueFrom(client.send('open', {}));

    await expect(refused).rejects.toMatchObject({ code: 'ERR_COGNITO_TOKEN_MISSING' });
    expect(accessTable(service)).toEqual([
      'Message open · signed in (MessagesController.open)',
      'Message sum · any group admin (MessagesController.sum)',
    ]);
    expect(unprotectedRoutes(service)).toEqual([]);
    expect(warnings()).toEqual([]);
    await client.close();
    await service.close();
  });

  it.each(microservices)('does not start with unguarded messages: %s', async (_name, start) => {
    await expect(start(moduleOf(false, MessagesController))).rejects.toThrow(
      /MessagesController\.sum has access decorators, but no CognitoAuthGuard .*globalGuard: true/,
    );
  });

  it.each(microservices)('serves no routes that need a guard: %s', async (_name, start) => {
    const service = await start(moduleOf(false, OrdersController));

    expect(warnings()).toEqual([]);
    await service.close();
  });

  it.each(contexts)('serves nothing that needs a guard: %s', async (_name, start) => {
    const controllers = SHOWS_MICROSERVICES
      ? [OrdersController, MessagesController]
      : [OrdersController];
    const context = await start(moduleOf(false, ...controllers));

    expect(warnings()).toEqual([]);
    await context.close();
  });

  it.each(contexts)('still does not start with bad options: %s', async (_name, start) => {
    const module = moduleOf(false);
    const bad = { ...module, imports: [CognitoAuthModule.forRoot({} as never)] };

    await expect(start(bad)).rejects.toThrow(CognitoAuthSetupError);
  });
});
