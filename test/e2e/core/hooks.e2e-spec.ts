import {
  ConflictException,
  Controller,
  Get,
  Inject,
  type INestApplication,
  Injectable,
  Module,
  Req,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import {
  type CognitoAuthEvent,
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoClaims,
  type CognitoUser,
  CurrentUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

interface Account {
  readonly id: string;
}

/** What the hooks answer, and what they were asked. */
@Injectable()
class Accounts {
  answer: unknown;
  claimsAnswer: unknown = true;
  readonly asked: { user: CognitoUser; path: string }[] = [];
  readonly claims: CognitoClaims[] = [];

  map(user: CognitoUser, carrier: unknown): unknown {
    this.asked.push({ user, path: (carrier as { url: string }).url });
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }

  validate(claims: CognitoClaims): boolean {
    this.claims.push(claims);
    if (this.claimsAnswer instanceof Error) throw this.claimsAnswer;
    return this.claimsAnswer as boolean;
  }
}

@Module({ providers: [Accounts], exports: [Accounts] })
class AccountsModule {}

@Controller()
@UseGuards(CognitoAuthGuard)
class AccountController {
  constructor(@Inject(Accounts) readonly accounts: Accounts) {}

  @Get('me')
  me(@CurrentUser() account: Account, @Req() request: { user: unknown }): object {
    return { account, isOnRequest: request.user === account };
  }

  @Get('id')
  id(@CurrentUser<Account>('id') id: string): string {
    return id;
  }

  @UseGuards(CognitoAuthGuard)
  @Get('twice')
  twice(@CurrentUser() account: Account): Account {
    return account;
  }

  @RequireAnyGroup('admin')
  @Get('admin')
  admin(@CurrentUser() account: Account): Account {
    return account;
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser() account?: Account): object {
    return { account: account ?? null };
  }

  @Public()
  @Get('public')
  open(): string {
    return 'open';
  }
}

@Controller('passport')
@UseGuards(AuthGuard('cognito'))
class PassportController {
  @Get('me')
  me(@CurrentUser() account: Account, @Req() request: { user: unknown }): object {
    return { account, isOnRequest: request.user === account };
  }
}

/** Has the last word on the user, as guards of Passport may. */
class NobodyGuard extends AuthGuard('cognito') {
  // The type argument is that of the method which this one overrides.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  override handleRequest<User>(): User {
    return null as User;
  }
}

@Controller('passport-nobody')
@UseGuards(NobodyGuard)
class NobodyController {
  @Get('me')
  me(@CurrentUser() account: Account): Account {
    return account;
  }
}

/** Tells what Passport was told, which its own guard keeps to itself. */
class ReasonGuard extends AuthGuard('cognito') {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  override handleRequest<User>(_error: unknown, user: User, reason?: { code?: string }): User {
    if (!user) throw new ConflictException(reason?.code);
    return user;
  }
}

@Controller('passport-reason')
@UseGuards(ReasonGuard)
class ReasonController {
  @Get('me')
  me(@CurrentUser() account: Account): Account {
    return account;
  }
}

/** What is falsy, and so nobody to both guards. */
const NOBODY = [undefined, null, false, 0, ''];

describe.each(platforms)('hooks of the application on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;
  let accounts: Accounts;
  const events: CognitoAuthEvent[] = [];

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    app = await startApp(createAdapter, {
      imports: [
        CognitoAuthModule.forRootAsync({
          imports: [AccountsModule],
          inject: [Accounts],
          useFactory: (injected: Accounts) => ({
            ...pool.options,
            onEvent: (event: CognitoAuthEvent) => events.push(event),
            mapUser: async (user: CognitoUser, carrier: unknown) => injected.map(user, carrier),
            validateClaims: (claims: CognitoClaims) => injected.validate(claims),
          }),
        }),
        AccountsModule,
      ],
      controllers: [AccountController, PassportController, NobodyController, ReasonController],
    });
    accounts = app.get(Accounts, { strict: false });
  });

  afterAll(() => app.close());

  beforeEach(() => {
    accounts.answer = { id: 'account-1' };
    accounts.claimsAnswer = true;
    for (const list of [accounts.asked, accounts.claims, events]) list.length = 0;
  });

  describe('mapUser', () => {
    it('makes what @CurrentUser() and the request give', async () => {
      const { body } = await get(app, '/me', pool.accessToken({ sub: 'sub-1' }));

      expect(body).toEqual({ account: { id: 'account-1' }, isOnRequest: true });
      expect(accounts.asked).toEqual([
        { user: expect.objectContaining({ sub: 'sub-1' }), path: '/me' },
      ]);
      expect((await get(app, '/id', pool.accessToken())).text).toBe('account-1');
    });

    it('runs once for several guards, and once for each request', async () => {
      const token = pool.accessToken();

      await get(app, '/twice', token);
      expect(accounts.asked).toHaveLength(1);
      await get(app, '/twice', token);
      expect(accounts.asked).toHaveLength(2);
      expect(events.map(({ type }) => type)).toEqual(['accepted', 'accepted']);
    });

    it('runs only for who meets the requirements', async () => {
      const { status } = await get(app, '/admin', pool.accessToken({ groups: ['staff'] }));

      expect([status, accounts.asked]).toEqual([403, []]);
      expect((await get(app, '/admin', pool.accessToken({ groups: ['admin'] }))).status).toBe(200);
    });

    it('does not run without a token', async () => {
      expect((await get(app, '/optional')).body).toEqual({ account: null });
      expect((await get(app, '/public')).status).toBe(200);
      expect((await get(app, '/me')).status).toBe(401);
      expect(accounts.asked).toEqual([]);
    });

    it.each(NOBODY)('refuses a user of whom it makes %p', async (nobody) => {
      accounts.answer = nobody;

      for (const path of ['/me', '/optional']) {
        const { status, body, headers } = await get(app, path, pool.accessToken());

        expect([status, body.code]).toEqual([401, 'ERR_COGNITO_USER_REFUSED']);
        expect(headers['www-authenticate']).toContain('error="invalid_token"');
      }
      expect(events.map(({ type }) => type)).toEqual(['refused', 'refused']);
    });

    it('lets nobody in by an error', async () => {
      accounts.answer = new Error('no database');

      expect((await get(app, '/me', pool.accessToken())).status).toBe(500);
      expect((await get(app, '/optional', pool.accessToken())).status).toBe(500);
      expect(events).toEqual([]);
    });

    it('may throw an exception of Nest', async () => {
      accounts.answer = new ConflictException('moved');

      expect((await get(app, '/me', pool.accessToken())).status).toBe(409);
    });
  });

  describe("mapUser under AuthGuard('cognito')", () => {
    it('makes what @CurrentUser() and the request give', async () => {
      const { body } = await get(app, '/passport/me', pool.accessToken({ sub: 'sub-1' }));

      expect(body).toEqual({ account: { id: 'account-1' }, isOnRequest: true });
      expect(accounts.asked).toEqual([
        { user: expect.objectContaining({ sub: 'sub-1' }), path: '/passport/me' },
      ]);
    });

    it('gives no user whom the guard has taken off the request', async () => {
      expect((await get(app, '/passport-nobody/me', pool.accessToken())).status).toBe(500);
    });

    it.each(NOBODY)('refuses a user of whom it makes %p, for the same reason', async (nobody) => {
      accounts.answer = nobody;

      expect((await get(app, '/passport/me', pool.accessToken())).status).toBe(401);
      const { body } = await get(app, '/passport-reason/me', pool.accessToken());
      expect(body).toMatchObject({ message: 'ERR_COGNITO_USER_REFUSED' });
    });

    it.each([true, 1, 'account-1', [1]])('agrees with CognitoAuthGuard on %p', async (somebody) => {
      accounts.answer = somebody;

      const answers = await Promise.all(
        ['/me', '/passport/me'].map((path) => get(app, path, pool.accessToken())),
      );
      for (const { status, body } of answers) {
        expect([status, body]).toEqual([200, { account: somebody, isOnRequest: true }]);
      }
    });

    it.each([
      [new Error('no database'), 500],
      [new ConflictException('moved'), 409],
    ])('lets nobody in by %p', async (error, status) => {
      accounts.answer = error;

      expect((await get(app, '/passport/me', pool.accessToken())).status).toBe(status);
    });
  });

  describe('validateClaims', () => {
    it('is asked on every request, also about a token that was verified before', async () => {
      const token = pool.accessToken({ sub: 'sub-1' });

      expect((await get(app, '/me', token)).status).toBe(200);
      accounts.claimsAnswer = false;
      const { status, body } = await get(app, '/me', token);

      expect([status, body.code]).toEqual([401, 'ERR_COGNITO_CLAIMS_REFUSED']);
      expect(accounts.claims.map(({ sub }) => sub)).toEqual(['sub-1', 'sub-1']);
      accounts.claimsAnswer = true;
      expect((await get(app, '/me', token)).status).toBe(200);
    });

    it.each([undefined, null, 1, 'true', {}])('is not content with %p', async (answer) => {
      accounts.claimsAnswer = answer;

      expect((await get(app, '/me', pool.accessToken())).status).toBe(401);
      expect(accounts.asked).toEqual([]);
    });

    it('waits for a promise', async () => {
      accounts.claimsAnswer = Promise.resolve(true);
      expect((await get(app, '/me', pool.accessToken())).status).toBe(200);
      accounts.claimsAnswer = Promise.resolve(false);
      expect((await get(app, '/me', pool.accessToken())).status).toBe(401);
    });

    it('lets nobody in by an error', async () => {
      accounts.claimsAnswer = new Error('no service');
      expect((await get(app, '/me', pool.accessToken())).status).toBe(500);
      accounts.claimsAnswer = Promise.reject(new Error('no service'));
      expect((await get(app, '/me', pool.accessToken())).status).toBe(500);
    });

    it('is not asked about a token that is bad anyway', async () => {
      expect((await get(app, '/me', pool.accessToken({ expiresInSeconds: -1 }))).status).toBe(401);
      expect(accounts.claims).toEqual([]);
    });
  });
});
