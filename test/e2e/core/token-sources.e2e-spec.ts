import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import {
  Controller,
  Get,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  UseGuards,
} from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  bearerToken,
  CognitoAuthGuard,
  CognitoAuthModule,
  cookieToken,
  CurrentUser,
  headerToken,
  OptionalAuth,
  queryToken,
  type TokenSource,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request, { type Response, type Test } from 'supertest';
import { MeController } from '../../support/me.controller.js';
import { sendRaw } from '../../support/raw-http.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';

@Controller('visitor')
@UseGuards(CognitoAuthGuard)
class VisitorController {
  @OptionalAuth()
  @Get()
  read(@CurrentUser('sub') sub?: string): string {
    return sub ?? 'nobody';
  }
}

/** Moves a token from where only this application knows it to where all others are. */
@Module({})
class MovesTokenModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(
        (
          incoming: { url: string; headers: Record<string, string> },
          _response: unknown,
          next: () => void,
        ) => {
          const moved = new URL(incoming.url, 'http://localhost').searchParams.get('moved');
          if (moved !== null) incoming.headers['authorization'] = `Bearer ${moved}`;
          next();
        },
      )
      .forRoutes(MeController);
  }
}

describe.each(platforms)('token sources on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;
  let token: string;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    token = pool.accessToken({ sub: 'a' });
  });

  afterEach(() => app.close());

  const start = async (...tokenSources: TokenSource[]) => {
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenSources })],
      controllers: [MeController, VisitorController],
    });
  };

  const fetchMe = (path = '/me'): Test => request(app.getHttpServer()).get(path);
  const outcome = ({ status, body }: Response): unknown => body.code ?? status;

  it('read a header', async () => {
    await start(headerToken('X-Access-Token'));

    expect(outcome(await fetchMe().set('x-access-token', token))).toBe(200);
    expect(outcome(await fetchMe().auth(token, { type: 'bearer' }))).toBe(
      'ERR_COGNITO_TOKEN_MISSING',
    );
  });

  it('read a cookie', async () => {
    await start(cookieToken('session'));

    expect(outcome(await fetchMe().set('cookie', `theme=dark; session=${token}`))).toBe(200);
    expect(outcome(await fetchMe().set('cookie', `session="${token}"`))).toBe(200);
    expect(outcome(await fetchMe().set('cookie', `Session=${token}; xsession=${token}`))).toBe(
      'ERR_COGNITO_TOKEN_MISSING',
    );
    expect(outcome(await fetchMe().set('cookie', `session=planted; session=${token}`))).toBe(
      'ERR_COGNITO_TOKEN_AMBIGUOUS',
    );
  });

  it.each<[string, Record<string, string>, unknown]>([
    ['no proof', {}, 'ERR_COGNITO_ORIGIN_REFUSED'],
    ['its own origin', { 'sec-fetch-site': 'same-origin' }, 201],
    ['another origin of the site', { 'sec-fetch-site': 'same-site' }, 'ERR_COGNITO_ORIGIN_REFUSED'],
    ['a listed origin', { origin: 'https://app.example' }, 201],
    ['another origin', { origin: 'https://app.example.evil' }, 'ERR_COGNITO_ORIGIN_REFUSED'],
    ['a listed origin of an app', { origin: 'capacitor://localhost' }, 201],
    ['an origin of another app', { origin: 'ionic://localhost' }, 'ERR_COGNITO_ORIGIN_REFUSED'],
    ['the origin of a sandbox', { origin: 'null' }, 'ERR_COGNITO_ORIGIN_REFUSED'],
  ])('take a cookie for an unsafe method with %s', async (_case, headers, expected) => {
    const allowedOrigins = ['https://app.example', 'capacitor://localhost'];
    await start(cookieToken('session', { allowedOrigins }));

    const response = await request(app.getHttpServer())
      .post('/me')
      .set('cookie', `session=${token}`)
      .set(headers);

    expect(outcome(response)).toBe(expected);
    if (expected !== 201) {
      expect(response.status).toBe(403);
      expect(response.headers).not.toHaveProperty('www-authenticate');
    }
  });

  it('take a cookie from anywhere only where that is said', async () => {
    await start(cookieToken('session', { allowedOrigins: '*' }));

    const response = await request(app.getHttpServer())
      .post('/me')
      .set('cookie', `session=${token}`);
    expect(outcome(response)).toBe(201);
  });

  it('ask for no proof of origin where there is no cookie', async () => {
    await start(bearerToken(), cookieToken('session'));

    const response = await request(app.getHttpServer()).post('/me').auth(token, { type: 'bearer' });
    expect(outcome(response)).toBe(201);
  });

  it('read the query, and keep the answer out of caches', async () => {
    await start(bearerToken(), queryToken('access_token'));

    const { status, headers } = await fetchMe(`/me?access_token=${token}`);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect((await fetchMe().auth(token, { type: 'bearer' })).headers).not.toHaveProperty(
      'cache-control',
    );
    expect(outcome(await fetchMe(`/me?access_token=${token}&access_token=b`))).toBe(
      'ERR_COGNITO_TOKEN_AMBIGUOUS',
    );
  });

  it('may have the same token twice, and not two different ones', async () => {
    await start(bearerToken(), queryToken('access_token'));
    const other = pool.accessToken({ sub: 'b' });

    const same = await fetchMe(`/me?access_token=${token}`).auth(token, { type: 'bearer' });
    const different = await fetchMe(`/me?access_token=${other}`).auth(token, { type: 'bearer' });

    expect(outcome(same)).toBe(200);
    expect([different.status, outcome(different)]).toEqual([400, 'ERR_COGNITO_TOKEN_AMBIGUOUS']);
    expect(different.headers['www-authenticate']).toMatch(
      /^Bearer realm="cognito", error="invalid_request"/,
    );
  });

  it.each<[string, Record<string, string>, string]>([
    ['an emptied cookie', { cookie: 'session=' }, ''],
    ['an emptied cookie in quotes', { cookie: 'x=1; session=""; y=2' }, ''],
    ['an empty parameter', {}, '?access_token='],
    ['an empty header', { 'x-id-token': '' }, ''],
    ['all of them', { cookie: 'session=', 'x-id-token': '' }, '?access_token='],
  ])('take %s for no token', async (_case, headers, query) => {
    await start(
      bearerToken(),
      cookieToken('session'),
      queryToken('access_token'),
      headerToken('X-Id-Token'),
    );

    const answers = [
      await fetchMe(`/me${query}`).set(headers),
      await fetchMe(`/me${query}`).set(headers).auth(token, { type: 'bearer' }),
      await fetchMe(`/visitor${query}`).set(headers),
    ];

    expect(answers.map(outcome)).toEqual(['ERR_COGNITO_TOKEN_MISSING', 200, 200]);
    expect(answers[2]?.text).toBe('nobody');
    expect(answers[2]?.headers).not.toHaveProperty('cache-control');
  });

  it.each(['Bearer', 'Bearer '])('take %j for a bad token all the same', async (authorization) => {
    await start(bearerToken(), cookieToken('session'));

    const answer = await fetchMe('/visitor').set({ authorization, cookie: 'session=' });
    expect([answer.status, outcome(answer)]).toEqual([401, 'ERR_COGNITO_TOKEN_MALFORMED']);
  });

  it.each(['session=deleted', 'session=null', 'session="'])(
    'take the cookie %j for a bad token',
    async (cookie) => {
      await start(bearerToken(), cookieToken('session'));

      const alone = await fetchMe('/visitor').set({ cookie });
      const beside = await fetchMe().set({ cookie }).auth(token, { type: 'bearer' });
      expect([outcome(alone), outcome(beside)]).toEqual([
        'ERR_COGNITO_TOKEN_MALFORMED',
        'ERR_COGNITO_TOKEN_AMBIGUOUS',
      ]);
    },
  );

  it('refuse a proof of origin that came twice', async () => {
    await start(cookieToken('session', { allowedOrigins: ['https://app.example'] }));
    const { port } = app.getHttpServer().address() as { port: number };
    const cookie = `session=${token}`;
    const post = async (...proofs: string[]): Promise<number> =>
      (
        await sendRaw(port, {
          method: 'POST',
          path: '/me',
          headers: [
            ['Cookie', cookie],
            ...proofs.map((proof) => proof.split(' ', 2) as [string, string]),
          ],
        })
      ).status;

    expect(await post('Origin https://app.example')).toBe(201);
    expect(await post('Origin https://app.example', 'Origin https://evil.example')).toBe(403);
    expect(await post('Sec-Fetch-Site same-origin', 'Sec-Fetch-Site same-origin')).toBe(403);
  });

  it('read what a middleware of the application has put into the headers', async () => {
    app = await startApp(createAdapter, {
      imports: [
        CognitoAuthModule.forRoot({ ...pool.options, tokenSources: [bearerToken()] }),
        MovesTokenModule,
      ],
      controllers: [MeController],
    });

    expect(outcome(await fetchMe(`/me?moved=${token}`))).toBe(200);
    expect(outcome(await fetchMe())).toBe('ERR_COGNITO_TOKEN_MISSING');
  });

  it.each([
    ['a promise of a number', Promise.resolve(1)],
    ['a promise that is rejected', async () => Promise.reject(new Error('the store is down'))],
    ['a number', 1],
    ['a list', ['token']],
  ])('that return %s cause a failure of the application', async (_case, given) => {
    await start(
      bearerToken(),
      () => (typeof given === 'function' ? given() : given) as unknown as string,
    );

    for (const path of ['/me', '/visitor']) {
      const answer = await fetchMe(path).auth(token, { type: 'bearer' });
      expect([answer.status, answer.body]).toEqual([
        500,
        { statusCode: 500, message: 'Internal server error' },
      ]);
    }
  });

  it('that return null have no token', async () => {
    await start(bearerToken(), () => null);

    expect(outcome(await fetchMe())).toBe('ERR_COGNITO_TOKEN_MISSING');
    expect(outcome(await fetchMe().auth(token, { type: 'bearer' }))).toBe(200);
  });

  it('can ask a store', async () => {
    const store = new Map([['session-1', token]]);
    const fromStore: TokenSource = async ({ headers }) => {
      await new Promise((resolve) => setImmediate(resolve));
      return store.get(String(headers['x-session']));
    };
    await start(bearerToken(), fromStore);
    const other = pool.accessToken({ sub: 'b' });

    expect((await fetchMe().set('x-session', 'session-1')).text).toBe('a');
    expect((await fetchMe('/visitor').set('x-session', 'session-2')).text).toBe('nobody');
    expect(outcome(await fetchMe().set('x-session', 'session-2'))).toBe(
      'ERR_COGNITO_TOKEN_MISSING',
    );
    expect(
      outcome(await fetchMe().set('x-session', 'session-1').auth(other, { type: 'bearer' })),
    ).toBe('ERR_COGNITO_TOKEN_AMBIGUOUS');
  });

  it('can be a function', async () => {
    await start(({ headers }) => String(headers['x-forwarded-token'] ?? '') || undefined);

    expect(outcome(await fetchMe().set('x-forwarded-token', token))).toBe(200);
    expect(outcome(await fetchMe())).toBe('ERR_COGNITO_TOKEN_MISSING');
  });
});

