import {
  type ArgumentsHost,
  Body,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Inject,
  Injectable,
  Post,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  CognitoAuthGuard,
  type CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { platforms } from '../../support/platforms.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import type { RawRequest } from '../../support/raw-http.js';
import {
  acceptanceOf,
  GROUP_REQUIRED,
  invalidToken,
  NO_TOKEN,
  refusalOf,
} from './support/refusal-of.js';

const MALFORMED = invalidToken('ERR_COGNITO_TOKEN_MALFORMED');
const EXPIRED = invalidToken('ERR_COGNITO_TOKEN_EXPIRED');
const CLIENT_REFUSED = invalidToken('ERR_COGNITO_CLIENT_REFUSED');

const pool = RawUserPool.create();
const log = new CapturedLog();
let app: GuardedApp;

afterEach(() => app.close());

const tokenWith = (changes: object): string => pool.token({ payload: pool.claims(changes) });

/** A request for a path, with a token or without one. */
const asking = (path: string, token?: string): RawRequest =>
  token === undefined ? { path } : { ...bearer(token), path };

const refusalAt = (path: string, token?: string) => refusalOf(app, asking(path, token));

const answerAt = async (path: string, token?: string): Promise<string> =>
  (await acceptanceOf(app, asking(path, token))).body;

describe.each(platforms)('@Public() on %s', (_name, createAdapter) => {
  class BaseController {
    @Public()
    @Get('open')
    open(): string {
      return 'open';
    }

    @Get('sibling')
    sibling(): string {
      return 'sibling';
    }

    @Get('alias')
    alias(): string {
      return this.open();
    }
  }

  @Controller('parent')
  class ParentController extends BaseController {}

  @Controller('child')
  class ChildController extends BaseController {
    override open(): string {
      return 'overridden';
    }
  }

  @Controller('child-route')
  class ChildRouteController extends BaseController {
    @Get('open')
    override open(): string {
      return 'overridden';
    }
  }

  @Public()
  @Controller('public')
  class PublicController {
    @Get()
    open(): string {
      return 'open';
    }

    @RequireAnyGroup('admin')
    @Get('closed')
    closed(): string {
      return 'closed';
    }

    @OptionalAuth()
    @Get('optional')
    optional(@CurrentUser() user?: CognitoUser): string {
      return user?.sub ?? 'nobody';
    }
  }

  @Controller('heir')
  class HeirController extends PublicController {}

  @Controller('neighbour')
  class NeighbourController {
    @Get()
    neighbour(): string {
      return 'neighbour';
    }
  }

  const controllers = [
    ParentController,
    ChildController,
    ChildRouteController,
    PublicController,
    HeirController,
    NeighbourController,
  ];

  const start = async (guarded: 'globally' | 'by class') => {
    const globalGuard = guarded === 'globally';
    if (!globalGuard) for (const controller of controllers) UseGuards(CognitoAuthGuard)(controller);
    app = await GuardedApp.start(createAdapter, { ...pool.options, globalGuard }, log, {
      controllers,
    });
  };

  it.each(['globally', 'by class'] as const)(
    'opens what it stands on and nothing else, where the guard stands %s',
    async (guarded) => {
      await start(guarded);

      expect(await answerAt('/parent/open')).toBe('open');
      expect(await refusalAt('/parent/sibling')).toEqual(NO_TOKEN);
      expect(await refusalAt('/parent/alias')).toEqual(NO_TOKEN);
      expect(await answerAt('/public')).toBe('open');
      expect(await refusalAt('/neighbour')).toEqual(NO_TOKEN);
    },
  );

  it('on a handler does not open the handler that overrides it', async () => {
    await start('globally');

    expect(await refusalAt('/child-route/open')).toEqual(NO_TOKEN);
    expect((await app.send({ path: '/child/open' })).status).toBe(404);
  });

  it('on a class does not open the classes that extend it', async () => {
    await start('globally');

    for (const path of ['/heir', '/heir/closed']) expect(await refusalAt(path)).toEqual(NO_TOKEN);
  });

  it('on a class gives way to what stands on the handler', async () => {
    await start('globally');

    expect(await refusalAt('/public/closed')).toEqual(NO_TOKEN);
    expect(await refusalAt('/public/closed', pool.token())).toEqual(GROUP_REQUIRED);
    expect(await refusalAt('/public/optional', 'not.a.token')).toEqual(MALFORMED);
    expect(await answerAt('/public/optional')).toBe('nobody');
  });
});

describe('a protected path in other spellings', () => {
  @Controller('secret')
  @UseGuards(CognitoAuthGuard)
  class SecretController {
    @Get('data')
    data(): string {
      return 'secret';
    }

    @Get('items/:id')
    item(): string {
      return 'secret';
    }

    @Post('data')
    change(): string {
      return 'secret';
    }
  }

  /** The same without a guard of its own, for the global one. */
  @Controller('global')
  class GlobalController {
    @Get('data')
    data(): string {
      return 'secret';
    }
  }

  const spellings = (path: string): readonly string[] => {
    const [first = '', last = ''] = path.slice(1).split('/');
    return [
      path,
      `${path}/`,
      `${path}//`,
      `/${path}`,
      `//${path}`,
      `/${first}//${last}`,
      `//${first}//${last}//`,
      path.toUpperCase(),
      `/${first.toUpperCase()}/${last}`,
      `${path};`,
      `${path};x=1`,
      `/${first};x=1/${last}`,
      `${path}?`,
      `${path}?x=1`,
      `${path}?/../../open`,
      `${path}#x`,
      `${path}%20`,
      `${path}%00`,
      `${path}%0a`,
      `${path}%2f`,
      `${path}%3f`,
      `${path}%3b`,
      `${path}.`,
      `${path}.json`,
      `${path}/.`,
      `${path}/..`,
      `/./${first}/${last}`,
      `/${first}/./${last}`,
      `/${first}/../${first}/${last}`,
      `/x/..${path}`,
      `/x/%2e%2e${path}`,
      `/%${first.charCodeAt(0).toString(16)}${first.slice(1)}/${last}`,
      `/${first}/%${last.charCodeAt(0).toString(16)}${last.slice(1)}`,
      `/${first}/%${last.charCodeAt(0).toString(16).toUpperCase()}${last.slice(1)}`,
      `/${first}%2f${last}`,
      `/${first}%2F${last}`,
      `/${first}%5c${last}`,
      `\\${first}\\${last}`,
      `/${first}\\${last}`,
      `/%2${path}`,
      `/%252f${first}/${last}`,
      `/${first}/%25${last.charCodeAt(0).toString(16)}${last.slice(1)}`,
      `http://api.example.com${path}`,
      `http://evil.example.com//${path}`,
      `https://api.example.com${path}`,
      `*${path}`,
      path.slice(1),
    ];
  };

  const LAX_ROUTER = {
    ignoreDuplicateSlashes: true,
    ignoreTrailingSlash: true,
    caseSensitive: false,
    useSemicolonDelimiter: true,
  };

  const routers: readonly (readonly [string, () => AbstractHttpAdapter, readonly string[]])[] = [
    [
      'Express',
      () => new ExpressAdapter(),
      ['/secret/data/', '/SECRET/DATA', '/secret/data?x=1', 'http://api.example.com/secret/data'],
    ],
    [
      'Fastify',
      () => new FastifyAdapter(),
      ['/secret/data?x=1', '/%73ecret/data', '/secret/%64ata', '/secret/data#x'],
    ],
    [
      'Fastify with a router that is lax',
      () => new FastifyAdapter({ routerOptions: LAX_ROUTER }),
      [
        '/secret/data/',
        '//secret/data',
        '/secret//data',
        '/SECRET/DATA',
        '/secret/data;x=1',
        '/%73ecret/data',
      ],
    ],
  ];

  describe.each(routers)('on %s', (_name, createAdapter, expectedToReach) => {
    beforeEach(async () => {
      app = await GuardedApp.start(createAdapter, { ...pool.options, globalGuard: true }, log, {
        controllers: [SecretController, GlobalController],
      });
    });

    it.each(['GET', 'HEAD'])('%s reaches no handler without a token', async (method) => {
      const answered: unknown[] = [];
      for (const path of ['/secret/data', '/global/data'].flatMap(spellings)) {
        const { status } = await app.send({ method, path });
        if (status < 400) answered.push([path, status]);
      }

      expect({ answered, reached: app.calls }).toEqual({ answered: [], reached: [] });
    });

    it.each(['GET', 'HEAD'])(
      '%s is refused by the guard wherever a token would let it in',
      async (method) => {
        const reaching: string[] = [];
        for (const path of ['/secret/data', '/global/data', '/secret/items/1'].flatMap(spellings)) {
          const { status } = await app.send({ ...asking(path, pool.token()), method });
          if (status !== 200) continue;
          reaching.push(path);
          const refusals = [
            await refusalOf(app, { method, path }),
            await refusalOf(app, { ...asking(path, 'not.a.token'), method }),
          ];
          expect([path, ...refusals]).toEqual([path, NO_TOKEN, MALFORMED]);
        }

        // Were no spelling but the usual one to reach a handler, nothing would have been tried.
        expect(reaching).toEqual(expect.arrayContaining([...expectedToReach]));
      },
    );

    it('other methods and ways to ask for them reach no handler without a token', async () => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']) {
        const { status } = await app.send({ method, path: '/secret/data' });
        expect(status).toBeGreaterThanOrEqual(400);
      }
      for (const name of ['X-HTTP-Method-Override', 'X-Original-URL', 'X-Rewrite-URL']) {
        const value = name.endsWith('URL') ? '/open' : 'OPTIONS';
        const request = { path: '/secret/data', headers: [[name, value]] as const };
        expect([name, await refusalOf(app, request)]).toEqual([name, NO_TOKEN]);
      }
      expect(await refusalOf(app, { method: 'POST', path: '/secret/data' })).toEqual(NO_TOKEN);
      expect(app.calls).toEqual([]);
    });
  });
});

