// One application to be flooded, in a process of its own: its heap can be bounded then, and its peak is its own.
// The command line says what it is: its kind, what guards it, and the options of its module.
import { Controller, Get, Module, UnauthorizedException, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CognitoAuthGuard, CognitoAuthModule } from 'nestjs-cognito-auth';

const [kind, guard, options] = process.argv.slice(2);

/** The answer of CognitoAuthGuard to a call without a token. */
const REFUSAL = {
  statusCode: 401,
  error: 'Unauthorized',
  message: 'No token was sent',
  code: 'ERR_COGNITO_TOKEN_MISSING',
};

/** What applications write by hand: as little as an asynchronous guard can do. */
class ThrowingGuard {
  async canActivate() {
    throw new UnauthorizedException(REFUSAL);
  }
}

const KEEP_ALIVE_MS = 240_000;

const isCognito = guard === 'CognitoAuthGuard';
const KINDS = {
  Express: () => ({ adapter: new ExpressAdapter() }),
  Fastify: () => ({ adapter: new FastifyAdapter() }),
  ws: () => createSocketApp('ws'),
  'socket.io': () => createSocketApp('socket.io'),
  Apollo: () => createGraphqlApp('Apollo'),
  Mercurius: () => createGraphqlApp('Mercurius'),
};

const { adapter, transports = [], imports = [], providers = [], prepare } = await KINDS[kind]();

const isPlain = kind === 'Express' || kind === 'Fastify';
class FloodedController {
  show() {
    return 'shown';
  }
}
decorate(FloodedController, Controller(), Get());
UseGuards(isCognito ? CognitoAuthGuard : ThrowingGuard)(FloodedController);

/** Where callers with good tokens are expected: beside the flood, and not in its way. */
class GuardedController {
  show() {
    return 'guarded';
  }
}
decorate(GuardedController, Controller('good'), Get());
UseGuards(CognitoAuthGuard)(GuardedController);

class AppModule {}
Module({
  imports: [CognitoAuthModule.forRoot({ ...JSON.parse(options), transports }), ...imports],
  controllers: isPlain ? [FloodedController, GuardedController] : [GuardedController],
  providers,
})(AppModule);

const app = await NestFactory.create(AppModule, adapter, { logger: false });
prepare?.(app);
await app.listen(0, '127.0.0.1');
// A connection whose requests wait their turn for longer than this is no idle one.
app.getHttpServer().keepAliveTimeout = KEEP_ALIVE_MS;

process.on('disconnect', () => process.exit());
process.on('message', () => {
  process.send({ peakRssMiB: process.resourceUsage().maxRSS / 1024 });
});
process.send({ port: app.getHttpServer().address().port });

async function createSocketApp(platform) {
  const { SubscribeMessage, WebSocketGateway, WsException } = await import('@nestjs/websockets');
  const { withUpgradeRequest, webSocketTransport } = await import('nestjs-cognito-auth/websockets');

  class ThrowingSocketGuard {
    async canActivate() {
      throw new WsException({ status: 'error', code: REFUSAL.code, message: REFUSAL.message });
    }
  }
  class FloodedGateway {
    show() {
      return { event: 'shown', data: 'shown' };
    }
  }
  decorate(FloodedGateway, WebSocketGateway(), SubscribeMessage('show'));
  UseGuards(isCognito ? CognitoAuthGuard : ThrowingSocketGuard)(FloodedGateway);

  const { WsAdapter } = await import('@nestjs/platform-ws');
  const { IoAdapter } = await import('@nestjs/platform-socket.io');
  const SocketAdapter = platform === 'ws' ? withUpgradeRequest(WsAdapter) : IoAdapter;
  return {
    adapter: new ExpressAdapter(),
    transports: [webSocketTransport()],
    providers: [FloodedGateway],
    prepare: (application) => application.useWebSocketAdapter(new SocketAdapter(application)),
  };
}

async function createGraphqlApp(driverName) {
  const { GraphQLModule, Query, Resolver } = await import('@nestjs/graphql');

  class FloodedResolver {
    show() {
      return 'shown';
    }
  }
  decorate(
    FloodedResolver,
    Resolver(),
    // Without this, the first refusal would end the whole operation.
    Query(() => String, { nullable: true }),
  );
  UseGuards(isCognito ? CognitoAuthGuard : ThrowingGuard)(FloodedResolver);

  const [driver, batches, adapterOfDriver] =
    driverName === 'Apollo'
      ? [
          (await import('@nestjs/apollo')).ApolloDriver,
          { allowBatchedHttpRequests: true },
          new ExpressAdapter(),
        ]
      : [
          (await import('@nestjs/mercurius')).MercuriusDriver,
          { allowBatchedQueries: true },
          new FastifyAdapter(),
        ];
  return {
    adapter: adapterOfDriver,
    imports: [GraphQLModule.forRoot({ driver, autoSchemaFile: true, ...batches })],
    providers: [FloodedResolver],
  };
}

/** Decorators as functions, because Node runs this file as it is. */
function decorate(type, classDecorator, methodDecorator) {
  classDecorator(type);
  const { prototype } = type;
  methodDecorator(prototype, 'show', Object.getOwnPropertyDescriptor(prototype, 'show'));
}
