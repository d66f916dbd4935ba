import { randomUUID } from 'node:crypto';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Inject,
  Injectable,
  Module,
  Req,
  Scope,
  UseGuards,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoTokenVerifier,
  CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import type { PassportTokenVerifier } from '../../../lib/core/verifier/passport-token-verifier.js';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { tamper } from '../../support/forge.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

@Controller('guarded')
@UseGuards(CognitoAuthGuard)
class GuardedController {
  @Get()
  sub(@CurrentUser('sub') sub: string): string {
    return sub;
  }
}

@Controller('plain')
class PlainController {
  @Get()
  sub(@CurrentUser('sub') sub: string): string {
    return sub;
  }

  @Public()
  @Get('public')
  open(): string {
    return 'open';
  }
}

@Controller('unguarded')
class UnguardedController {
  @Get()
  sub(@Req() request: object): string {
    return (request as { user?: CognitoUser }).user?.sub ?? 'nobody';
  }
}

/** A feature module of its own, for which Nest makes a guard of its own. */
@Module({ controllers: [GuardedController] })
class FeatureModule {}

let pool: LocalUserPool;
let app: INestApplication;

beforeAll(async () => {
  pool = await LocalUserPool.create();
});

// A boot that is refused leaves none.
afterEach(() => app?.close());

const outcome = async (path: string, token?: string): Promise<[number, string]> => {
  const { status, text, body } = await get(app, path, token);
  return [status, status === 200 ? text : (body.code ?? body.message)];
};

describe.each(platforms)('the guard on %s', (_name, createAdapter) => {
  it('protects controllers of other modules', async () => {
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(pool.options), FeatureModule],
    });

    expect(await outcome('/guarded', pool.accessToken({ sub: 'a' }))).toEqual([200, 'a']);
    expect(await outcome('/guarded')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
  });

  it('protects everything but what is public when it is global', async () => {
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true })],
      controllers: [PlainController],
    });

    expect(await outcome('/plain')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
    expect(await outcome('/plain', pool.accessToken({ sub: 'a' }))).toEqual([200, 'a']);
    expect(await outcome('/plain/public')).toEqual([200, 'open']);
  });

  it('is not global unless told to be', async () => {
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRootAsync({ useFactory: () => pool.options })],
      controllers: [UnguardedController],
    });

    expect(await outcome('/unguarded')).toEqual([200, 'nobody']);
  });

  it('never leaves a user of somebody else on a refused request', async () => {
    const seen: unknown[] = [];
    @Injectable()
    class PlantingGuard {
      canActivate(context: ExecutionContext): boolean {
        context.switchToHttp().getRequest<{ user?: unknown }>().user = { sub: 'planted' };
        return true;
      }
    }
    @Injectable()
    class WatchingGuard extends CognitoAuthGuard {
      override async canActivate(context: ExecutionContext): Promise<boolean> {
        const request = context.switchToHttp().getRequest<{ user?: unknown }>();
        try {
          return await super.canActivate(context);
        } finally {
          seen.push(request.user);
        }
      }
    }
    @Controller('planted')
    @UseGuards(PlantingGuard, WatchingGuard)
    class PlantedController {
      @OptionalAuth()
      @Get('optional')
      optional(@CurrentUser() user?: CognitoUser): { user: string } {
        return { user: user?.sub ?? 'nobody' };
      }

      @Get()
      sub(@CurrentUser('sub') sub: string): string {
        return sub;
      }
    }
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [PlantedController],
    });

    expect(await outcome('/planted')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
    expect((await get(app, '/planted/optional')).body).toEqual({ user: 'nobody' });
    expect(await outcome('/planted', pool.accessToken({ sub: 'a' }))).toEqual([200, 'a']);
    expect(seen).toEqual([undefined, undefined, expect.objectContaining({ sub: 'a' })]);
  });
});

