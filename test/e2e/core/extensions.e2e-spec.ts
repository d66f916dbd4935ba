import {
  Controller,
  Get,
  Inject,
  type INestApplication,
  Module,
  type OnModuleInit,
  Req,
  UseGuards,
} from '@nestjs/common';
import { lastValueFrom } from 'rxjs';
import { MessagePattern } from '@nestjs/microservices';
import { ModuleRef } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  ClaimsInsufficientError,
  ClaimsRefusedError,
  type CognitoAuthEvent,
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoUser,
} from 'nestjs-cognito-auth';
import { accessTable, LocalUserPool } from 'nestjs-cognito-auth/testing';
// No part of the public interface: what the entry points of this package add to the module.
import {
  addedRequirementDecorator,
  EXTENSIONS,
  type Extensions,
  RESOLVED_COGNITO_AUTH_OPTIONS,
  type ResolvedCognitoAuthOptions,
  tokenOn,
} from '../../../lib/core/internal.js';
import { createApp, startApp } from '../../support/start-app.js';
import { get } from '../../support/send.js';
import { clientOf, tcp } from '../../support/transporters.js';

const events: CognitoAuthEvent[] = [];
const checked: string[] = [];

/** Adds one extension of each sort, as an entry point does. */
@Module({})
class ExtendingModule implements OnModuleInit {
  constructor(@Inject(ModuleRef) readonly moduleRef: ModuleRef) {}

  onModuleInit(): void {
    const extensions = this.moduleRef.get<Extensions>(EXTENSIONS, { strict: false });
    extensions.addTokenCheck(({ claims }) => {
      checked.push(claims.sub);
      if (claims.sub === 'signed-out') throw new ClaimsRefusedError();
    });
    extensions.addRequirementKind('odd-name', {
      isMet: (_requirement, { sub }: CognitoUser) => sub.length % 2 === 1,
      refusalOf: () => new ClaimsInsufficientError(),
      describe: () => 'an odd name',
    });
    extensions.addEventListener((event) => events.push(event));
  }
}

@Controller('orders')
@UseGuards(CognitoAuthGuard)
class OrdersController {
  constructor(
    @Inject(RESOLVED_COGNITO_AUTH_OPTIONS) readonly options: ResolvedCognitoAuthOptions,
  ) {}

  /** Hands the token of the caller on, to the API of the pool of the module. */
  @Get('forwarded')
  forward(@Req() request: object): object {
    return { token: tokenOn(request), to: this.options.userPools[0]?.apiEndpoint };
  }

  @addedRequirementDecorator({ kind: 'odd-name' })
  @Get()
  list(): string {
    return 'orders';
  }
}

@Controller()
@UseGuards(CognitoAuthGuard)
class MessagesController {
  @MessagePattern('orders')
  list(): string {
    return 'orders';
  }
}

describe('what other entry points add', () => {
  let pool: LocalUserPool;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    pool = await LocalUserPool.create();
  });

  beforeEach(() => {
    events.length = 0;
    checked.length = 0;
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  const metadata = (imports: readonly (typeof ExtendingModule)[] = [ExtendingModule]) => ({
    imports: [CognitoAuthModule.forRoot(pool.options), ...imports],
    controllers: [OrdersController],
  });

  it('applies to every call: checks on tokens, kinds of requirement, listeners', async () => {
    app = await startApp(() => new ExpressAdapter(), metadata());
    const token = pool.accessToken({ sub: 'abc' });

    expect(await get(app, '/orders', token)).toMatchObject({ status: 200 });
    expect(await get(app, '/orders', token)).toMatchObject({ status: 200 });
    expect(await get(app, '/orders', pool.accessToken({ sub: 'signed-out' }))).toMatchObject({
      status: 401,
      body: { code: 'ERR_COGNITO_CLAIMS_REFUSED' },
    });
    expect(await get(app, '/orders', pool.accessToken({ sub: 'ab' }))).toMatchObject({
      status: 403,
      body: { code: 'ERR_COGNITO_CLAIMS_INSUFFICIENT' },
    });
    expect(checked).toEqual(['abc', 'abc', 'signed-out', 'ab']);
    expect(events.map(({ type }) => type)).toEqual(['accepted', 'accepted', 'refused', 'refused']);
    expect(accessTable(app)).toEqual([
      'GET /orders · an odd name (OrdersController.list)',
      'GET /orders/forwarded · signed in (OrdersController.forward)',
    ]);
  });

  it('may read the options of the module, and the token of a call', async () => {
    app = await startApp(() => new ExpressAdapter(), metadata());
    const token = pool.accessToken();

    expect(await get(app, '/orders/forwarded', token)).toMatchObject({
      body: { token, to: new URL(pool.issuer).origin },
    });
  });

  it('stops the boot where a decorator has a kind of requirement that nothing has added', async () => {
    app = await createApp(() => new ExpressAdapter(), metadata([]));

    await expect(app.init()).rejects.toMatchObject({
      code: 'ERR_COGNITO_SETUP',
      message: expect.stringMatching(
        /OrdersController\.list requires something of the kind 'odd-name', which nothing in this application checks/,
      ),
    });
  });

  it('comes too late once the application has booted', async () => {
    app = await startApp(() => new ExpressAdapter(), metadata());
    const extensions = app.get<Extensions>(EXTENSIONS, { strict: false });

    for (const add of [
      () => extensions.addTokenCheck(() => undefined),
      () => extensions.addEventListener(() => undefined),
      () => extensions.addRequirementKind('late', {} as never),
    ]) {
      expect(add).toThrow('before the application has booted');
    }
  });

  it('lets no call in before the handlers have been checked', async () => {
    app = await createApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot({ ...pool.options, transports: [tcp.transport] })],
      controllers: [MessagesController],
    });
    const { options } = await tcp.start();
    app.connectMicroservice(options);
    await app.startAllMicroservices();
    const client = clientOf(options);
    const message = tcp.message({}, pool.accessToken());
    const call = async (): Promise<unknown> =>
      lastValueFrom(client.send('orders', message)).catch((error: unknown) => error);

    expect(await call()).toMatchObject({ status: 'error' });
    await app.init();
    expect(await call()).toBe('orders');
    await client.close();
  });
});
