import type { AddressInfo } from 'node:net';
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
  type INestApplication,
  Injectable,
  Post,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import request from 'supertest';
import { platforms, startApp } from '../support/platforms.js';
import { get } from '../support/send.js';
import { sendRaw } from './support/raw-http.js';
import { accessClaims, POOL, SigningKey } from './support/signing.js';

let key: SigningKey;
let app: INestApplication;

beforeAll(() => {
  key = SigningKey.generate('key-1');
});

afterEach(() => app.close());

const MISSING = [401, 'ERR_COGNITO_TOKEN_MISSING'];
const MALFORMED = [401, 'ERR_COGNITO_TOKEN_MALFORMED'];

const outcome = async (path: string, token?: string): Promise<unknown[]> => {
  const { status, text, body } = await get(app, path, token);
  return [status, status === 200 ? text : (body.code ?? body.message)];
};

describe.each(platforms)('NST-01: @Public() on %s', (_name, createAdapter) => {
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
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot({ ...POOL, jwks: { keys: [key.jwk()] }, globalGuard })],
      controllers,
    });
  };

  it.each(['globally', 'by class'] as const)(
    'opens what it stands on and nothing else, where the guard stands %s',
    async (guarded) => {
      await start(guarded);

      expect(await outcome('/parent/open')).toEqual([200, 'open']);
      expect(await outcome('/parent/sibling')).toEqual(MISSING);
      expect(await outcome('/parent/alias')).toEqual(MISSING);
      expect(await outcome('/public')).toEqual([200, 'open']);
      expect(await outcome('/neighbour')).toEqual(MISSING);
    },
  );

  it('on a handler does not open the handler that overrides it', async () => {
    await start('globally');

    expect(await outcome('/child-route/open')).toEqual(MISSING);
    expect((await get(app, '/child/open')).status).toBe(404);
  });

  it('on a class does not open the classes that extend it', async () => {
    await start('globally');

    for (const path of ['/heir', '/heir/closed']) expect(await outcome(path)).toEqual(MISSING);
  });

  it('on a class gives way to what stands on the handler', async () => {
    await start('globally');

    expect(await outcome('/public/closed')).toEqual(MISSING);
    expect(await outcome('/public/closed', key.sign())).toEqual([
      403,
      'ERR_COGNITO_GROUP_REQUIRED',
    ]);
    expect(await outcome('/public/optional', 'not.a.token')).toEqual(MALFORMED);
    expect(await outcome('/public/optional')).toEqual([200, 'nobody']);
  });
});

describe('NST-02: a protected path in other spellings', () => {
  let calls: string[] = [];

  @Controller('secret')
  @UseGuards(CognitoAuthGuard)
  class SecretController {
    @Get('data')
    data(): string {
      calls.push('data');
      return 'secret';
    }

    @Get('items/:id')
    item(): string {
      calls.push('item');
      return 'secret';
    }

    @Post('data')
    change(): string {
      calls.push('change');
      return 'secret';
    }
  }

  /** The same without a guard of its own, for the global one. */
  @Controller('global')
  class GlobalController {
    @Get('data')
    data(): string {
      calls.push('global');
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
      calls = [];
      app = await startApp(createAdapter, {
        imports: [
          CognitoAuthModule.forRoot({
            ...POOL,
            jwks: { keys: [key.jwk()] },
            globalGuard: true,
          }),
        ],
        controllers: [SecretController, GlobalController],
      });
    });

    const send = async (method: string, path: string, token?: string): Promise<number> => {
      const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
      const headers = token === undefined ? [] : [['Authorization', `Bearer ${token}`] as const];
      return (await sendRaw(port, { method, path, headers })).status;
    };

    it.each(['GET', 'HEAD'])('%s reaches no handler without a token', async (method) => {
      const reached: string[] = [];
      const answered: unknown[] = [];
      for (const path of ['/secret/data', '/global/data'].flatMap(spellings)) {
        const status = await send(method, path);
        if (status < 400) answered.push([path, status]);
        if (calls.length > 0) reached.push(path);
        calls = [];
      }

      expect({ answered, reached }).toEqual({ answered: [], reached: [] });
    });

    it.each(['GET', 'HEAD'])(
      '%s is refused by the guard wherever a token would let it in',
      async (method) => {
        const reaching: string[] = [];
        for (const path of ['/secret/data', '/global/data', '/secret/items/1'].flatMap(spellings)) {
          if ((await send(method, path, key.sign())) !== 200) continue;
          reaching.push(path);
          expect([path, await send(method, path)]).toEqual([path, 401]);
          expect([path, await send(method, path, 'not.a.token')]).toEqual([path, 401]);
        }

        // Were no spelling but the usual one to reach a handler, nothing would have been tried.
        expect(reaching).toEqual(expect.arrayContaining([...expectedToReach]));
      },
    );

    it('other methods and ways to ask for them reach no handler without a token', async () => {
      const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']) {
        expect(await send(method, '/secret/data')).toBeGreaterThanOrEqual(400);
      }
      for (const name of ['X-HTTP-Method-Override', 'X-Original-URL', 'X-Rewrite-URL']) {
        const { status } = await sendRaw(port, {
          path: '/secret/data',
          headers: [[name, name.endsWith('URL') ? '/open' : 'OPTIONS']],
        });
        expect([name, status]).toEqual([name, 401]);
      }
      expect(calls).toEqual([]);
    });
  });
});