describe.each(platforms)('request.user on %s', (_name, createAdapter) => {
  type Request = { user?: unknown; body?: unknown };
  const usersOf: unknown[] = [];
  const requestOf = (context: ExecutionContext | ArgumentsHost): Request =>
    context.switchToHttp().getRequest<Request>();

  /** Stands in for a proxy's or a parser's doing: a user is there before anybody has authenticated. */
  @Injectable()
  class PlantingGuard implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      requestOf(context).user = { sub: 'planted', groups: ['admin'] };
      return true;
    }
  }

  /** Sees what a filter of the application sees, and answers as Nest does without one. */
  @Catch(HttpException)
  class WatchingFilter implements ExceptionFilter {
    private readonly adapterHost: HttpAdapterHost;

    constructor(@Inject(HttpAdapterHost) adapterHost: HttpAdapterHost) {
      this.adapterHost = adapterHost;
    }

    catch(exception: HttpException, host: ArgumentsHost): void {
      usersOf.push(requestOf(host).user);
      const response: unknown = host.switchToHttp().getResponse();
      const { httpAdapter } = this.adapterHost;
      httpAdapter.reply(response, exception.getResponse(), exception.getStatus());
    }
  }

  @Controller('user')
  @UseGuards(PlantingGuard, CognitoAuthGuard)
  @UseFilters(WatchingFilter)
  class UserController {
    @Get()
    read(@CurrentUser('sub') sub: string): string {
      return sub;
    }

    @Post()
    change(@CurrentUser('sub') sub: string, @Body() body: { user?: { sub?: string } }): object {
      return { sub, sent: body.user?.sub };
    }

    @RequireAnyGroup('admin')
    @Get('admin')
    admin(): string {
      return 'admin';
    }

    @OptionalAuth()
    @Get('optional')
    optional(@CurrentUser() user?: CognitoUser): string {
      return user?.sub ?? 'nobody';
    }
  }

  @Controller('seen')
  @UseGuards(
    PlantingGuard,
    CognitoAuthGuard,
    class implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        usersOf.push(requestOf(context).user);
        return true;
      }
    },
  )
  class SeenController {
    @Get()
    seen(): string {
      return 'seen';
    }

    @OptionalAuth()
    @Get('optional')
    optional(): string {
      return 'optional';
    }
  }

  beforeEach(async () => {
    usersOf.length = 0;
    app = await GuardedApp.start(createAdapter, pool.options, log, {
      controllers: [UserController, SeenController],
    });
  });

  it('is undefined after every refusal, whoever was there before', async () => {
    for (const [path, token, refusal] of [
      ['/user', undefined, NO_TOKEN],
      ['/user', 'not.a.token', MALFORMED],
      ['/user', tokenWith({ exp: 1 }), EXPIRED],
      ['/user', tokenWith({ client_id: 'another-client' }), CLIENT_REFUSED],
      ['/user/optional', 'not.a.token', MALFORMED],
      ['/user/admin', pool.token(), GROUP_REQUIRED],
    ] as const) {
      expect([path, await refusalAt(path, token)]).toEqual([path, refusal]);
    }

    expect(usersOf).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it('is the user of the token after success, whoever was there before', async () => {
    expect(await answerAt('/user', tokenWith({ sub: 'a' }))).toBe('a');
    expect(await answerAt('/seen', tokenWith({ sub: 'b' }))).toBe('seen');
    expect(usersOf).toEqual([expect.objectContaining({ sub: 'b', groups: [] })]);
  });

  it('is undefined on an optional route without a token, whoever was there before', async () => {
    expect(await answerAt('/user/optional')).toBe('nobody');
    expect(await answerAt('/seen/optional')).toBe('optional');
    expect(usersOf).toEqual([undefined]);
  });

  it('is not what a body, a query or a header says', async () => {
    const planted = { user: { sub: 'planted' }, 'Symbol(nestjs-cognito-auth:user)': { sub: 'x' } };
    const headers = [
      ['X-User', 'planted'],
      ['User', '{"sub":"planted"}'],
      ['Content-Type', 'application/json'],
    ] as const;
    const request = {
      method: 'POST',
      path: '/user?user[sub]=planted&user=planted',
      headers,
      body: JSON.stringify(planted),
    };
    const credentials = ['Authorization', `Bearer ${tokenWith({ sub: 'a' })}`] as const;

    expect(await refusalOf(app, request)).toEqual(NO_TOKEN);
    const { status, body } = await app.send({ ...request, headers: [...headers, credentials] });
    expect([status, JSON.parse(body)]).toEqual([201, { sub: 'a', sent: 'planted' }]);
  });
});

