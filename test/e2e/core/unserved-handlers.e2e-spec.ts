import { Controller, Get, type ModuleMetadata, type Type, UseGuards } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  type AuthTransport,
  CognitoAuthGuard,
  CognitoAuthModule,
  CognitoAuthSetupError,
  Public,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { NEST_MAJOR } from '../../support/nest-version.js';
import { socketIo } from '../../support/sockets.js';
import { type AppOptions, createApp } from '../../support/start-app.js';
import { startService } from '../../support/start-service.js';
import { tcp } from '../../support/transporters.js';

const mistakeOf = (handler: string, type: string, remedy: string): string =>
  `CognitoAuthGuard cannot tell who calls ${handler} in a context of type '${type}', so it refuses the call; add ${remedy} to \`transports\`, or protect the handler in another way and remove the guard there (if the guard is global, add @Public())`;
const SOCKETS = "webSocketTransport() of 'nestjs-cognito-auth/websockets'";
const MESSAGES = "microserviceTransport() of 'nestjs-cognito-auth/microservices'";

/** Gateways that differ in their guards only. */
const chatWith = (...decorators: ClassDecorator[]): Type<unknown> => {
  @WebSocketGateway()
  class Chat {
    @SubscribeMessage('say') say(): void {}
    @Public() @SubscribeMessage('ping') ping(): void {}
  }
  for (const decorate of decorators) decorate(Chat);
  return Chat;
};

@Controller()
@UseGuards(CognitoAuthGuard)
class Orders {
  @Get() list(): void {}
  @MessagePattern('orders') answer(): void {}
}

class OwnGuard extends CognitoAuthGuard {}

/** As far as the boot asks about a transport. */
const transportFor = (contextType: string): AuthTransport => ({
  contextType,
  tokenOf: () => undefined,
  carrierOf: (context) => context,
  refuse: (_context, { error }) => {
    throw error;
  },
});

let pool: LocalUserPool;

beforeAll(async () => {
  pool = await LocalUserPool.create();
});

interface Setup extends Pick<AppOptions, 'configure' | 'prepare'> {
  readonly transports?: readonly AuthTransport[];
  readonly globalGuard?: boolean;
}

/** What stops the boot of an application. */
async function mistakesOf(
  metadata: ModuleMetadata,
  { transports = [], globalGuard = false, configure, prepare }: Setup = {},
): Promise<readonly string[]> {
  const auth = CognitoAuthModule.forRoot({
    ...pool.options,
    transports: [...transports],
    globalGuard,
  });
  const app = await createApp(
    () => new ExpressAdapter(),
    { ...metadata, imports: [auth] },
    {
      ...(prepare === undefined ? {} : { prepare }),
      configure: (created) => {
        created.useWebSocketAdapter(socketIo.createAdapter(created));
        return configure?.(created);
      },
    },
  );
  try {
    await app.init();
    return [];
  } catch (error) {
    if (error instanceof CognitoAuthSetupError) return error.mistakes;
    throw error;
  } finally {
    await app.close();
  }
}

const guardedChat = { providers: [chatWith(UseGuards(CognitoAuthGuard))] };

describe('a guarded handler that no transport is for stops the boot', () => {
  it('in a gateway', async () => {
    expect(await mistakesOf(guardedChat)).toEqual([mistakeOf('Chat.say', 'ws', SOCKETS)]);
  });

  it('in a gateway under a global guard, where such a guard reaches gateways', async () => {
    const mistakes = await mistakesOf({ providers: [chatWith()] }, { globalGuard: true });

    expect(mistakes).toEqual(NEST_MAJOR < 12 ? [] : [mistakeOf('Chat.say', 'ws', SOCKETS)]);
  });

  it('in a service', async () => {
    const { options } = await tcp.start();
    const auth = CognitoAuthModule.forRoot(pool.options);

    await expect(
      startService(options, { imports: [auth], controllers: [Orders] }),
    ).rejects.toMatchObject({ mistakes: [mistakeOf('Orders.answer', 'rpc', MESSAGES)] });
  });

  it('in a hybrid application', async () => {
    const { options } = await tcp.start();

    expect(
      await mistakesOf(
        { controllers: [Orders] },
        { configure: (app) => app.connectMicroservice(options) },
      ),
    ).toEqual([mistakeOf('Orders.answer', 'rpc', MESSAGES)]);
  });
});

describe('the application boots', () => {
  it.each<[string, ModuleMetadata, Setup]>([
    ['with a transport of its own', guardedChat, { transports: [transportFor('ws')] }],
    ['if everybody may send the messages', { providers: [chatWith(Public())] }, {}],
    ['with a guard of its own', { providers: [chatWith(UseGuards(OwnGuard))] }, {}],
    [
      'with another guard in the place of the guard, at @UseGuards()',
      guardedChat,
      {
        prepare: (builder: TestingModuleBuilder) =>
          builder.overrideGuard(CognitoAuthGuard).useValue({ canActivate: () => true }),
      },
    ],
    [
      'with another guard in the place of the guard, everywhere',
      guardedChat,
      {
        prepare: (builder: TestingModuleBuilder) =>
          builder.overrideProvider(CognitoAuthGuard).useValue({ canActivate: () => true }),
      },
    ],
    ['where nobody sends the messages that a controller handles', { controllers: [Orders] }, {}],
  ])('%s', async (_case, metadata, setup) => {
    expect(await mistakesOf(metadata, setup)).toEqual([]);
  });

  it('but not with a transport for something else', async () => {
    expect(await mistakesOf(guardedChat, { transports: [transportFor('queue')] })).toHaveLength(1);
  });
});
