import { Controller, Get, type INestApplication } from '@nestjs/common';
import { ApiOperation, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { CognitoAuthModule, Public } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { platforms } from '../../support/platforms.js';
import { get } from '../../support/send.js';
import { startApp } from '../../support/start-app.js';
import { blocksOf, readPage, ReadmeProject } from './readme-blocks.js';

const recipes = await ReadmeProject.create(blocksOf(await readPage('lib/core/README.md')));
const { CognitoAuth } = await recipes.load<{ CognitoAuth(): ClassDecorator }>(
  'cognito-auth.decorator.ts',
);
const { serveDocs } = await recipes.load<{ serveDocs(app: INestApplication): void }>('docs.ts');

@Controller('orders')
@CognitoAuth()
class OrdersController {
  @Get()
  list(): string {
    return 'in';
  }

  @Public()
  @Get('health')
  health(): string {
    return 'ok';
  }
}

@Controller('invoices')
class InvoicesController {
  @Get()
  list(): string {
    return 'in';
  }

  @Public()
  @ApiOperation({ security: [] })
  @Get('price-list')
  prices(): string {
    return 'EUR';
  }
}

/** The recipe as it is for projects with a global guard. */
function serveLockedDocs(app: INestApplication): void {
  const config = new DocumentBuilder().addBearerAuth().addSecurityRequirements('bearer').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config));
}

afterAll(() => recipes.remove());

describe.each(platforms)('the recipe for Swagger on %s', (_name, createAdapter) => {
  let pool: LocalUserPool;
  let app: INestApplication;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  afterEach(() => app.close());

  const start = async (
    globalGuard: boolean,
    serve: (app: INestApplication) => void,
  ): Promise<void> => {
    app = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...pool.options, globalGuard })],
        controllers: [globalGuard ? InvoicesController : OrdersController],
      },
      { configure: serve },
    );
  };

  /** What the documentation says that each route needs. */
  const locks = async (): Promise<Record<string, unknown>> => {
    const { body } = await get(app, '/docs-json');
    const { paths, security = [] } = body as OpenAPIObject;
    return Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [path, item.get?.security ?? security]),
    );
  };

  it('guards a controller, and shows the lock and the 401', async () => {
    await start(false, serveDocs);
    const { body } = await get(app, '/docs-json');

    expect((await get(app, '/orders')).status).toBe(401);
    expect((await get(app, '/orders', pool.accessToken())).status).toBe(200);
    expect(body.paths['/orders'].get.responses).toHaveProperty('401');
    expect(await locks()).toEqual({
      '/orders': [{ bearer: [] }],
      '/orders/health': [{ bearer: [] }],
    });
  });

  it('shows the lock on all routes beside a global guard, but on those that say otherwise', async () => {
    await start(true, serveLockedDocs);

    expect(await locks()).toEqual({ '/invoices': [{ bearer: [] }], '/invoices/price-list': [] });
  });

  it.each(['/docs', '/docs-json', '/docs/swagger-ui.css'])(
    'leaves %s open beside a global guard',
    async (path) => {
      await start(true, serveDocs);

      expect((await get(app, '/invoices')).status).toBe(401);
      expect((await get(app, path)).status).toBe(200);
    },
  );
});
