import { setTimeout } from 'node:timers/promises';
import {
  Controller,
  Get,
  type INestApplicationContext,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { type ClientProxy, MessagePattern, type MicroserviceOptions } from '@nestjs/microservices';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleOptions,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
import { lastValueFrom } from 'rxjs';
import { FakeClock } from '../../support/fake-clock.js';
import { type Answer, MessagesController } from '../../support/messages.controller.js';
import { clientOf, nats, natsMessage, tcp, type Transporter } from '../../support/transporters.js';
import { ExpressAdapter } from '@nestjs/platform-express';
import { startApp } from '../../support/start-app.js';
import { startService } from '../../support/start-service.js';
import { messageCases } from '../../support/message-cases.js';

const refusal = (code: string): unknown => ({ status: 'error', code, message: expect.any(String) });
const answer = (sub: string | null): unknown => expect.objectContaining({ sub });

/** What a service answers, or the error that it answers with. */
const ask = (client: ClientProxy, pattern: string, message: unknown): Promise<unknown> =>
  lastValueFrom(client.send<Answer>(pattern, message)).catch((error: unknown) => error);

/** Waits until something has happened, for as long as a test may take. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(5);
}

const clock = new FakeClock();

const startMessages = (
  options: MicroserviceOptions,
  settings: CognitoAuthModuleOptions & { globalGuard?: boolean },
  controllers: Type<unknown>[] = [MessagesController],
): Promise<INestApplicationContext> =>
  startService(
    options,
    { imports: [CognitoAuthModule.forRoot(settings)], controllers },
    { prepare: clock.install },
  );

const transporters: readonly Transporter[] = [tcp, nats];

describe.each(transporters)('messages over $name', (transporter) => {
  if (transporter.missing !== undefined) {
    it.skip(`cannot be sent: ${transporter.missing}`, () => undefined);
    return;
  }
  let pool: LocalUserPool;
  let broker: Awaited<ReturnType<Transporter['start']>>;
  let service: INestApplicationContext;
  let client: ClientProxy;
  const events: unknown[] = [];

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    broker = await transporter.start();
    service = await startMessages(broker.options, {
      ...pool.options,
      transports: [transporter.transport],
      onEvent: (event) => events.push(event),
    });
    client = clientOf(broker.options);
  });

  afterAll(async () => {
    await client.close();
    await service.close();
    await broker.stop();
  });

  it.each(messageCases)(
    'answers %s message (%s): case %#',
    async (_kind, pattern, token, outcome) => {
      const message = transporter.message({ text: 'hello' }, token?.(pool));

      expect(await ask(client, pattern, message)).toEqual(
        'code' in outcome ? refusal(outcome.code) : answer(outcome.sub),
      );
    },
  );

  it('refuses the next message once the token has run out', async () => {
    const issuedAt = new Date(clock.nowMs);
    const token = pool.accessToken({ sub: 'alice', issuedAt, expiresInSeconds: 60 });
    const message = transporter.message({}, token);

    expect(await ask(client, 'whoami', message)).toEqual(answer('alice'));
    clock.advanceSeconds(60);
    expect(await ask(client, 'whoami', message)).toEqual(refusal('ERR_COGNITO_TOKEN_EXPIRED'));
    clock.nowMs = Date.now();
  });

  it('keeps users apart whose messages are handled side by side', async () => {
    const subs = Array.from({ length: 50 }, (_, index) => `user-${index}`);
    const answers = await Promise.all(
      subs.map((sub) => ask(client, 'whoami', transporter.message({}, pool.accessToken({ sub })))),
    );

    expect(answers).toEqual(subs.map((sub) => answer(sub)));
  });

  it.each(['whoami', 'optional', 'open'])(
    'gives %s the payload as it was sent',
    async (pattern) => {
      const { seen } = service.get(MessagesController);
      const body = { text: 'hello', nested: { list: [1, null, 'x'] } };
      seen.length = 0;
      await ask(client, pattern, transporter.message(body, pool.accessToken()));

      expect(seen).toHaveLength(1);
      const [given] = seen as [{ body: Record<string, unknown>; context: object }];
      const { accessToken: _accessToken, ...rest } = given.body;
      expect(rest).toEqual(body);
      expect(Object.getOwnPropertySymbols(given.body)).toEqual([]);
      expect(JSON.stringify(given.context)).not.toContain('cognito');
      for (const written of [
        'user',
        'login',
        'logIn',
        'logout',
        'isAuthenticated',
        '_sessionManager',
      ]) {
        expect(written in given.body).toBe(false);
        expect(written in given.context).toBe(false);
      }
    },
  );

  it('handles the events of callers who may send them, and goes on after others', async () => {
    const { events: happened } = service.get(MessagesController);
    events.length = 0;
    happened.length = 0;
    const send = (token?: string): Promise<unknown> =>
      lastValueFrom(client.emit('happened', transporter.message({}, token)), {
        defaultValue: undefined,
      });
    await send();
    await send('a.b.c');
    await send(pool.accessToken({ sub: 'alice' }));
    await until(() => happened.length > 0 && events.length > 2);

    expect(happened).toEqual(['alice']);
    expect(events).toEqual(
      expect.arrayContaining([
        { type: 'refused', code: 'ERR_COGNITO_TOKEN_MISSING' },
        { type: 'refused', code: 'ERR_COGNITO_TOKEN_MALFORMED' },
        expect.objectContaining({ type: 'accepted', sub: 'alice' }),
      ]),
    );
  });
});

describe('headers of NATS', () => {
  if (nats.missing !== undefined) {
    it.skip(`cannot be sent: ${nats.missing}`, () => undefined);
    return;
  }

  it('name the token in any case of letters, once, and as a bearer token', async () => {
    const pool = await LocalUserPool.create();
    const broker = await nats.start();
    const service = await startMessages(broker.options, {
      ...pool.options,
      transports: [microserviceTransport<{ token?: string }>({ readToken: (data) => data?.token })],
    });
    const client = clientOf(broker.options);
    const [token, other] = [pool.accessToken({ sub: 'alice' }), pool.accessToken({ sub: 'bob' })];
    const bearer = `Bearer ${token}`;
    const outcomeOf = (message: unknown): Promise<unknown> => ask(client, 'whoami', message);

    expect(await outcomeOf(natsMessage({}, ['AUTHORIZATION', bearer]))).toEqual(answer('alice'));
    expect(await outcomeOf(natsMessage({}, ['authorization', token]))).toEqual(
      refusal('ERR_COGNITO_TOKEN_MISSING'),
    );
    for (const fields of [
      [
        ['authorization', bearer],
        ['authorization', bearer],
      ],
      [
        ['authorization', bearer],
        ['Authorization', `Bearer ${other}`],
      ],
    ] as const) {
      expect(await outcomeOf(natsMessage({}, ...fields))).toEqual(
        refusal('ERR_COGNITO_TOKEN_AMBIGUOUS'),
      );
    }
    // `readToken` is one more place.
    expect(await outcomeOf({ token })).toEqual(answer('alice'));
    expect(await outcomeOf(natsMessage({ token }, ['authorization', bearer]))).toEqual(
      answer('alice'),
    );
    expect(await outcomeOf(natsMessage({ token: other }, ['authorization', bearer]))).toEqual(
      refusal('ERR_COGNITO_TOKEN_AMBIGUOUS'),
    );
    await client.close();
    await service.close();
    await broker.stop();
  });
});

describe('a service over TCP', () => {
  let pool: LocalUserPool;
  let options: MicroserviceOptions;
  let service: INestApplicationContext;
  let client: ClientProxy;

  beforeEach(async () => {
    pool = await LocalUserPool.create();
    ({ options } = await tcp.start());
    client = clientOf(options);
  });

  afterEach(async () => {
    await client.close();
    await service.close();
  });

  it.each(['text', 7, [], { accessToken: 7 }, { accessToken: null }, { accessToken: {} }])(
    'refuses %j as a message, which is the caller’s doing',
    async (message) => {
      service = await startMessages(options, { ...pool.options, transports: [tcp.transport] });

      expect(await ask(client, 'whoami', message)).toMatchObject({
        status: 'error',
        code: expect.stringMatching(/^ERR_COGNITO_TOKEN_(?:MISSING|MALFORMED)$/) as unknown,
      });
    },
  );

  it('answers guarded messages with an error of its own where nothing tells where tokens are', async () => {
    service = await startMessages(options, {
      ...pool.options,
      transports: [microserviceTransport()],
    });
    const message = tcp.message({}, pool.accessToken());

    for (const pattern of ['whoami', 'optional']) {
      expect(await ask(client, pattern, message)).toEqual({
        status: 'error',
        message: 'Internal server error',
      });
    }
    expect(await ask(client, 'open', message)).toEqual(answer(null));
  });

  it('refuses guarded messages where the transport is missing', async () => {
    /** The boot does not know what a guard that extends ours does. */
    class OwnGuard extends CognitoAuthGuard {}
    @Controller()
    @UseGuards(OwnGuard)
    class OwnController {
      @MessagePattern('whoami') whoami(): void {}
    }
    service = await startMessages(options, { ...pool.options }, [OwnController]);

    expect(await ask(client, 'whoami', tcp.message({}, pool.accessToken()))).toEqual({
      status: 'error',
      message: 'Internal server error',
    });
  });

  it('is guarded by a global guard', async () => {
    @Controller()
    class UnguardedController extends MessagesController {}
    Reflect.defineMetadata('__guards__', [], UnguardedController);
    service = await startMessages(
      options,
      { ...pool.options, transports: [tcp.transport], globalGuard: true },
      [UnguardedController],
    );

    expect(await ask(client, 'whoami', {})).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(
      await ask(
        client,
        'admin',
        tcp.message({}, pool.accessToken({ sub: 'r', groups: ['admin'] })),
      ),
    ).toEqual(answer('r'));
    expect(await ask(client, 'open', {})).toEqual(answer(null));
  });
});

