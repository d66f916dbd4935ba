import {
  applyDecorators,
  Controller,
  Delete,
  Get,
  type INestApplication,
  Post,
  UseGuards,
} from '@nestjs/common';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  type CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAllGroups,
  RequireAllScopes,
  RequireAnyGroup,
  RequireAnyScope,
  RequireAudience,
  RequireClaims,
  RequireTokenUse,
  RequireUserPool,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

const POOL = 'eu-west-1_Employees';
const OTHER_POOL = 'eu-west-1_Customers';
const AUDIENCE = 'https://api.example.com/orders';

const Auditors = (): MethodDecorator & ClassDecorator =>
  applyDecorators(RequireAllGroups('staff', 'auditor'), RequireTokenUse('access'));

@Controller('one')
@UseGuards(CognitoAuthGuard)
class OneController {
  @RequireAnyGroup('admin', 'support')
  @Get('any-group')
  anyGroup(): string {
    return 'in';
  }

  @RequireAllGroups('admin', 'support')
  @Get('all-groups')
  allGroups(): string {
    return 'in';
  }

  @RequireAnyScope('orders/read', 'orders/write')
  @Get('any-scope')
  anyScope(): string {
    return 'in';
  }

  @RequireAllScopes('orders/read', 'orders/write')
  @Get('all-scopes')
  allScopes(): string {
    return 'in';
  }

  @RequireAllScopes('orders/read')
  @RequireAnyScope('orders/write', 'orders/admin')
  @Get('several-scopes')
  severalScopes(): string {
    return 'in';
  }

  @RequireAudience(AUDIENCE)
  @Get('audience')
  audience(): string {
    return 'in';
  }

  @RequireClaims((claims) => claims['custom:tenant'] === 'acme')
  @Get('claims')
  claims(): string {
    return 'in';
  }

  @RequireUserPool(POOL)
  @Get('pool')
  pool(): string {
    return 'in';
  }

  @RequireTokenUse('id')
  @Get('id')
  id(): string {
    return 'in';
  }

  @RequireTokenUse('access')
  @Get('access')
  access(): string {
    return 'in';
  }

  @RequireTokenUse('id')
  @RequireAnyGroup('admin')
  @RequireClaims(({ token_use: use }) => {
    if (use !== 'id') throw new Error('asked about an access token');
    return false;
  })
  @RequireUserPool(POOL)
  @Get('several')
  several(): string {
    return 'in';
  }

  @Auditors()
  @Get('composed')
  composed(): string {
    return 'in';
  }

  @RequireClaims((() => Promise.resolve(true)) as unknown as () => boolean)
  @Get('promise')
  promise(): string {
    return 'in';
  }

  @RequireClaims((() => Promise.reject(new Error('late'))) as unknown as () => boolean)
  @Get('rejection')
  rejection(): string {
    return 'in';
  }

  @RequireClaims((() => 'true') as unknown as () => boolean)
  @Get('truthy')
  truthy(): string {
    return 'in';
  }

  @RequireClaims(() => {
    throw new Error('broken');
  })
  @Get('throwing')
  throwing(): string {
    return 'in';
  }
}

@RequireAnyGroup('staff')
@UseGuards(CognitoAuthGuard)
class StaffController {
  @Get('inherited')
  inherited(): string {
    return 'in';
  }

  @RequireAnyScope('orders/read')
  @Get('overridden')
  overridden(): string {
    return 'in';
  }
}

@Controller('sub')
@RequireAllScopes('orders/write')
class SubController extends StaffController {
  @Get('overridden')
  override overridden(): string {
    return 'in';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'in';
  }
}

@Controller('public')
@Public()
@UseGuards(CognitoAuthGuard)
class PublicController {
  @Get()
  open(): string {
    return 'in';
  }

  @RequireTokenUse('access')
  @Get('token-use')
  tokenUse(@CurrentUser() user: CognitoUser): string {
    return user.tokenUse;
  }

  @RequireAnyScope('orders/read')
  @Get('scope')
  scope(): string {
    return 'in';
  }
}

@Controller('optional')
@OptionalAuth()
@UseGuards(CognitoAuthGuard)
class OptionalController {
  @Get()
  optional(@CurrentUser() user?: CognitoUser): string {
    return user?.sub ?? 'nobody';
  }

