import { Controller, Get, type INestApplication, Inject, Module } from '@nestjs/common';
import {
  CognitoAuthModule,
  CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAllScopes,
  RequireAnyGroup,
  RequireClaims,
  RequireTokenUse,
} from 'nestjs-cognito-auth';
import { actingAs, type ActingUser, LocalUserPool } from 'nestjs-cognito-auth/testing';
import { webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { ChatGateway } from '../../support/chat.gateway.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';
import { socketPlatforms, startSocketApp } from '../../support/sockets.js';

@Controller()
class OrdersController {
  @Get('me')
  me(@CurrentUser() user: CognitoUser): object {
    const { sub, username, groups, scopes, tokenUse, clientId, userPoolId, isClient } = user;
    return { sub, username, groups, scopes, tokenUse, clientId, userPoolId, isClient };
  }

  @RequireAnyGroup('admin')
  @Get('admin')
  admin(): string {
    return 'in';
  }

  @RequireAllScopes('orders/read')
  @Get('scope')
  scope(): string {
    return 'in';
  }

  @RequireTokenUse('id')
  @RequireClaims((claims) => claims['custom:tenant'] === 'acme')
  @Get('tenant')
  tenant(): string {
    return 'in';
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser() user?: CognitoUser): string {
    return user?.sub ?? 'nobody';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }
}

describe.each(platforms)('actingAs() on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    app = await startApp(createAdapter, {
      imports: [
        CognitoAuthModule.forRoot({
          ...pool.options,
          tokenUse: ['access', 'id'],
          globalGuard: true,
        }),
      ],
      controllers: [OrdersController],
    });
  });

  afterAll(() => app.close());

  const ask = async (path: string, token?: string): Promise<unknown> => {
    const { status, body } = await get(app, path, token);
    return body.code ?? status;
  };

  it('makes every call one of the user, until it is ended', async () => {
    expect(await ask('/me')).toBe('ERR_COGNITO_TOKEN_MISSING');
    const stop = actingAs(app, { sub: 'a', groups: ['admin'] });

    expect((await get(app, '/me')).body).toMatchObject({
      sub: 'a',
      username: 'alice',
      groups: ['admin'],
      tokenUse: 'access',
      userPoolId: pool.userPoolId,
      isClient: false,
    });
    expect((await get(app, '/optional')).text).toBe('a');
    expect(await ask('/me', 'whatever.it.carries')).toBe(200);
    stop();
    expect(await ask('/me')).toBe('ERR_COGNITO_TOKEN_MISSING');
    expect((await get(app, '/optional')).text).toBe('nobody');
    expect(await ask('/me', 'whatever.it.carries')).toBe('ERR_COGNITO_TOKEN_MALFORMED');
  });

  it.each<[string, ActingUser | undefined, unknown]>([
    ['/admin', { groups: ['admin'] }, 200],
    ['/admin', { groups: ['Admin'] }, 'ERR_COGNITO_GROUP_REQUIRED'],
    ['/admin', undefined, 'ERR_COGNITO_GROUP_REQUIRED'],
    ['/scope', { scopes: ['orders/read'] }, 200],
    ['/scope', { scopes: ['orders/write'] }, 'ERR_COGNITO_SCOPE_REQUIRED'],
    ['/tenant', { tokenUse: 'id', claims: { 'custom:tenant': 'acme' } }, 200],
    ['/tenant', { tokenUse: 'id' }, 'ERR_COGNITO_CLAIMS_INSUFFICIENT'],
    ['/tenant', { claims: { 'custom:tenant': 'acme' } }, 'ERR_COGNITO_TOKEN_USE_REFUSED'],
    ['/open', {}, 200],
  ])('asks on %s what decorators require of %j', async (path, user, expected) => {
    const stop = actingAs(app, user);

    expect(await ask(path)).toBe(expected);
    stop();
  });

  it('can be a service', async () => {
    const stop = actingAs(app, { username: null, clientId: 'job', scopes: ['orders/read'] });

    const { body } = await get(app, '/me');
    expect(body).toMatchObject({ sub: 'job', clientId: 'job', isClient: true });
    expect(body).not.toHaveProperty('username');
    stop();
  });

  it('is a user of a pool that the application knows', () => {
    expect(() => actingAs(app, { userPoolId: 'eu-west-1_Stranger' })).toThrow(
      /no tokens of user pool eu-west-1_Stranger/,
    );
    actingAs(app, { userPoolId: pool.userPoolId })();
  });

  it.each<[string, unknown, string]>([
    ['a mistyped field', { group: ['admin'] }, 'actingAs.group: .*did you mean groups\\?'],
    ['a field of tokens', { scope: 'orders/read' }, 'actingAs.scope: .*did you mean scopes\\?'],
    ['one group', { groups: 'admin' }, 'actingAs.groups: must be a list'],
    ['a number of a user', { sub: 7 }, 'actingAs.sub: must be a string'],
    ['another use', { tokenUse: 'refresh' }, "actingAs.tokenUse: must be 'access' or 'id'"],
    ['claims that are none', { claims: [] }, 'actingAs.claims: must be an object'],
    ['null', null, 'actingAs: must be an object'],
    ['an instance', new Map(), 'actingAs: must be a plain object'],
  ])('refuses %s', async (_case, user, mistake) => {
    expect(() => actingAs(app, user as ActingUser)).toThrow(TypeError);
    expect(() => actingAs(app, user as ActingUser)).toThrow(new RegExp(mistake));
    expect((await get(app, '/me')).status).toBe(401);
  });

  it('is one user after the other', async () => {
    actingAs(app, { sub: 'a' });
    const stop = actingAs(app, { sub: 'b' });

    expect((await get(app, '/me')).body).toMatchObject({ sub: 'b' });
    stop();
  });
});

