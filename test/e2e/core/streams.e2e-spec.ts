import { EventEmitter, on, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  Controller,
  Get,
  type INestApplication,
  Injectable,
  type MessageEvent,
  Sse,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { Query, Resolver, Subscription } from '@nestjs/graphql';
import { GrpcMethod } from '@nestjs/microservices';
import { AuthGuard } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthSettings,
  CognitoTokenVerifier,
  CurrentUser,
  EndWithTokenInterceptor,
  OptionalAuth,
  Public,
  TokenLifetime,
} from 'nestjs-cognito-auth';
import { microserviceTransport } from 'nestjs-cognito-auth/microservices';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { createClient } from 'graphql-ws';
import { concat, firstValueFrom, map, NEVER, type Observable, of, Subject, tap } from 'rxjs';
import { WebSocket } from 'ws';
import { FakeClock } from '../../support/fake-clock.js';
import { bearerMetadata, GreeterClient, greeterOptions } from '../../support/greeter.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';
import { TOKEN_ENDS } from '../../support/token-ends.js';
import { startService } from '../../support/start-service.js';
import { apolloGraph, mercuriusGraph } from '../../support/graphs.js';

@Controller()
@UseGuards(CognitoAuthGuard)
@UseInterceptors(EndWithTokenInterceptor)
class PricesController {
  readonly prices = new Subject<string>();
  readonly calls = new EventEmitter();

  @Sse('prices')
  ofUser(@CurrentUser('sub') sub: string): Observable<MessageEvent> {
    return this.prices.pipe(map((price) => ({ data: `${price} for ${sub}` })));
  }

  @Sse('later')
  async ofUserLater(): Promise<Observable<MessageEvent>> {
    return this.prices.pipe(map((data) => ({ data })));
  }

  @OptionalAuth()
  @Sse('optional')
  ofAnybody(): Observable<MessageEvent> {
    return this.prices.pipe(map((data) => ({ data })));
  }

  @Public()
  @Sse('open')
  open(): Observable<MessageEvent> {
    return this.prices.pipe(map((data) => ({ data })));
  }

  @Get('once')
  once(): Promise<string> {
    this.calls.emit('asked');
    return firstValueFrom(this.prices);
  }
}

@Controller('passport')
@UseGuards(AuthGuard('cognito'))
@UseInterceptors(EndWithTokenInterceptor)
class PassportController {
  readonly prices = new Subject<string>();

  @Sse('prices')
  ofUser(): Observable<MessageEvent> {
    return this.prices.pipe(map((data) => ({ data })));
  }
}

/** Reads what a server sends as long as it sends. */
class EventReader {
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #abort: AbortController;

  private constructor(body: ReadableStream<Uint8Array>, abort: AbortController) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
    this.#abort = abort;
  }

  static async open(app: INestApplication, path: string, token?: string): Promise<EventReader> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const abort = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: abort.signal,
    });
    if (!response.ok) throw new Error(`The stream is refused with ${response.status}`);
    return new EventReader(response.body as ReadableStream<Uint8Array>, abort);
  }

  /** The data of the next event, or `undefined` at the end. */
  async next(): Promise<string | undefined> {
    let text = '';
    while (!text.includes('\ndata: ') || !text.endsWith('\n\n')) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      text += value;
    }
    return /\ndata: (.*)\n/.exec(text)?.[1];
  }

  close(): void {
    this.#abort.abort();
  }
}

describe.each(platforms)('a stream on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;
  let stream: EventReader | undefined;
  /** Stands still shortly before the tokens of the tests end. */
  const clock = new FakeClock();
  const SHORTLY_MS = 20;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  afterEach(async () => {
    stream?.close();
    await app.close();
  });

  const start = async (settings: CognitoAuthSettings = {}): Promise<void> => {
    app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, ...settings })],
        controllers: [PricesController, PassportController],
      },
      { prepare: clock.install },
    );
  };

  /** A token that ends, with `exp`, in a moment. */
  const token = (expiresInSeconds = 60): string => {
    const issuedAt = new Date(Math.floor(clock.nowMs / 1000) * 1000);
    clock.nowMs = issuedAt.getTime() + 60_000 - SHORTLY_MS;
    return pool.accessToken({ sub: 'alice', issuedAt, expiresInSeconds });
  };

  const endToken = (): void => {
    clock.nowMs += SHORTLY_MS + 1;
  };

  it.each(TOKEN_ENDS)(
    'ends with the token, at %s',
    async (_case, settings, expiresInSeconds, code) => {
      await start(settings);
      const bearer = token(expiresInSeconds);
      const { prices } = app.get(PricesController);
      stream = await EventReader.open(app, 'prices', bearer);
      prices.next('1');
      expect(await stream.next()).toBe('1 for alice');
      expect(prices.observed).toBe(true);

      endToken();
      expect(await stream.next()).toBeUndefined();
      expect(prices.observed).toBe(false);
      expect((await get(app, '/prices', bearer)).body).toMatchObject({ statusCode: 401, code });
    },
  );

  it.each<[string, string, CognitoAuthSettings]>([
    ['that the handler gives later', 'later', {}],
    ['of a user that the application has mapped', 'prices', { mapUser: () => ({ sub: 'a' }) }],
    ['of a user where none is needed', 'optional', {}],
  ])('ends with the token, one %s', async (_case, path, settings) => {
    await start(settings);
    stream = await EventReader.open(app, path, token());
    endToken();

    expect(await stream.next()).toBeUndefined();
  });

  it("ends with the token under AuthGuard('cognito') too", async () => {
    await start();
    stream = await EventReader.open(app, 'passport/prices', token());
    endToken();

    expect(await stream.next()).toBeUndefined();
  });

  it.each([
    ['optional', 'that nobody sent a token for'],
    ['open', 'that everybody may hear'],
  ])('goes on: /%s, %s', async (path) => {
    await start();
    const bearer = token();
    const { prices } = app.get(PricesController);
    stream = await EventReader.open(app, path, path === 'open' ? bearer : undefined);
    const guarded = await EventReader.open(app, 'prices', bearer);
    endToken();
    expect(await guarded.next()).toBeUndefined();
    prices.next('2');

    expect(await stream.next()).toBe('2');
  });

  it('is no single answer, which is given even where the token ends before', async () => {
    await start();
    const bearer = token();
    const { prices } = app.get(PricesController);
    const asked = once(app.get(PricesController).calls, 'asked');
    const answered = get(app, '/once', bearer).then(({ status, text }) => [status, text]);
    const guarded = await EventReader.open(app, 'prices', bearer);
    await asked;
    endToken();
    expect(await guarded.next()).toBeUndefined();
    prices.next('3');

    expect(await answered).toEqual([200, '3']);
  });
});

