import {
  type CanActivate,
  Controller,
  Get,
  type INestApplication,
  UseGuards,
} from '@nestjs/common';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

@Controller()
@UseGuards(CognitoAuthGuard)
class UserController {
  @Get('me')
  me(@CurrentUser() user: CognitoUser): CognitoUser {
    return user;
  }

  @Get('sub')
  sub(@CurrentUser('sub') sub: string): string {
    return sub;
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser() user?: CognitoUser): { greeted: string } {
    return { greeted: user?.username ?? 'nobody' };
  }

  @Public()
  @Get('public')
  open(): { open: boolean } {
    return { open: true };
  }

  @RequireAnyGroup('admin', 'support')
  @Get('groups')
  groups(@CurrentUser('groups') groups: readonly string[]): readonly string[] {
    return groups;
  }
}

/** As far as the boot knows, it may find out who calls. */
class PassingGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Controller()
@UseGuards(CognitoAuthGuard, PassingGuard)
class PublicUserController {
  @Public()
  @Get('public-user')
  show(@CurrentUser() user: CognitoUser): CognitoUser {
    return user;
  }
}

describe.each(platforms)('the current user on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenUse: ['access', 'id'] })],
      controllers: [UserController, PublicUserController],
    });
  });

  afterAll(() => app.close());

  it('is the user of an access token', async () => {
    const token = pool.accessToken({
      sub: 'sub-1',
      username: 'bob',
      groups: ['Admin', 'staff'],
      scope: ['orders/read', 'orders/write'],
    });

    const { status, body } = await get(app, '/me', token);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      sub: 'sub-1',
      username: 'bob',
      groups: ['Admin', 'staff'],
      scopes: ['orders/read', 'orders/write'],
      tokenUse: 'access',
      clientId: pool.clientId,
      userPoolId: pool.userPoolId,
      isClient: false,
    });
    expect(body.expiresAt).toBe(new Date(body.claims.exp * 1000).toISOString());
  });

  it('is the user of an ID token', async () => {
    const token = pool.idToken({ username: 'bob', attributes: { email: 'bob@example.com' } });

    const { body } = await get(app, '/me', token);

    expect(body).toMatchObject({
      username: 'bob',
      tokenUse: 'id',
      clientId: pool.clientId,
      scopes: [],
      groups: [],
      claims: { email: 'bob@example.com' },
    });
  });

  it('is the client of a client-credentials token', async () => {
    const { body } = await get(app, '/me', pool.clientToken({ scope: 'orders/read' }));

    expect(body).toMatchObject({
      sub: pool.clientId,
      isClient: true,
      scopes: ['orders/read'],
      groups: [],
    });
    expect(body).not.toHaveProperty('username');
  });

  it('can be asked for one property', async () => {
    const { text } = await get(app, '/sub', pool.accessToken({ sub: 'sub-2' }));

    expect(text).toBe('sub-2');
  });

  it('is undefined on an optional route without a token', async () => {
    const { status, body } = await get(app, '/optional');

    expect([status, body]).toEqual([200, { greeted: 'nobody' }]);
  });

  it('is there on an optional route with a token', async () => {
    const { body } = await get(app, '/optional', pool.accessToken({ username: 'bob' }));

    expect(body).toEqual({ greeted: 'bob' });
  });

  it('is refused on an optional route with a bad token', async () => {
    const { status, body } = await get(
      app,
      '/optional',
      pool.accessToken({ expiresInSeconds: -1 }),
    );

    expect([status, body.code]).toEqual([401, 'ERR_COGNITO_TOKEN_EXPIRED']);
  });

  it('need not be anybody on a public route, whatever the token', async () => {
    const { status, body } = await get(app, '/public', 'not.a.token');

    expect([status, body]).toEqual([200, { open: true }]);
  });

  it('is an error on a public route that asks for it', async () => {
    const { status } = await get(app, '/public-user', pool.accessToken());

    expect(status).toBe(500);
  });

  it.each([
    ['one of the groups', ['support'], 200],
    ['no group', [], 403],
    ['a group whose name differs in case', ['Admin'], 403],
    ['a group whose name begins alike', ['administrators'], 403],
  ])('answers a user with %s as its groups deserve', async (_case, groups, expected) => {
    const { status } = await get(app, '/groups', pool.accessToken({ groups }));

    expect(status).toBe(expected);
  });

  it('without the group gets a 403 that says so', async () => {
    const { body, headers } = await get(app, '/groups', pool.accessToken());

    expect(body).toMatchObject({ statusCode: 403, code: 'ERR_COGNITO_GROUP_REQUIRED' });
    expect(headers['www-authenticate']).toMatch(
      /^Bearer realm="cognito", error="insufficient_scope"/,
    );
    expect(headers['cache-control']).toBe('no-store');
  });
});