it('actingAs() hands the user to mapUser', async () => {
  const pool = await LocalUserPool.create();
  const mapped: string[] = [];
  @Controller('account')
  class AccountController {
    @Get()
    show(@CurrentUser() account: { id: string }): object {
      return account;
    }
  }
  const mapUser = ({ sub }: CognitoUser): object => {
    mapped.push(sub);
    return { id: `account of ${sub}` };
  };
  const app = await startApp(platforms[0]?.[1] as never, {
    imports: [CognitoAuthModule.forRoot({ ...pool.options, mapUser, globalGuard: true })],
    controllers: [AccountController],
  });
  actingAs(app, { sub: 'a' });

  expect((await get(app, '/account')).body).toEqual({ id: 'account of a' });
  expect((await get(app, '/account')).body).toEqual({ id: 'account of a' });
  expect(mapped).toEqual(['a', 'a']);
  await app.close();
});

it.each(socketPlatforms)('actingAs() works on gateways over $name', async (platform) => {
  const pool = await LocalUserPool.create();
  const app = await startSocketApp(platform, {
    imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [webSocketTransport()] })],
    providers: [ChatGateway],
  });
  const client = platform.connect(app);
  const stop = actingAs(app, { sub: 'a' });

  expect(await client.ask('whoami')).toMatchObject({ event: 'reply', data: { sub: 'a' } });
  expect(await client.ask('admin')).toMatchObject({ data: { code: 'ERR_COGNITO_GROUP_REQUIRED' } });
  stop();
  expect(await client.ask('whoami')).toMatchObject({ data: { code: 'ERR_COGNITO_TOKEN_MISSING' } });
  client.close();
  await app.close();
});

it('actingAs() needs an application with the module', async () => {
  @Module({})
  class EmptyModule {
    constructor(@Inject('nothing') readonly nothing: unknown) {}
  }
  const app = await startApp(platforms[0]?.[1] as never, {
    imports: [{ module: EmptyModule, providers: [{ provide: 'nothing', useValue: 1 }] }],
  });

  expect(() => actingAs(app)).toThrow(/actingAs\(\) needs .*CognitoAuthModule\.forRoot/);
  await app.close();
});
