import type { INestApplication } from '@nestjs/common';
import * as fc from 'fast-check';
import {
  bearerToken,
  CognitoAuthModule,
  CognitoTokenVerifier,
  cookieToken,
  headerToken,
  isCognitoAuthError,
  queryToken,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request from 'supertest';
import { MeController } from '../../support/me.controller.js';
import { platforms } from '../../support/platforms.js';
import { startApp } from '../../support/start-app.js';
import { checkAsync } from './support/check.js';

/** Where a text can stand as a token. */
const places = {
  'Authorization: Bearer': (text: string) => ({ authorization: `Bearer ${text}` }),
  'a header': (text: string) => ({ 'x-token': text }),
  'a cookie': (text: string) => ({ cookie: `token=${text}` }),
} as const;

/** What can be sent in a header, tokens that are right but for a little, and nothing at all. */
const textLike = (token: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom('', ' ', '.', '..', '""', 'undefined', 'null', 'a.b.c', '__proto__'),
    fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
    fc.nat({ max: token.length }).map((length) => token.slice(0, length)),
    fc
      .tuple(fc.nat({ max: token.length - 1 }), fc.string({ unit: 'grapheme-ascii', maxLength: 2 }))
      .map(([at, text]) => token.slice(0, at) + text + token.slice(at + text.length)),
  );

describe('any text for a token', () => {
  let pool: LocalUserPool;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  describe.each(platforms)('on %s', (_name, createAdapter) => {
    let app: INestApplication;

    beforeAll(async () => {
      app = await startApp(createAdapter, {
        imports: [
          CognitoAuthModule.forRoot({
            ...pool.options,
            tokenSources: [
              bearerToken(),
              headerToken('x-token'),
              cookieToken('token'),
              queryToken('token'),
            ],
          }),
        ],
        controllers: [MeController],
      });
    });

    afterAll(() => app.close());

    it.each(Object.entries(places))('in %s causes no failure of the server', async (_place, at) => {
      const token = pool.accessToken();
      await checkAsync(
        fc.asyncProperty(textLike(token), async (text) => {
          const { status, body } = await request(app.getHttpServer()).get('/me').set(at(text));

          expect([text === token ? 200 : undefined, 400, 401]).toContain(status);
          expect(status === 200 || String(body.code).startsWith('ERR_COGNITO_')).toBe(true);
        }),
        100,
      );
    });

    it('in the query causes no failure of the server', async () => {
      const token = pool.accessToken();
      await checkAsync(
        fc.asyncProperty(textLike(token), async (text) => {
          const { status, body } = await request(app.getHttpServer())
            .get('/me')
            .query({ token: text });

          expect([text === token ? 200 : undefined, 400, 401]).toContain(status);
          expect(status === 200 || String(body.code).startsWith('ERR_COGNITO_')).toBe(true);
        }),
        100,
      );
    });

    it('is accepted by the verifier, or refused with an error that has a code', async () => {
      const verifier = app.get(CognitoTokenVerifier);
      const token = pool.accessToken();
      await checkAsync(
        fc.asyncProperty(fc.oneof(textLike(token), fc.string({ unit: 'binary' })), async (text) => {
          const outcome: unknown = await verifier.verify(text).catch((error: unknown) => error);

          expect(isCognitoAuthError(outcome)).toBe(text !== token);
        }),
        200,
      );
    });
  });
});