describe('a hybrid application', () => {
  @Controller()
  class OpenController {
    @Get('http') http(): string {
      return 'http';
    }

    @MessagePattern('rpc') rpc(): string {
      return 'rpc';
    }
  }

  @Controller()
  @UseGuards(CognitoAuthGuard)
  class GuardedController {
    @RequireAnyGroup('admin') @MessagePattern('guarded') guarded(): string {
      return 'guarded';
    }
  }

  it.each([
    ['only with inheritAppConfig by the global guard', true, refusal('ERR_COGNITO_TOKEN_MISSING')],
    ['not by the global guard', false, 'rpc'],
  ])('has its message handlers guarded %s', async (_how, inheritAppConfig, expected) => {
    const pool = await LocalUserPool.create();
    const { options } = await tcp.start();
    const app = await startApp(
      () => new ExpressAdapter(),
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...pool.options,
            transports: [tcp.transport],
            globalGuard: true,
          }),
        ],
        controllers: [OpenController, GuardedController],
      },
      {
        configure: (starting) => {
          starting.connectMicroservice<MicroserviceOptions>(options, { inheritAppConfig });
          return starting.startAllMicroservices();
        },
      },
    );
    const client = clientOf(options);

    expect((await fetch(`${await app.getUrl()}/http`)).status).toBe(401);
    expect(await ask(client, 'rpc', {})).toEqual(expected);
    expect(await ask(client, 'guarded', {})).toEqual(refusal('ERR_COGNITO_TOKEN_MISSING'));
    expect(
      await ask(client, 'guarded', tcp.message({}, pool.accessToken({ groups: ['admin'] }))),
    ).toBe('guarded');
    await client.close();
    await app.close();
  });
});
