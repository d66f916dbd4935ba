import type { INestApplication } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CognitoAuthModule, type CognitoAuthModuleOptions } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import request, { type Response } from 'supertest';
import { apolloGraph, mercuriusGraph } from '../../support/graphs.js';
import { MeController } from '../../support/me.controller.js';
import { startApp } from '../../support/start-app.js';
import { blocksOf, readPage, ReadmeProject } from './readme-blocks.js';

const recipes = await ReadmeProject.create(blocksOf(await readPage('lib/core/README.md')));
const { allowBrowsers } = await recipes.load<{ allowBrowsers(app: INestApplication): void }>(
  'cors.ts',
);

@Resolver()
class MeResolver {
  @Query(() => String)
  me(): string {
    return '';
  }
}

const PLATFORMS = [
  ['Express, with Apollo', () => new ExpressAdapter(), apolloGraph],
  ['Fastify, with Mercurius', () => new FastifyAdapter(), mercuriusGraph],
] as const;

const ORIGIN = 'https://app.example.com';

afterAll(() => recipes.remove());

describe.each(PLATFORMS)('the recipe for CORS on %s', (_name, createAdapter, graph) => {
  let pool: LocalUserPool;
  let app: INestApplication;

  const start = async (options: CognitoAuthModuleOptions = pool.options): Promise<void> => {
    app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...options, globalGuard: true }), graph()],
        controllers: [MeController],
        providers: [MeResolver],
      },
      { configure: allowBrowsers },
    );
  };

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  afterEach(() => app.close());

  /** What a browser asks before it sends a token to another origin. */
  const preflight = (path: string, origin: string, method: string): Promise<Response> =>
    request(app.getHttpServer())
      .options(path)
      .set('Origin', origin)
      .set('Access-Control-Request-Method', method)
      .set('Access-Control-Request-Headers', 'authorization')
      .then((response) => response);

  it.each([
    ['GET', '/me'],
    ['POST', '/me'],
    ['PUT', '/me'],
    ['PATCH', '/me'],
    ['DELETE', '/me'],
    ['POST', '/graphql'],
  ])(
    'permits the origin to send a token by %s to %s, though the preflight has none',
    async (method, path) => {
      await start();

      const { status, headers } = await preflight(path, ORIGIN, method);

      expect(status).toBe(204);
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(headers['access-control-allow-methods']).toContain(method);
      expect(headers['access-control-allow-headers']).toBe('authorization');
    },
  );

  it('permits no other origin', async () => {
    await start();

    const { headers } = await preflight('/me', 'https://evil.example.com', 'GET');

    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  /** The headers of a response that a script of the origin sees, beside those that every script sees. */
  const seenByScript = async (token?: string): Promise<Record<string, unknown>> => {
    const pending = request(app.getHttpServer()).get('/me').set('Origin', ORIGIN);
    const { headers } = await (token === undefined
      ? pending
      : pending.auth(token, { type: 'bearer' }));
    const exposed = String(headers['access-control-expose-headers']).toLowerCase().split(/, ?/);
    return Object.fromEntries(exposed.map((name) => [name, headers[name]]));
  };

  it('shows scripts why a token is refused', async () => {
    await start();

    expect(await seenByScript()).toEqual({
      'www-authenticate': 'Bearer realm="cognito"',
      'retry-after': undefined,
    });
  });

  it('shows scripts when to try again', async () => {
    const { jwks: _jwks, ...elsewhere } = pool.options;
    await start({ ...elsewhere, jwksUri: 'https://127.0.0.1/none' });

    expect(await seenByScript(pool.accessToken())).toEqual({
      'www-authenticate': undefined,
      'retry-after': expect.stringMatching(/^[0-9]+$/),
    });
  });
});