  @RequireClaims(() => true)
  @Get('claims')
  claims(): string {
    return 'in';
  }
}

describe.each(platforms)('requirements on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let otherPool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create({ userPoolId: POOL });
    otherPool = await LocalUserPool.create({ userPoolId: OTHER_POOL });
    app = await startApp(createAdapter, {
      imports: [
        CognitoAuthModule.forRoot({
          userPools: [pool, otherPool].map(({ options }) => ({
            ...options,
            tokenUse: ['access', 'id'] as const,
            audience: null,
          })),
        }),
      ],
      controllers: [OneController, SubController, PublicController, OptionalController],
    });
  });

  afterAll(() => app.close());

  const send = async (path: string, token?: string): Promise<unknown[]> => {
    const { status, body } = await get(app, path, token);
    return status === 200 ? [status] : [status, body.code];
  };
  const IN = [200];
  const NO_GROUP = [403, 'ERR_COGNITO_GROUP_REQUIRED'];
  const NO_SCOPE = [403, 'ERR_COGNITO_SCOPE_REQUIRED'];
  const NO_CLAIM = [403, 'ERR_COGNITO_CLAIMS_INSUFFICIENT'];
  const WRONG_USE = [401, 'ERR_COGNITO_TOKEN_USE_REFUSED'];

  it.each([
    ['any-group', { groups: ['support'] }, IN],
    ['any-group', { groups: ['Admin', 'administrators'] }, NO_GROUP],
    ['any-group', { claims: { 'cognito:groups': 'admin' } }, NO_GROUP],
    ['any-group', {}, NO_GROUP],
    ['all-groups', { groups: ['support', 'other', 'admin'] }, IN],
    ['all-groups', { groups: ['admin'] }, NO_GROUP],
    ['any-scope', { scope: ['orders/write'] }, IN],
    ['any-scope', { scope: ['orders/Read', 'orders/rea'] }, NO_SCOPE],
    ['all-scopes', { scope: ['orders/write', 'orders/read'] }, IN],
    ['all-scopes', { scope: ['orders/read'] }, NO_SCOPE],
    ['claims', { claims: { 'custom:tenant': 'acme' } }, IN],
    ['claims', { claims: { 'custom:tenant': 'acme2' } }, NO_CLAIM],
    ['claims', {}, NO_CLAIM],
    ['truthy', {}, NO_CLAIM],
    ['access', {}, IN],
    ['id', {}, WRONG_USE],
    ['composed', { groups: ['staff', 'auditor'] }, IN],
    ['composed', { groups: ['staff'] }, NO_GROUP],
  ])('%s with %j', async (path, options, expected) => {
    expect(await send(`/one/${path}`, pool.accessToken(options))).toEqual(expected);
  });

  it('tells the scopes of the requirement, and for other refusals none', async () => {
    const { headers } = await get(app, '/one/all-scopes', pool.accessToken());
    const { headers: ofGroup } = await get(app, '/one/any-group', pool.accessToken());

    expect(headers['www-authenticate']).toMatch(
      /^Bearer realm="cognito", error="insufficient_scope", error_description="[^"]+", scope="orders\/read orders\/write"$/,
    );
    expect(ofGroup['www-authenticate']).toMatch(
      /^Bearer realm="cognito", error="insufficient_scope", error_description="[^"]+"$/,
    );
  });

  it('tells all scopes that are lacking at once, and those that are not lacking not', async () => {
    const challengeTo = async (scope: string[]): Promise<unknown> => {
      const { headers } = await get(app, '/one/several-scopes', pool.accessToken({ scope }));
      return /scope="([^"]*)"$/.exec(String(headers['www-authenticate']))?.[1];
    };

    expect(await challengeTo([])).toBe('orders/write orders/admin orders/read');
    expect(await challengeTo(['orders/read'])).toBe('orders/write orders/admin');
    expect(await challengeTo(['orders/admin'])).toBe('orders/read');
  });

  it('tells callers without a good token which scopes the next one needs', async () => {
    const { headers } = await get(app, '/one/several-scopes');
    const { headers: ofBadToken } = await get(app, '/one/several-scopes', 'bad');
    const { headers: ofOther } = await get(app, '/one/any-group');

    expect(headers['www-authenticate']).toBe(
      'Bearer realm="cognito", scope="orders/write orders/admin orders/read"',
    );
    expect(ofBadToken['www-authenticate']).toMatch(
      /error="invalid_token", .*scope="orders\/write orders\/admin orders\/read"$/,
    );
    expect(ofOther['www-authenticate']).toBe('Bearer realm="cognito"');
  });

  it.each([
    [{ aud: AUDIENCE }, IN],
    [{ aud: `${AUDIENCE}/` }, [401, 'ERR_COGNITO_AUDIENCE_REFUSED']],
    [{}, [401, 'ERR_COGNITO_AUDIENCE_REFUSED']],
  ])('takes tokens for its audience only: %j', async (claims, expected) => {
    expect(await send('/one/audience', pool.accessToken({ claims }))).toEqual(expected);
  });

  it('takes no ID token for a token of its audience', async () => {
    expect(await send('/one/audience', pool.idToken())).toEqual([
      401,
      'ERR_COGNITO_AUDIENCE_REFUSED',
    ]);
  });

  it('tells user pools apart', async () => {
    expect(await send('/one/pool', pool.accessToken())).toEqual(IN);
    expect(await send('/one/pool', otherPool.accessToken())).toEqual([
      403,
      'ERR_COGNITO_USER_POOL_REQUIRED',
    ]);
  });

  it('asks what a token is before what it grants, whatever the order of the decorators', async () => {
    expect(await send('/one/several', pool.accessToken())).toEqual(WRONG_USE);
    expect(await send('/one/several', otherPool.idToken({ groups: ['admin'] }))).toEqual([
      403,
      'ERR_COGNITO_USER_POOL_REQUIRED',
    ]);
    expect(await send('/one/several', pool.idToken())).toEqual(NO_GROUP);
    expect(await send('/one/several', pool.idToken({ groups: ['admin'] }))).toEqual(NO_CLAIM);
  });

  it('tells the uses of tokens apart', async () => {
    expect(await send('/one/id', pool.idToken())).toEqual(IN);
    expect(await send('/one/access', pool.idToken())).toEqual(WRONG_USE);
    expect(await send('/one/any-scope', pool.idToken())).toEqual(NO_SCOPE);
  });

  it.each(['promise', 'rejection', 'throwing'])('lets nobody in by a %s', async (path) => {
    expect(await send(`/one/${path}`, pool.accessToken())).toEqual([500, undefined]);
  });

  it('asks for what parent, class and handler ask for', async () => {
    const token = (groups: string[], scope: string[]): string =>
      pool.accessToken({ groups, scope });

    expect(await send('/sub/inherited', token(['staff'], ['orders/write']))).toEqual(IN);
    expect(await send('/sub/inherited', token([], ['orders/write']))).toEqual(NO_GROUP);
    expect(await send('/sub/inherited', token(['staff'], []))).toEqual(NO_SCOPE);
    // An overridden handler has its own decorators, and those of the classes.
    expect(await send('/sub/overridden', token(['staff'], ['orders/write']))).toEqual(IN);
    expect(await send('/sub/overridden', token([], ['orders/write']))).toEqual(NO_GROUP);
  });

  it('asks for nothing on a public handler of such a class', async () => {
    expect(await send('/sub/open')).toEqual(IN);
  });

  it('asks on a handler of a public or optional class for what the handler says', async () => {
    expect(await send('/public')).toEqual(IN);
    expect(await send('/public/token-use')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
    expect(await send('/public/token-use', pool.idToken())).toEqual(WRONG_USE);
    expect(await send('/public/token-use', pool.accessToken())).toEqual(IN);
    expect(await send('/public/scope', pool.accessToken())).toEqual(NO_SCOPE);
    expect(await send('/optional')).toEqual(IN);
    expect(await send('/optional/claims')).toEqual([401, 'ERR_COGNITO_TOKEN_MISSING']);
    expect(await send('/optional/claims', pool.accessToken())).toEqual(IN);
  });

  it.each([
    ['any-group', undefined, 'ERR_COGNITO_TOKEN_MISSING'],
    ['any-scope', undefined, 'ERR_COGNITO_TOKEN_MISSING'],
    ['claims', 'not.a.token', 'ERR_COGNITO_TOKEN_MALFORMED'],
  ])('refuses %s with token %s before it asks for anything', async (path, token, code) => {
    expect(await send(`/one/${path}`, token)).toEqual([401, code]);
  });
});