@Resolver()
@UseGuards(CognitoAuthGuard)
@UseInterceptors(EndWithTokenInterceptor)
class PricesResolver {
  readonly prices = new EventEmitter();
  /** Fulfilled when the source of a subscription has been told to stop. */
  readonly left = once(this.prices, 'left');

  @Query(() => String)
  price(): string {
    return '0';
  }

  @Subscription(() => String, { name: 'prices', resolve: (value: string) => value })
  ofUser(): AsyncIterator<string> {
    const source = on(this.prices, 'price');
    return Object.assign(
      {
        next: async () => {
          const { value, done } = await source.next();
          return done === true ? { done, value: undefined } : { value: value[0] as string };
        },
        return: async () => {
          this.prices.emit('left');
          await source.return?.();
          return { done: true as const, value: undefined };
        },
      },
      { [Symbol.asyncIterator]: returnItself },
    );
  }
}

function returnItself<T>(this: T): T {
  return this;
}

const graphqlDrivers = [
  [
    'Apollo on Express',
    () => new ExpressAdapter(),
    apolloGraph({ subscriptions: { 'graphql-ws': true } }),
  ],
  ['Mercurius on Fastify', () => new FastifyAdapter(), mercuriusGraph({ subscription: true })],
] as const;

describe.each(graphqlDrivers)('a subscription over %s', (_name, createAdapter, graphqlModule) => {
  it('is completed with its token, and its source told to stop', async () => {
    const pool = await LocalUserPool.create();
    const clock = new FakeClock(Math.floor(Date.now() / 1000) * 1000);
    const authorization = `Bearer ${pool.accessToken({ issuedAt: new Date(clock.nowMs), expiresInSeconds: 60 })}`;
    clock.nowMs += 59_980;
    const app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot(pool.options), graphqlModule],
        providers: [PricesResolver],
      },
      { prepare: clock.install },
    );
    const { port } = app.getHttpServer().address() as AddressInfo;
    const client = createClient({
      url: `ws://127.0.0.1:${port}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization },
    });
    const { prices, left } = app.get(PricesResolver);
    const subscribed = new Promise<void>((resolve) => {
      prices.on('newListener', (event) => event === 'price' && setImmediate(resolve));
    });
    const results = client.iterate({ query: 'subscription { prices }' });
    const first = results.next();
    await subscribed;
    prices.emit('price', '1');
    expect((await first).value).toMatchObject({ data: { prices: '1' } });

    clock.nowMs += 20;
    expect(await results.next()).toMatchObject({ done: true });
    await left;
    await client.dispose();
    await app.close();
  });
});

@Controller()
@UseGuards(CognitoAuthGuard)
@UseInterceptors(EndWithTokenInterceptor)
class GreeterController {
  readonly started = new Subject<void>();

  @GrpcMethod('Guarded', 'ServerStream')
  serverStream(): Observable<{ text: string }> {
    return concat(of({ text: 'first' }), NEVER).pipe(tap(() => this.started.next()));
  }
}

describe('a server stream of gRPC', () => {
  it('is refused in the middle when its token ends', async () => {
    const pool = await LocalUserPool.create();
    const clock = new FakeClock(Math.floor(Date.now() / 1000) * 1000);
    const options = await greeterOptions();
    const server = await startService(
      options,
      {
        imports: [
          CognitoAuthModule.forRoot({ ...pool.options, transports: [microserviceTransport()] }),
        ],
        controllers: [GreeterController],
      },
      { prepare: clock.install },
    );
    const client = new GreeterClient(options);
    const token = pool.accessToken({ issuedAt: new Date(clock.nowMs), expiresInSeconds: 60 });
    clock.nowMs += 59_980;
    const started = firstValueFrom(server.get(GreeterController).started);
    const ended = client.call('Guarded', 'ServerStream', bearerMetadata(token));
    await started;
    clock.nowMs += 20;

    expect(await ended).toMatchObject({
      greeted: [{ text: 'first' }],
      status: 16,
      code: 'ERR_COGNITO_TOKEN_EXPIRED',
    });
    client.close();
    await server.close();
  });
});

describe('TokenLifetime', () => {
  it('is to be had wherever CognitoAuthModule is', async () => {
    @Injectable()
    class Follower {
      constructor(readonly lifetime: TokenLifetime) {}
    }
    const pool = await LocalUserPool.create();
    const app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, clockToleranceSeconds: 5 })],
      providers: [Follower],
    });
    const user = await app.get(CognitoTokenVerifier).verify(pool.accessToken());
    const { lifetime } = app.get(Follower);

    expect(lifetime.acceptedUntilMs(user)).toBe(user.expiresAt.getTime() + 5000);
    await app.close();
  });
});
