import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request from 'supertest';
import { impersonate, tamper } from '../../support/forge.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';

@Controller()
@UseGuards(CognitoAuthGuard)
class OrdersController {
  @Get('orders')
  list(@CurrentUser('sub') sub: string): string {
    return sub;
  }
}

const HOUR_MS = 3_600_000;

/** What is wrong with a token, its code, and what the challenge says of it. */
const refused: readonly (readonly [string, string, string, (pools: Pools) => string])[] = [
  ['no JWT', 'ERR_COGNITO_TOKEN_MALFORMED', 'The token is not a JWT in compact form', () => 'abc'],
  [
    'another algorithm',
    'ERR_COGNITO_ALGORITHM_REFUSED',
    'The token is not signed with RS256',
    ({ pool }) => tamper(pool.accessToken(), { header: { alg: 'HS256' } }),
  ],
  [
    'a changed claim',
    'ERR_COGNITO_SIGNATURE_INVALID',
    'The signature of the token is invalid',
    ({ pool }) => tamper(pool.accessToken(), { payload: { sub: 'somebody-else' } }),
  ],
  [
    'the key id of another key',
    'ERR_COGNITO_SIGNATURE_INVALID',
    'The signature of the token is invalid',
    ({ pool, other }) => impersonate(other, pool),
  ],
  [
    'a passed expiry',
    'ERR_COGNITO_TOKEN_EXPIRED',
    'The token has expired',
    ({ pool }) => pool.accessToken({ issuedAt: new Date(Date.now() - 2 * HOUR_MS) }),
  ],
  [
    'a time of issue to come',
    'ERR_COGNITO_TOKEN_NOT_YET_VALID',
    'The token is not valid yet',
    ({ pool }) => pool.accessToken({ issuedAt: new Date(Date.now() + HOUR_MS) }),
  ],
  [
    'another issuer',
    'ERR_COGNITO_ISSUER_UNKNOWN',
    'The token is from an issuer that is not configured',
    ({ other }) => other.accessToken(),
  ],
  [
    'another client',
    'ERR_COGNITO_CLIENT_REFUSED',
    'The token was issued to an app client that is not accepted',
    ({ pool }) => pool.accessToken({ clientId: 'another-client' }),
  ],
  [
    'another use',
    'ERR_COGNITO_TOKEN_USE_REFUSED',
    'This kind of token (token_use) is not accepted here',
    ({ pool }) => pool.idToken(),
  ],
  [
    'an audience that nobody asked for',
    'ERR_COGNITO_AUDIENCE_REFUSED',
    'The token is meant for another audience',
    ({ pool }) => pool.accessToken({ audience: 'https://api.example.com' }),
  ],
  [
    'an unknown key id',
    'ERR_COGNITO_SIGNING_KEY_UNKNOWN',
    'The token is signed with a key that its user pool does not publish',
    ({ pool }) => tamper(pool.accessToken(), { header: { kid: 'unknown' } }),
  ],
  [
    'a missing claim',
    'ERR_COGNITO_CLAIM_MALFORMED',
    'The claim sub is absent or invalid',
    ({ pool }) => pool.accessToken({ claims: { sub: undefined } }),
  ],
];

interface Pools {
  readonly pool: LocalUserPool;
  readonly other: LocalUserPool;
}

describe.each(platforms)('a refusal on %s', (_name, createAdapter) => {
  let pools: Pools;
  let app: INestApplication;

  beforeAll(async () => {
    pools = { pool: await LocalUserPool.create(), other: await LocalUserPool.create() };
    app = await startApp(createAdapter, {
      imports: [CognitoAuthModule.forRoot(pools.pool.options)],
      controllers: [OrdersController],
    });
  });

  afterAll(() => app.close());

  it.each(refused)('of a token with %s says %s', async (_case, code, description, makeToken) => {
    const { status, headers, body } = await get(app, '/orders', makeToken(pools));

    expect(status).toBe(401);
    expect(body).toEqual({ statusCode: 401, error: 'Unauthorized', message: description, code });
    expect(headers['www-authenticate']).toBe(
      `Bearer realm="cognito", error="invalid_token", error_description="${description}"`,
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(headers).not.toHaveProperty('retry-after');
  });

  it.each([
    ['without a token', undefined],
    ['with another scheme', 'Basic YWxpY2U6c2VjcmV0'],
  ])('of a request %s names no error', async (_case, authorization) => {
    const pending = request(app.getHttpServer()).get('/orders');
    if (authorization !== undefined) pending.set('Authorization', authorization);

    const { status, headers, body } = await pending;

    expect(status).toBe(401);
    expect(body.code).toBe('ERR_COGNITO_TOKEN_MISSING');
    expect(headers['www-authenticate']).toBe('Bearer realm="cognito"');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('leaves a good token alone', async () => {
    const { status, headers, text } = await get(
      app,
      '/orders',
      pools.pool.accessToken({ sub: 'sub-1' }),
    );

    expect([status, text]).toEqual([200, 'sub-1']);
    expect(headers).not.toHaveProperty('www-authenticate');
    expect(headers).not.toHaveProperty('cache-control');
  });
});