describe.each(platforms)(
  'what is request-scoped elsewhere in an application on %s',
  (_name, createAdapter) => {
    @Injectable({ scope: Scope.REQUEST })
    class Basket {
      readonly id: string = randomUUID();
      constructor(
        @Inject(REQUEST) readonly request: { readonly user?: { readonly sub: string } },
      ) {}
    }

    @Injectable()
    class BasketGuard implements CanActivate {
      constructor(@Inject(Basket) readonly basket: Basket) {}

      canActivate(): boolean {
        return this.basket.id.length > 0;
      }
    }

    @Controller('baskets')
    @UseGuards(CognitoAuthGuard, BasketGuard)
    class BasketsController {
      constructor(@Inject(Basket) readonly basket: Basket) {}

      @Get()
      show(@CurrentUser('sub') sub: string): object {
        return { sub, of: this.basket.request.user?.sub, id: this.basket.id };
      }
    }

    it.each([false, true])('does not matter, with globalGuard: %s', async (globalGuard) => {
      app = await startApp(createAdapter, {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard })],
        controllers: [BasketsController],
        providers: [Basket],
      });
      const verifier = app.get(CognitoTokenVerifier);
      const [first, second] = await Promise.all(
        ['a', 'b'].map((sub) => get(app, '/baskets', pool.accessToken({ sub }))),
      );

      expect(first?.body).toMatchObject({ sub: 'a', of: 'a' });
      expect(second?.body).toMatchObject({ sub: 'b', of: 'b' });
      expect(first?.body.id).not.toBe(second?.body.id);
      expect(await outcome('/baskets')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
      // One verifier, and with it one set of keys and one cache, for all of them.
      expect(await app.resolve(CognitoTokenVerifier)).toBe(verifier);
    });
  },
);

describe('the guard', () => {
  const start = async (
    metadata: Parameters<typeof startApp>[1],
    options?: Parameters<typeof startApp>[2],
  ) => {
    app = await startApp(() => new ExpressAdapter(), metadata, options);
  };

  it('verifies once where it stands twice', async () => {
    const verified: string[] = [];
    await start({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true }), FeatureModule],
    });
    const verifier = app.get<PassportTokenVerifier>(CognitoTokenVerifier);
    const verify = verifier.verifyOrRecall.bind(verifier);
    verifier.verifyOrRecall = (token) => {
      verified.push(token);
      return verify(token);
    };

    const token = pool.accessToken({ sub: 'a' });
    expect(await outcome('/guarded', token)).toEqual([200, 'a']);
    expect(verified).toEqual([token]);
  });

  it.each([
    ['where it is global', true, '/plain/open'],
    ['where a controller names it', false, '/guarded'],
  ])('is replaced by overrideProvider() %s', async (_case, globalGuard, path) => {
    @Controller('plain')
    class OpenController {
      @Get('open')
      open(): string {
        return 'open';
      }
    }
    const refusing = { canActivate: (): boolean => false };
    await start(
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard }), FeatureModule],
        controllers: [OpenController],
      },
      { prepare: (builder) => builder.overrideProvider(CognitoAuthGuard).useValue(refusing) },
    );

    expect((await get(app, path, pool.accessToken())).status).toBe(403);
  });

  it('lets the class require and the handler open', async () => {
    @Controller('admin')
    @UseGuards(CognitoAuthGuard)
    @RequireAnyGroup('admin')
    class AdminController {
      @Get()
      sub(@CurrentUser('sub') sub: string): string {
        return sub;
      }

      @RequireAnyGroup('owner')
      @Get('both')
      both(@CurrentUser('sub') sub: string): string {
        return sub;
      }

      @Public()
      @Get('public')
      open(): string {
        return 'open';
      }
    }
    @Controller('inherited')
    class InheritedController extends AdminController {}
    await start({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true })],
      controllers: [AdminController, InheritedController],
    });
    const admin = pool.accessToken({ sub: 'a', groups: ['admin'] });
    const owner = pool.accessToken({ groups: ['owner'] });

    expect(await outcome('/admin', admin)).toEqual([200, 'a']);
    expect(await outcome('/admin', pool.accessToken())).toEqual([
      403,
      'ERR_COGNITO_GROUP_REQUIRED',
    ]);
    expect(await outcome('/admin/both', admin)).toEqual([403, 'ERR_COGNITO_GROUP_REQUIRED']);
    expect(await outcome('/admin/both', owner)).toEqual([403, 'ERR_COGNITO_GROUP_REQUIRED']);
    expect(
      await outcome('/admin/both', pool.accessToken({ sub: 'b', groups: ['owner', 'admin'] })),
    ).toEqual([200, 'b']);
    expect(await outcome('/admin/public')).toEqual([200, 'open']);
    expect(await outcome('/inherited', pool.accessToken())).toEqual([
      403,
      'ERR_COGNITO_GROUP_REQUIRED',
    ]);
    expect(await outcome('/inherited', admin)).toEqual([200, 'a']);
  });

  it.each<[string, ClassDecorator[], MethodDecorator[], string]>([
    [
      'public and requires something',
      [],
      [Public(), RequireAnyGroup('a')],
      'is @Public() and requires',
    ],
    [
      'optional and requires something',
      [],
      [RequireAnyGroup('a'), OptionalAuth()],
      'is @OptionalAuth() and requires',
    ],
    [
      'optional in a class that requires something',
      [RequireAnyGroup('a')],
      [OptionalAuth()],
      'requires something',
    ],
    [
      'of a class that is public and requires something',
      [Public(), RequireAnyGroup('a')],
      [],
      'is @Public() and requires',
    ],
  ])('stops the boot for a handler that is %s', async (_case, ofClass, ofHandler, mistake) => {
    @Controller('contradiction')
    class ContradictoryController {
      @Get()
      list(): string {
        return 'in';
      }
    }
    Reflect.decorate(ofClass, ContradictoryController);
    const handler = Object.getOwnPropertyDescriptor(ContradictoryController.prototype, 'list');
    Reflect.decorate(ofHandler, ContradictoryController.prototype, 'list', handler);
    const metadata = {
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [ContradictoryController],
    };

    await expect(start(metadata)).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      mistakes: [expect.stringContaining(mistake)],
    });
    await start({ imports: [CognitoAuthModule.forRoot(pool.options)] });
  });

  it('refuses two modes on one handler where they are written', () => {
    const handler = { value: () => 'in' };

    expect(() =>
      Reflect.decorate([Public(), OptionalAuth()] as MethodDecorator[], {}, 'list', handler),
    ).toThrow(expect.objectContaining({ code: 'ERR_COGNITO_SETUP' }));
    expect(() => RequireAnyGroup()).toThrow(expect.objectContaining({ code: 'ERR_COGNITO_SETUP' }));
  });

  it('does not open a class by its public parent, nor a handler that requires something', async () => {
    @Public()
    @Controller('open')
    class OpenController {
      @Get()
      open(): string {
        return 'open';
      }

      @RequireAnyGroup('admin')
      @Get('closed')
      closed(): string {
        return 'closed';
      }
    }
    @Controller('child')
    class ChildController extends OpenController {}
    await start({
      imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard: true })],
      controllers: [OpenController, ChildController],
    });

    expect(await outcome('/open')).toEqual([200, 'open']);
    expect(await outcome('/open/closed')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
    expect(await outcome('/child')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
  });

  it('refuses a context that it does not know, and names the handler', async () => {
    await start({ imports: [CognitoAuthModule.forRoot(pool.options)] });
    const context = {
      getType: () => 'ws',
      getClass: () => GuardedController,
      getHandler: () => Object.getOwnPropertyDescriptor(GuardedController.prototype, 'sub')?.value,
      getArgs: () => [{}],
    } as unknown as ExecutionContext;

    const refusal = async () => app.get(CognitoAuthGuard).canActivate(context);
    await expect(refusal).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      message: expect.stringMatching(/GuardedController\.sub in a context of type 'ws'/),
    });
  });
});