describe('a requirement that can never hold', () => {
  @Controller()
  @UseGuards(CognitoAuthGuard)
  class AudienceController {
    @RequireAudience(AUDIENCE)
    @Post()
    create(): void {}
  }

  const boot = async (controller: new () => object, options: object = {}): Promise<void> => {
    const pool = await LocalUserPool.create({ userPoolId: POOL });
    const app = await startApp(platforms[0]![1], {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenUse: 'access', ...options })],
      controllers: [controller],
    });
    await app.close();
  };

  it('of a pool that is not configured stops the boot', async () => {
    @Controller()
    @UseGuards(CognitoAuthGuard)
    class PoolController {
      @RequireUserPool(OTHER_POOL)
      @Post()
      create(): void {}
    }

    await expect(boot(PoolController)).rejects.toThrow(
      /PoolController\.create.*eu-west-1_Customers.*eu-west-1_Employees/,
    );
  });

  it.each([
    ['needs the option', undefined],
    ['needs to be listed', 'https://other.example.com'],
  ])('of an audience stops the boot: it %s', async (_case, audience) => {
    await expect(
      boot(AudienceController, audience === undefined ? {} : { audience }),
    ).rejects.toThrow(
      /AudienceController\.create requires audience https:\/\/api\.example\.com\/orders/,
    );
  });

  it('of an audience is none where it is listed', async () => {
    await expect(
      boot(AudienceController, { audience: ['https://other.example.com', AUDIENCE] }),
    ).resolves.toBeUndefined();
  });

  it('of a use that the module takes nowhere stops the boot', async () => {
    @Controller()
    @RequireTokenUse('id')
    @UseGuards(CognitoAuthGuard)
    class UseController {
      @Delete()
      remove(): void {}
    }

    await expect(boot(UseController)).rejects.toThrow(/UseController\.remove.*'id'/);
  });

  it.each<[string, MethodDecorator & ClassDecorator, MethodDecorator, RegExp]>([
    [
      'two audiences',
      RequireAudience(AUDIENCE),
      RequireAudience('https://other.example.com'),
      /audience https:\/\/api\.example\.com\/orders and audience https:\/\/other\.example\.com/,
    ],
    [
      'two user pools',
      RequireUserPool(POOL),
      RequireUserPool(OTHER_POOL),
      /user pool eu-west-1_Employees and user pool eu-west-1_Customers/,
    ],
    [
      'both uses of tokens',
      RequireTokenUse('access'),
      RequireTokenUse('id'),
      /access token and id token/,
    ],
    [
      'scopes of ID tokens',
      RequireTokenUse('id'),
      RequireAllScopes('orders/read'),
      /id token and all scope orders\/read/,
    ],
    [
      'an audience that another pool takes',
      RequireUserPool(OTHER_POOL),
      RequireAudience(AUDIENCE),
      /requires audience https:\/\/api\.example\.com\/orders, but none of its user pools accepts it/,
    ],
  ])('of a class and its handler stops the boot: %s', async (_case, ofClass, ofHandler, words) => {
    @ofClass
    @Controller()
    @UseGuards(CognitoAuthGuard)
    class ExclusiveController {
      @ofHandler
      @Get()
      read(): void {}

      @Get('other')
      other(): void {}
    }
    const pools = await Promise.all(
      [POOL, OTHER_POOL].map((userPoolId) => LocalUserPool.create({ userPoolId })),
    );
    const [employees, customers] = pools.map(({ options }) => ({
      ...options,
      tokenUse: ['access', 'id'],
    }));
    const booting = startApp(platforms[0]![1], {
      imports: [
        CognitoAuthModule.forRoot({
          userPools: [
            { ...employees, audience: [AUDIENCE, 'https://other.example.com'] },
            customers,
          ],
        } as CognitoAuthModuleOptions),
      ],
      controllers: [ExclusiveController],
    });

    await expect(booting).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      mistakes: [
        expect.stringMatching(new RegExp(`^ExclusiveController\\.read .*${words.source}`)),
      ],
    });
  });
});
