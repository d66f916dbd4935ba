import {
  Controller,
  Get,
  type INestApplication,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
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
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { type BootScan, scanBoot } from '../support/boot-scan.js';
import { platforms, startApp } from '../support/platforms.js';

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
      ['GET /proxied-class (ProxiedClassController.list)'],
    ],
  ])('stops the boot: %s', async (_case, controller, name, open) => {
    const found = await scan(controller);

    expect(found.mistakes).toEqual([expect.stringMatching(new RegExp(`^${name} has decorators`))]);
    expect(found.open).toEqual(open);
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

    it('is open where they say so', async () => {
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

class LatePatchedController {
  onModuleInit(): void {
    LatePatchedController.prototype.list = (): string => 'in';
  }

  @UseGuards(CognitoAuthGuard)
  @RequireAnyGroup('admin')
  @MessagePattern('late')
  list(): string {
    return 'in';
  }
}
Controller('late')(LatePatchedController);

describe('a handler that is patched while modules start', () => {
  it('stops the boot, because Nest may have read its marks before', async () => {
    const found = await scanBoot({ controllers: [LatePatchedController] });

    expect(found.mistakes).toContainEqual(
      expect.stringMatching(/^LatePatchedController\.list has decorators of access on a function/),
    );
  });
});