describe.each(platforms)('NST-03: request.user on %s', (_name, createAdapter) => {
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

  @Catch()
  class WatchingFilter implements ExceptionFilter {
    catch(exception: unknown, host: ArgumentsHost): void {
      usersOf.push(requestOf(host).user);
      const status = exception instanceof HttpException ? exception.getStatus() : 500;
      const response = host.switchToHttp().getResponse<{
        status(code: number): { send(body: object): void };
      }>();
      response.status(status).send({ status });
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
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot({ ...POOL, jwks: { keys: [key.jwk()] } })],
      controllers: [UserController, SeenController],
    });
  });

  it('is undefined after every refusal, whoever was there before', async () => {
    for (const [path, token, expected] of [
      ['/user', undefined, 401],
      ['/user', 'not.a.token', 401],
      ['/user', key.sign(accessClaims({ exp: 1 })), 401],
      ['/user', key.sign(accessClaims({ client_id: 'another' })), 401],
      ['/user/optional', 'not.a.token', 401],
      ['/user/admin', key.sign(), 403],
    ] as const) {
      expect([path, (await get(app, path, token)).status]).toEqual([path, expected]);
    }

    expect(usersOf).toEqual(Array.from({ length: 6 }, () => undefined));
  });

  it('is the user of the token after success, whoever was there before', async () => {
    expect(await outcome('/user', key.sign(accessClaims({ sub: 'a' })))).toEqual([200, 'a']);
    expect((await get(app, '/seen', key.sign(accessClaims({ sub: 'b' })))).status).toBe(200);
    expect(usersOf).toEqual([expect.objectContaining({ sub: 'b', groups: [] })]);
  });

  it('is undefined on an optional route without a token, whoever was there before', async () => {
    expect(await outcome('/user/optional')).toEqual([200, 'nobody']);
    expect((await get(app, '/seen/optional')).status).toBe(200);
    expect(usersOf).toEqual([undefined]);
  });

  it('is not what a body, a query or a header says', async () => {
    const planted = { user: { sub: 'planted' }, 'Symbol(nestjs-cognito-auth:user)': { sub: 'x' } };
    const send = (token?: string) => {
      const pending = request(app.getHttpServer())
        .post('/user?user[sub]=planted&user=planted')
        .set('X-User', 'planted')
        .set('User', '{"sub":"planted"}');
      return (token === undefined ? pending : pending.auth(token, { type: 'bearer' })).send(
        planted,
      );
    };

    expect((await send()).status).toBe(401);
    expect((await send(key.sign(accessClaims({ sub: 'a' })))).body).toEqual({
      sub: 'a',
      sent: 'planted',
    });
  });
});

describe.each(platforms)('NST-04: @CurrentUser() on %s', (_name, createAdapter) => {
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

  @Controller('open')
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
    app = await startApp(createAdapter, {
      imports: [
        CognitoAuthModule.forRoot({ ...POOL, jwks: { keys: [key.jwk()] }, globalGuard: true }),
      ],
      controllers: [OpenController],
    });
  });

  const tokens = (): readonly (string | undefined)[] => [undefined, 'not.a.token', key.sign()];

  it('is an error on a public route, whatever token is sent, and the answer does not say why', async () => {
    for (const path of ['/open/user', '/open/sub']) {
      for (const token of tokens()) {
        const { status, body } = await get(app, path, token);
        expect([status, body]).toEqual([
          500,
          { statusCode: 500, message: 'Internal server error' },
        ]);
      }
    }
  });

  it('names the handler and the remedy', async () => {
    await get(app, '/open/named');

    expect(failures).toEqual([expect.stringMatching(/OpenController\.named.*@OptionalAuth\(\)/s)]);
  });

  it('is undefined on an optional route without a token, and a bad token is refused', async () => {
    for (const path of ['/open/optional', '/open/optional-sub']) {
      expect(await outcome(path)).toEqual([200, 'nobody']);
      expect(await outcome(path, key.sign(accessClaims({ sub: 'a' })))).toEqual([200, 'a']);
      expect(await outcome(path, 'not.a.token')).toEqual(MALFORMED);
      expect(await outcome(path, key.sign(accessClaims({ exp: 1 })))).toEqual([
        401,
        'ERR_COGNITO_TOKEN_EXPIRED',
      ]);
    }
  });
});