describe('two applications in one process', () => {
  it('accept only the tokens of their own pool', async () => {
    const other = await LocalUserPool.create();
    const start = (options: LocalUserPool['options']) =>
      startApp(() => new ExpressAdapter(), {
        imports: [CognitoAuthModule.forRoot(options), FeatureModule],
      });
    app = await start(pool.options);
    const otherApp = await start(other.options);
    try {
      const statuses = await Promise.all([
        get(app, '/guarded', pool.accessToken()),
        get(app, '/guarded', other.accessToken()),
        get(otherApp, '/guarded', other.accessToken()),
        get(otherApp, '/guarded', pool.accessToken()),
      ]);

      expect(statuses.map(({ status }) => status)).toEqual([200, 401, 200, 401]);
    } finally {
      await otherApp.close();
    }
  });

  it('leave the strategies of others in passport alone', async () => {
    const { default: passport } = await import('passport');
    const own = { name: 'jwt', authenticate: () => undefined };
    passport.use('jwt', own as never);
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(pool.options)],
    });

    expect((passport as unknown as { _strategies: object })._strategies).toMatchObject({
      jwt: own,
    });
    passport.unuse('jwt');
  });
});

describe.each(platforms)(
  "AuthGuard('cognito') of @nestjs/passport on %s",
  (_name, createAdapter) => {
    @Controller('passport')
    @UseGuards(AuthGuard('cognito'))
    class PassportController {
      @Get()
      sub(@CurrentUser() user: CognitoUser): string {
        return `${user.tokenUse} ${user.sub}`;
      }
    }

    const start = async (options: object) => {
      app = await startApp(createAdapter, {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, ...options })],
        controllers: [PassportController],
      });
    };

    it('lets good tokens in and refuses others with a bare 401', async () => {
      await start({});

      expect(await outcome('/passport', pool.accessToken({ sub: 'a' }))).toEqual([200, 'access a']);
      for (const token of [
        undefined,
        'abc',
        tamper(pool.accessToken(), { payload: { sub: 'b' } }),
        pool.accessToken({ issuedAt: new Date(0) }),
        pool.idToken(),
        pool.accessToken({ clientId: 'other' }),
      ]) {
        expect(await outcome('/passport', token)).toEqual([401, 'Unauthorized']);
      }
    });

    it('answers 503 while the keys cannot be fetched', async () => {
      await pool.listen();
      pool.keyEndpoint.become('failing');
      await start({ signingKeys: { prefetch: false } });

      expect(await outcome('/passport', pool.accessToken())).toEqual([
        503,
        'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE',
      ]);
      await pool.close();
    });
  },
);

