import { type INestApplication } from '@nestjs/common';
import {
  bearerToken,
  CognitoAuthModule,
  cookieToken,
  headerToken,
  queryToken,
  type TokenSource,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request, { type Response, type Test } from 'supertest';
import { MeController } from '../support/me.controller.js';
import { platforms, startApp } from '../support/platforms.js';

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
      controllers: [MeController],
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
  ])('take a cookie for an unsafe method with %s', async (_case, headers, expected) => {
    await start(cookieToken('session', { allowedOrigins: ['https://app.example'] }));

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

  it('can be a function', async () => {
    await start(({ headers }) => String(headers['x-forwarded-token'] ?? '') || undefined);

    expect(outcome(await fetchMe().set('x-forwarded-token', token))).toBe(200);
    expect(outcome(await fetchMe())).toBe('ERR_COGNITO_TOKEN_MISSING');
  });
});