describe.each(platforms)('@CurrentUser() on %s', (_name, createAdapter) => {
  const failures: string[] = [];

  @Catch()
  class MessageFilter implements ExceptionFilter {
    catch(exception: Error, host: ArgumentsHost): void {
      failures.push(exception.message);
      const status = exception instanceof HttpException ? exception.getStatus() : 500;
      const response = host.switchToHttp().getResponse<{
        status(code: number): { send(body: object): void };
      }>();
      response.status(status).send({});
    }
  }

  /** As far as the boot knows, it may find out who calls. */
  class PassingGuard implements CanActivate {
    canActivate(): boolean {
      return true;
    }
  }

  @Controller('open')
  @UseGuards(PassingGuard)
  class OpenController {
    @Public()
    @UseFilters(MessageFilter)
    @Get('named')
    named(@CurrentUser() user: CognitoUser): string {
      return user.sub;
    }

    @Public()
    @Get('user')
    user(@CurrentUser() user: CognitoUser): string {
      return user.sub;
    }

    @Public()
    @Get('sub')
    sub(@CurrentUser('sub') sub: string): string {
      return sub;
    }

    @OptionalAuth()
    @Get('optional')
    optional(@CurrentUser() user?: CognitoUser): string {
      return user?.sub ?? 'nobody';
    }

    @OptionalAuth()
    @Get('optional-sub')
    optionalSub(@CurrentUser('sub') sub?: string): string {
      return sub ?? 'nobody';
    }
  }

  beforeEach(async () => {
    failures.length = 0;
    app = await GuardedApp.start(createAdapter, { ...pool.options, globalGuard: true }, log, {
      controllers: [OpenController],
    });
  });

  const tokens = (): readonly (string | undefined)[] => [undefined, 'not.a.token', pool.token()];

  it('is an error on a public route, whatever token is sent, and the answer does not say why', async () => {
    for (const path of ['/open/user', '/open/sub']) {
      for (const token of tokens()) {
        const { status, body } = await app.send(asking(path, token));
        expect([status, JSON.parse(body)]).toEqual([
          500,
          { statusCode: 500, message: 'Internal server error' },
        ]);
      }
    }
  });

  it('names the handler and the remedy where it is an error', async () => {
    await app.send({ path: '/open/named' });

    expect(failures).toEqual([expect.stringMatching(/OpenController\.named.*@OptionalAuth\(\)/s)]);
  });

  it('is undefined on an optional route without a token, and a bad token is refused', async () => {
    for (const path of ['/open/optional', '/open/optional-sub']) {
      expect(await answerAt(path)).toBe('nobody');
      expect(await answerAt(path, tokenWith({ sub: 'a' }))).toBe('a');
      expect(await refusalAt(path, 'not.a.token')).toEqual(MALFORMED);
      expect(await refusalAt(path, tokenWith({ exp: 1 }))).toEqual(EXPIRED);
    }
  });
});