describe('token sources over HTTP/2', () => {
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    const tokenSources = [
      bearerToken(),
      headerToken('X-Id-Token'),
      cookieToken('session', { allowedOrigins: ['https://app.example'] }),
    ];
    app = await startApp(() => new FastifyAdapter({ http2: true }), {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, tokenSources })],
      controllers: [MeController],
    });
  });

  afterAll(() => app.close());

  const statusOf = async (
    method: string,
    headers: Readonly<Record<string, string | string[]>>,
  ): Promise<number | undefined> => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const session = connect(`http://127.0.0.1:${port}`);
    try {
      return await new Promise((resolve, reject) => {
        const stream = session.request({ ':method': method, ':path': '/me', ...headers });
        stream.once('response', (answer) => resolve(answer[':status']));
        stream.once('error', reject);
        stream.resume().end();
      });
    } finally {
      session.close();
    }
  };

  it('read headers and cookies', async () => {
    const token = pool.accessToken();

    expect(await statusOf('GET', { authorization: `Bearer ${token}` })).toBe(200);
    expect(await statusOf('GET', { 'x-id-token': token })).toBe(200);
    expect(await statusOf('GET', { cookie: ['theme=dark', `session=${token}`] })).toBe(200);
    expect(await statusOf('GET', {})).toBe(401);
  });

  it.each<[string, Record<string, string>, number]>([
    ['no proof', {}, 403],
    ['its own origin', { 'sec-fetch-site': 'same-origin' }, 201],
    ['a listed origin', { origin: 'https://app.example' }, 201],
    ['another origin', { origin: 'https://evil.example' }, 403],
  ])('take a cookie for an unsafe method with %s', async (_case, headers, status) => {
    const cookie = `session=${pool.accessToken()}`;

    expect(await statusOf('POST', { cookie, ...headers })).toBe(status);
  });
});
