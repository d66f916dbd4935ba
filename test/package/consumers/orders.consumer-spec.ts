// The tests of an application, as its developers write them: with the options of production, over HTTP, and with the
// kit. Each consumer runs them with a runner of its own, whose import is put in front.
import 'reflect-metadata';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { Controller, Delete, Get, type INestApplication, Module, UseGuards } from '@nestjs/common';
import { ExpressAdapter as PlatformAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoUser,
  CurrentUser,
  isCognitoUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import {
  actingAs,
  LocalUserPool,
  overrideSigningKeys,
  unprotectedRoutes,
} from 'nestjs-cognito-auth/testing';

const USER_POOL_ID = 'eu-west-1_AbCdEf123';
const CLIENT_ID = '55plsi2cl0o267lfusmgaf67pf';

@Controller('orders')
@UseGuards(CognitoAuthGuard)
class OrdersController {
  @Get()
  list(@CurrentUser() user: CognitoUser): string {
    ok(user instanceof CognitoUser && isCognitoUser(user));
    return user.tokenUse === 'access' ? user.claims.client_id : user.claims.aud;
  }

  @RequireAnyGroup('admin')
  @Delete()
  remove(@CurrentUser('sub') sub: string): string {
    return sub;
  }

  @OptionalAuth()
  @Get('offers')
  offers(@CurrentUser() user: CognitoUser | undefined): string {
    return user?.sub ?? 'nobody';
  }

  @Public()
  @Get('health')
  health(): string {
    return 'ok';
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  show(): string {
    return 'open';
  }
}

@Module({
  imports: [
    CognitoAuthModule.forRoot({
      userPoolId: USER_POOL_ID,
      clientId: CLIENT_ID,
      tokenUse: 'access',
    }),
  ],
  controllers: [OrdersController],
})
class AppModule {}

describe('an application with the package', () => {
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create({ userPoolId: USER_POOL_ID, clientId: CLIENT_ID });
    const module = await overrideSigningKeys(
      Test.createTestingModule({ imports: [AppModule] }),
      pool,
    ).compile();
    app = module.createNestApplication(new PlatformAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  const send = async (method: string, path: string, token?: string): Promise<[number, string]> => {
    const headers: Record<string, string> =
      token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${await app.getUrl()}${path}`, { method, headers });
    const text = await response.text();
    return [response.status, response.ok ? text : (JSON.parse(text) as { code: string }).code];
  };

  it('lets users in', async () => {
    deepEqual(await send('GET', '/orders', pool.accessToken()), [200, CLIENT_ID]);
    deepEqual(await send('DELETE', '/orders', pool.accessToken({ sub: 'a', groups: ['admin'] })), [
      200,
      'a',
    ]);
    deepEqual(await send('GET', '/orders/offers', pool.accessToken({ sub: 'a' })), [200, 'a']);
    deepEqual(await send('GET', '/orders/offers'), [200, 'nobody']);
    deepEqual(await send('GET', '/orders/health'), [200, 'ok']);
  });

  it('refuses the others, and says why', async () => {
    deepEqual(await send('GET', '/orders'), [401, 'ERR_COGNITO_TOKEN_MISSING']);
    deepEqual(await send('DELETE', '/orders', pool.accessToken()), [
      403,
      'ERR_COGNITO_GROUP_REQUIRED',
    ]);
    for (const { token, code } of pool.refusedTokens().all()) {
      deepEqual(await send('GET', '/orders', token), [401, code]);
    }
  });

  it('can be tested without tokens', async () => {
    const stop = actingAs(app, { sub: 'b', groups: ['admin'] });
    deepEqual(await send('DELETE', '/orders'), [200, 'b']);
    stop();
    deepEqual(await send('DELETE', '/orders'), [401, 'ERR_COGNITO_TOKEN_MISSING']);
  });

  it('knows the routes that somebody forgot to guard', async () => {
    deepEqual(unprotectedRoutes(app), []);
    const module = await Test.createTestingModule({
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [ForgottenController],
    }).compile();
    const open = await module
      .createNestApplication(new PlatformAdapter(), { logger: false })
      .init();
    deepEqual(unprotectedRoutes(open), ['GET /forgotten (ForgottenController.show)']);
    await open.close();
  });
});

describe('an application that fetches keys', () => {
  it('verifies with what it fetched', async () => {
    const pool = await LocalUserPool.create();
    await pool.listen();
    const module = await Test.createTestingModule({
      imports: [CognitoAuthModule.forRoot(pool.options)],
      controllers: [OrdersController],
    }).compile();
    const app = module.createNestApplication(new PlatformAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    const { status } = await fetch(`${await app.getUrl()}/orders`, {
      headers: { authorization: `Bearer ${pool.accessToken()}` },
    });

    equal(status, 200);
    ok(pool.keyEndpoint.requestCount > 0);
    await app.close();
    await pool.close();
  });
});
