import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CognitoAuthGuard, CognitoStrategy, Public, RequireAnyGroup } from 'nestjs-cognito-auth';
import { FakeClock } from '../../support/fake-clock.js';
import { platforms } from '../../support/platforms.js';
import { Bench } from './support/bench.js';
import { CapturedLog } from '../../support/captured-log.js';
import { bearer, GuardedApp, ProbeController } from './support/guarded-app.js';
import { RawUserPool } from '../../support/raw-user-pool.js';
import { headerValues } from '../../support/raw-http.js';
import { acceptanceOf, invalidToken, NO_TOKEN, refusalOf } from './support/refusal-of.js';

const clock = new FakeClock();
const pool = RawUserPool.create({ now: () => clock.nowMs });
const log = new CapturedLog();

describe.each(platforms)('a guarded application on %s', (_name, createAdapter) => {
  const bench = Bench.forEachTest({ createAdapter, pool, clock, log });

  it('cannot be reached past the guard by another spelling of the path', async () => {
    await bench.startWith({ ...pool.options, globalGuard: true });
    const { app } = bench;
    const paths = ['/PROBE', '/probe/', '//probe', '/%70robe', '/probe;x', '/./probe'];
    const requests = [...paths, '/probe?/../public'].flatMap((path) =>
      ['GET', 'HEAD'].map((method) => ({ method, path })),
    );
    const refused: typeof requests = [];

    for (const request of requests) {
      const { status } = await app.send(request);
      expect([request, [401, 404]]).toEqual([request, expect.arrayContaining([status])]);
      if (status === 401) refused.push(request);
    }
    expect(app.calls).toEqual([]);
    expect(refused.length).toBeGreaterThan(0);
    for (const request of refused) expect(await refusalOf(app, request)).toEqual(NO_TOKEN);
  });

  it('has no session: the guard sets no cookie and touches no session', async () => {
    const touched: string[] = [];
    const session = new Proxy(
      {},
      {
        get: (_target, name) => void touched.push(`get ${String(name)}`),
        set: (_target, name) => touched.push(`set ${String(name)}`) > 0,
      },
    );
    @Injectable()
    class SessionGuard implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const carrier = context.switchToHttp().getRequest<object>();
        Object.defineProperty(carrier, 'session', { value: session, configurable: true });
        return true;
      }
    }
    @Controller('session')
    @UseGuards(SessionGuard, CognitoAuthGuard)
    class SessionController {
      @Get()
      read(): string {
        return 'read';
      }
    }
    @Controller('passport-session')
    @UseGuards(SessionGuard, AuthGuard('cognito'))
    class PassportSessionController {
      @Get()
      read(): string {
        return 'read';
      }
    }
    await bench.startWith(pool.options, {
      controllers: [SessionController, PassportSessionController],
    });
    const expired = bearer(pool.token({ payload: pool.claims({ exp: 1 }) }));

    for (const path of ['/session', '/passport-session']) {
      const accepted = await acceptanceOf(bench.app, { ...bearer(pool.token()), path });
      expect(headerValues(accepted, 'set-cookie')).toEqual([]);
    }
    expect(await refusalOf(bench.app, { ...expired, path: '/session' })).toEqual(
      invalidToken('ERR_COGNITO_TOKEN_EXPIRED'),
    );
    expect(await refusalOf(bench.app, { path: '/session' })).toEqual(NO_TOKEN);
    // AuthGuard('cognito') refuses in the words of Passport.
    for (const request of [expired, {}]) {
      const { calls } = bench.app;
      const before = calls.length;
      const refused = await bench.app.send({ ...request, path: '/passport-session' });
      expect([refused.status, headerValues(refused, 'set-cookie')]).toEqual([401, []]);
      expect(calls).toHaveLength(before);
    }
    expect(touched).toEqual([]);
  });

  it.each(['ws', 'rpc', 'graphql'])(
    'refuses a %s context without a transport, and writes nothing to it',
    async (type) => {
      await bench.startWith(pool.options);
      const payload = { headers: { authorization: `Bearer ${pool.token()}` } };
      const before = Reflect.ownKeys(payload);
      const context = {
        getType: () => type,
        getClass: () => ProbeController,
        getHandler: () => ProbeController.prototype.read,
        getArgs: () => [payload, payload, payload],
        getArgByIndex: () => payload,
        switchToHttp: () => ({ getRequest: () => payload, getResponse: () => payload }),
      } as unknown as ExecutionContext;

      // What HTTP does with this payload would let it in, so only the type of the context is in the way.
      const guard = bench.app.nest.get(CognitoAuthGuard);
      const error: unknown = await Promise.resolve(guard.canActivate(context)).catch(
        (reason: unknown) => reason,
      );
      // Over GraphQL it is the cause: clients get to read the message of what is thrown.
      expect((error as Error).cause ?? error).toMatchObject({ code: 'ERR_COGNITO_SETUP' });
      expect(Reflect.ownKeys(payload)).toEqual(before);
    },
  );

  it('lets nobody in by a strategy of Passport that passes', async () => {
    await bench.startWith(pool.options);
    const { app } = bench;
    Object.assign(app.nest.get(CognitoStrategy), {
      authenticate(this: { pass: () => void }) {
        this.pass();
      },
    });

    for (const path of ['/probe', '/optional']) {
      const { status } = await app.send({ ...bearer(pool.token()), path });
      expect(status).toBe(500);
    }
    expect(app.calls).toEqual([]);
    const { body } = await acceptanceOf(app, { path: '/optional' });
    expect(JSON.parse(body)).toEqual({ sub: 'nobody' });
  });

  it('gives a decorator on the handler precedence over one on its class', async () => {
    @Public()
    @Controller('beats')
    @UseGuards(CognitoAuthGuard)
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
    }
    @Controller('beaten')
    @UseGuards(CognitoAuthGuard)
    @RequireAnyGroup('admin')
    class ClosedController {
      @Public()
      @Get('open')
      open(): string {
        return 'open';
      }

      @Get()
      closed(): string {
        return 'closed';
      }
    }
    await bench.startWith(pool.options, { controllers: [PublicController, ClosedController] });

    for (const path of ['/beats', '/beaten/open']) await acceptanceOf(bench.app, { path });
    for (const path of ['/beats/closed', '/beaten']) {
      expect([path, await refusalOf(bench.app, { path })]).toEqual([path, NO_TOKEN]);
    }
  });
});

describe('a router of Fastify that is lax', () => {
  it('is no way around the guard', async () => {
    const routerOptions = { ignoreDuplicateSlashes: true, caseSensitive: false };
    const app = await GuardedApp.start(
      () => new FastifyAdapter({ routerOptions }),
      pool.options,
      log,
      { prepare: clock.install },
    );
    try {
      for (const path of ['/probe', '//probe', '/PROBE', '///Probe']) {
        expect([path, await refusalOf(app, { path })]).toEqual([path, NO_TOKEN]);
        await acceptanceOf(app, { ...bearer(pool.token()), path });
      }
    } finally {
      await app.close();
    }
  });
});