describe('the verifier', () => {
  it('verifies tokens that did not come with a request', async () => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(pool.options)],
    });
    const verifier = app.get(CognitoTokenVerifier);

    const user = await verifier.verify(pool.accessToken({ sub: 'a' }));
    expect(user).toBeInstanceOf(CognitoUser);
    expect(user.sub).toBe('a');
    await expect(verifier.verify(pool.idToken())).rejects.toMatchObject({
      code: 'ERR_COGNITO_TOKEN_USE_REFUSED',
    });
    await expect(verifier.verify(undefined as unknown as string)).rejects.toMatchObject({
      code: 'ERR_COGNITO_TOKEN_MALFORMED',
    });
  });

  it('takes one kind of token only, where it is asked to', async () => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenUse: ['access', 'id'] })],
    });
    const verifier = app.get(CognitoTokenVerifier);
    const [access, id] = [pool.accessToken({ sub: 'a' }), pool.idToken({ sub: 'a' })];

    expect((await verifier.verify(access, { tokenUse: 'access' })).claims.client_id).toBe(
      pool.clientId,
    );
    expect((await verifier.verify(id, { tokenUse: 'id' })).claims.aud).toBe(pool.clientId);
    for (const [token, tokenUse] of [
      [id, 'access'],
      [access, 'id'],
    ] as const) {
      await expect(verifier.verify(token, { tokenUse })).rejects.toMatchObject({
        code: 'ERR_COGNITO_TOKEN_USE_REFUSED',
      });
    }
  });

  it('takes an ID token that it is asked for where the API accepts access tokens, and lets it into no handler', async () => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenUse: 'access' })],
      controllers: [GuardedController],
    });
    const verifier = app.get(CognitoTokenVerifier);
    const id = pool.idToken({ sub: 'a', claims: { email: 'a@example.com' } });
    const other = pool.idToken({ clientId: 'another-client' });

    for (const time of ['first', 'second']) {
      const user = await verifier.verify(id, { tokenUse: 'id' });
      expect([time, user.claims.email]).toEqual([time, 'a@example.com']);
      await expect(verifier.verify(id)).rejects.toMatchObject({
        code: 'ERR_COGNITO_TOKEN_USE_REFUSED',
      });
      await expect(verifier.verify(other, { tokenUse: 'id' })).rejects.toMatchObject({
        code: 'ERR_COGNITO_CLIENT_REFUSED',
      });
      const { status, body } = await get(app, '/guarded', id);
      expect([status, body]).toMatchObject([401, { code: 'ERR_COGNITO_TOKEN_USE_REFUSED' }]);
    }
  });

  it.each([
    ['a name that is no option', { tokenuse: 'id' }],
    ['a kind that no token has', { tokenUse: 'refresh' }],
    ['what is no object', 'id'],
  ])('refuses %s', async (_case, options) => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(pool.options)],
    });

    await expect(
      app.get(CognitoTokenVerifier).verify(pool.idToken(), options as object),
    ).rejects.toMatchObject({ code: 'ERR_COGNITO_SETUP' });
  });

  it('keeps tokens apart that are verified at the same time', async () => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(pool.options)],
    });
    const verifier = app.get(CognitoTokenVerifier);
    const good = Array.from({ length: 100 }, (_, index) => `user-${index}`);

    const outcomes = await Promise.all(
      good.flatMap((name) => [
        verifier.verify(pool.accessToken({ sub: name })).then((user) => user.sub),
        verifier.verify(pool.idToken({ sub: name })).catch((error: { code: string }) => error.code),
      ]),
    );

    expect(outcomes).toEqual(good.flatMap((name) => [name, 'ERR_COGNITO_TOKEN_USE_REFUSED']));
  });

  it('gives claims that nobody can change', async () => {
    app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(pool.options)],
    });
    const token = pool.accessToken({ groups: ['a'], claims: { nested: { list: [{ x: 1 }] } } });

    const { claims } = await app.get(CognitoTokenVerifier).verify(token);

    const nested = claims['nested'] as { list: [object] };
    for (const part of [claims, claims['cognito:groups'], nested, nested.list, nested.list[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});
