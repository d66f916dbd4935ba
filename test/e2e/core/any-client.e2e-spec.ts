import { type CanActivate, Controller, Get, type Type, UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  OptionalAuth,
  Public,
  RequireAnyGroup,
  RequireAnyScope,
  RequireAudience,
  RequireTokenUse,
  RequireUserPool,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { CapturedLog } from '../../support/captured-log.js';
import { createApp } from '../../support/start-app.js';

const API = 'https://api.example.com';
const OTHER_POOL = 'eu-west-1_Customers';

const controllerWith = (...decorators: MethodDecorator[]): Type => {
  @Controller()
  @UseGuards(CognitoAuthGuard)
  class OrdersController {
    @Get()
    list(): void {}
  }
  const list = Object.getOwnPropertyDescriptor(
    OrdersController.prototype,
    'list',
  ) as PropertyDescriptor;
  for (const decorate of decorators) decorate(OrdersController.prototype, 'list', list);
  return OrdersController;
};

class JwtGuard extends AuthGuard('cognito') {}

const passportController = (guard: Type<CanActivate> | CanActivate): Type => {
  @Controller('passport')
  @UseGuards(guard)
  class PassportController {
    @Get()
    list(): void {}

    // AuthGuard does not read it.
    @Public()
    @Get('public')
    open(): void {}
  }
  return PassportController;
};

@Controller('open')
class OpenController {
  @Get()
  read(): void {}
}

describe('an app client that anybody may have registered', () => {
  let pool: LocalUserPool;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  const warningsOf = async (
    options: object,
    ...controllers: Type[]
  ): Promise<readonly string[]> => {
    const log = new CapturedLog();
    const imports = [CognitoAuthModule.forRoot(options as CognitoAuthModuleOptions)];
    const app = await createApp(() => new ExpressAdapter(), { imports, controllers }, { log });
    await app.init();
    await app.close();
    return log.lines.flatMap(({ level, text }) => (level === 'warn' ? [text] : []));
  };

  /** Options without a client, but for what a test says of it. */
  const anyClient = (more: object = {}): object => {
    const { clientId: _clientId, ...options } = pool.options;
    return { ...options, ...more };
  };
  const opens = (names: string): unknown =>
    expect.stringMatching(
      new RegExp(
        `^Tokens of every app client of ${pool.userPoolId} .*RFC 7591.*: ${names} CognitoAuth$`,
      ),
    );
  const absent = expect.stringMatching(/^clientId is absent: /);

  it.each<[string, object]>([
    ['clientId is null', { clientId: null }],
    ['clientId is absent, in the only warning', {}],
    ['any audience will do', { clientId: null, audience: null }],
    ['an audience is asked of access tokens alone', { audience: API, tokenUse: ['access', 'id'] }],
  ])('opens guarded handlers, which a warning names, where %s', async (_case, options) => {
    expect(await warningsOf(anyClient(options), controllerWith())).toEqual([
      opens('OrdersController\\.list'),
    ]);
  });

  it.each<[string, MethodDecorator]>([
    ['a group', RequireAnyGroup('admin')],
    ['a use', RequireTokenUse('access')],
  ])('opens what requires no more than %s', async (_case, decorate) => {
    expect(await warningsOf(anyClient({ clientId: null }), controllerWith(decorate))).toEqual([
      opens('OrdersController\\.list'),
    ]);
  });

  it.each<[string, object, Type]>([
    ['the handler requires a scope', {}, controllerWith(RequireAnyScope('orders/read'))],
    ['the handler requires an audience', { audience: null }, controllerWith(RequireAudience(API))],
    ['the pool has an audience', { audience: API }, controllerWith()],
    ['the handler is public', {}, controllerWith(Public())],
    ['the handler is for everybody', {}, controllerWith(OptionalAuth())],
    ['nothing guards the handler', {}, OpenController],
    [
      'the handler takes only tokens that have an audience',
      { audience: API, tokenUse: ['access', 'id'] },
      controllerWith(RequireTokenUse('access')),
    ],
  ])('is no matter where %s', async (_case, options, controller) => {
    expect(await warningsOf(anyClient({ clientId: null, ...options }), controller)).toEqual([]);
    expect(await warningsOf(anyClient(options), controller)).toEqual([absent]);
  });

  it.each<[string, Type<CanActivate> | CanActivate]>([
    ["AuthGuard('cognito')", AuthGuard('cognito')],
    ['an object of it', new (AuthGuard('cognito'))()],
    ['a guard that extends it', JwtGuard],
  ])('opens handlers of %s', async (_case, guard) => {
    const named = opens('PassportController\\.list, PassportController\\.open');

    expect(await warningsOf(anyClient(), passportController(guard))).toEqual([named]);
    expect(await warningsOf(anyClient({ audience: API }), passportController(guard))).toEqual([
      absent,
    ]);
    expect(await warningsOf(pool.options, passportController(guard))).toEqual([]);
  });

  it('opens handlers of AuthGuard() of the name that the options give', async () => {
    const named = anyClient({ strategyName: 'staff' });

    expect(await warningsOf(named, passportController(AuthGuard('staff')))).toEqual([
      opens('PassportController\\.list, PassportController\\.open'),
    ]);
    expect(await warningsOf(named, passportController(AuthGuard('cognito')))).toEqual([absent]);
  });

  it("opens handlers of a global AuthGuard('cognito'), public ones too", async () => {
    const log = new CapturedLog();
    const imports = [CognitoAuthModule.forRoot(anyClient() as CognitoAuthModuleOptions)];
    const providers = [{ provide: APP_GUARD, useClass: AuthGuard('cognito') }];
    const app = await createApp(
      () => new ExpressAdapter(),
      { imports, providers, controllers: [OpenController] },
      { log },
    );
    await app.init();
    await app.close();

    expect(log.lines.flatMap(({ level, text }) => (level === 'warn' ? [text] : []))).toEqual([
      opens('OpenController\\.read'),
    ]);
  });

  it('is no matter where clientId names clients', async () => {
    expect(await warningsOf(pool.options, controllerWith())).toEqual([]);
  });

  it('names only the pools whose tokens the handlers take', async () => {
    const other = await LocalUserPool.create({ userPoolId: OTHER_POOL });
    const userPools = [other.options, anyClient({ clientId: null })];

    expect(await warningsOf({ userPools }, controllerWith(RequireUserPool(OTHER_POOL)))).toEqual(
      [],
    );
    expect(
      await warningsOf({ userPools }, controllerWith(RequireUserPool(pool.userPoolId))),
    ).toEqual([opens('OrdersController\\.list')]);
  });

  it('opens so many that ten are named and the others counted, each once', async () => {
    const controllers = Array.from({ length: 12 }, (_, index) => {
      const controller = controllerWith();
      Object.defineProperty(controller, 'name', { value: `C${index}` });
      Controller(`c${index}`)(controller);
      return controller;
    });
    const named = Array.from({ length: 10 }, (_, index) => `C${index}\\.list`).join(', ');

    expect(
      await warningsOf(anyClient({ clientId: null }), ...controllers, controllers[0] as Type),
    ).toEqual([opens(`${named} and 2 more`)]);
  });
});
