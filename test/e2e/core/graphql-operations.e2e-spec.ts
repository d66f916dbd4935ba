import { type INestApplication, UseGuards } from '@nestjs/common';
import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  bearerToken,
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoTokenVerifier,
  type CognitoUser,
  CurrentUser,
  queryToken,
} from 'nestjs-cognito-auth';
import type { PassportTokenVerifier } from '../../../lib/core/verifier/passport-token-verifier.js';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request, { type Test } from 'supertest';
import { FakeClock } from '../../support/fake-clock.js';
import { tamper } from '../../support/forge.js';
import { startApp } from '../../support/start-app.js';
import { apolloGraph, mercuriusGraph } from '../../support/graphs.js';

const clock = new FakeClock();
const HOUR_SECONDS = 3600;

@Resolver()
@UseGuards(CognitoAuthGuard)
class AccountResolver {
  @Query(() => String)
  me(@CurrentUser<Account>('name') name: string): string {
    return name;
  }

  @Mutation(() => String)
  takeAnHour(): string {
    clock.advanceSeconds(HOUR_SECONDS);
    return 'done';
  }

  @Mutation(() => String)
  takeNoTime(): string {
    return 'done';
  }
}

interface Account {
  readonly name: string;
}

const drivers = [
  ['Apollo on Express', () => new ExpressAdapter(), apolloGraph()],
  ['Apollo on Fastify', () => new FastifyAdapter(), apolloGraph()],
  ['Mercurius on Fastify', () => new FastifyAdapter(), mercuriusGraph()],
] as const;

describe.each(drivers)('one operation of many fields with %s', (_name, createAdapter, graphql) => {
  let pool: LocalUserPool;
  let app: INestApplication;
  const mapped: string[] = [];

  beforeAll(async () => {
    pool = await LocalUserPool.create();
    app = await startApp(
      createAdapter,
      {
        imports: [
          CognitoAuthModule.forRoot({
            ...pool.options,
            tokenSources: [bearerToken(), queryToken('access_token')],
            validateClaims: async () => true,
            mapUser: async ({ sub }: CognitoUser) => {
              mapped.push(sub);
              return { name: `account of ${sub}` };
            },
          }),
          graphql,
        ],
        providers: [AccountResolver],
      },
      { prepare: clock.install },
    );
  });

  afterAll(() => app.close());

  beforeEach(() => {
    clock.nowMs = Date.now();
    mapped.length = 0;
  });

  afterEach(() => import.meta.jest.restoreAllMocks());

  const ask = (query: string, token: string): Test =>
    request(app.getHttpServer()).post('/graphql').auth(token, { type: 'bearer' }).send({ query });

  const ALIASES = 500;
  const manyTimes = (field: string): string =>
    `{ ${Array.from({ length: ALIASES }, (_, index) => `a${index}: ${field}`).join(' ')} }`;

  it('verifies a bad token once, however often a field is named', async () => {
    const verifications = import.meta.jest.spyOn(
      app.get<PassportTokenVerifier>(CognitoTokenVerifier),
      'verifyOrRecall',
    );
    const forged = tamper(pool.accessToken(), { payload: { sub: 'mallory' } });
    const { body } = await ask(manyTimes('me'), forged);

    expect(body.errors).not.toHaveLength(0);
    for (const { extensions } of body.errors) {
      expect(extensions.originalError?.code ?? extensions.code).toBe(
        'ERR_COGNITO_SIGNATURE_INVALID',
      );
    }
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('verifies a good token once and maps its user once', async () => {
    const verifications = import.meta.jest.spyOn(
      app.get<PassportTokenVerifier>(CognitoTokenVerifier),
      'verifyOrRecall',
    );
    const token = pool.accessToken({ sub: 'alice' });
    const { body } = await ask(manyTimes('me'), token);

    expect(new Set(Object.values(body.data))).toEqual(new Set(['account of alice']));
    expect([verifications.mock.calls.length, mapped]).toEqual([1, ['alice']]);
    await ask('{ me }', token);
    expect([verifications.mock.calls.length, mapped]).toEqual([2, ['alice', 'alice']]);
  });

  it('refuses the fields that are called after the token has expired', async () => {
    const token = pool.accessToken({ expiresInSeconds: HOUR_SECONDS });
    const { body } = await ask('mutation { takeNoTime takeAnHour last: takeNoTime }', token);
    const [{ path, extensions }] = body.errors;

    expect(body.errors).toHaveLength(1);
    expect([path, extensions.originalError?.code ?? extensions.code]).toEqual([
      ['last'],
      'ERR_COGNITO_TOKEN_EXPIRED',
    ]);
  });

  it('keeps answers to a token in the URL out of caches', async () => {
    const { body, headers } = await request(app.getHttpServer())
      .post(`/graphql?access_token=${pool.accessToken({ sub: 'alice' })}`)
      .send({ query: '{ me }' });

    expect(body.data).toEqual({ me: 'account of alice' });
    expect(headers['cache-control']).toBe('no-store');
  });
});
