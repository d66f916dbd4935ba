// One application with one route, protected in one of several ways, or not at all. A process of its own
// for each, so that what one leaves behind in the compiler is not in the way of another.
import 'reflect-metadata';
import { createPublicKey } from 'node:crypto';
import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { ExtractJwt, Strategy } from 'passport-jwt';

const PROTECTIONS = {
  bare: () => ({}),
  guarded: (options) => ({
    imports: [CognitoAuthModule.forRoot(options)],
    guard: CognitoAuthGuard,
  }),
  guardedWithUser: (options) => ({
    imports: [CognitoAuthModule.forRoot(options)],
    guard: CognitoAuthGuard,
    parameter: CurrentUser('sub'),
  }),
  guardedCold: (options) => ({
    imports: [CognitoAuthModule.forRoot({ ...options, verifiedTokenCache: false })],
    guard: CognitoAuthGuard,
  }),
  authGuard: (options) => ({
    providers: [createJwtStrategy(options)],
    guard: AuthGuard('jwt'),
  }),
};

process.once('disconnect', () => process.exit());
process.once('message', (order) => void serve(order));

async function serve({ platform, protection, options }) {
  const adapter = platform === 'Fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const module = createModule(PROTECTIONS[protection](options));
  const app = await NestFactory.create(module, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  // From now on, whatever is asked: how long this process has been busy.
  process.on('message', () => process.send(process.cpuUsage()));
  process.send(`${await app.getUrl()}/orders`);
}

/** Decorators are functions; this is what the compiler of TypeScript makes of them. */
function createModule({ imports = [], providers = [], guard, parameter }) {
  class OrdersController {
    list() {
      return { orders: [] };
    }
  }
  Controller('orders')(OrdersController);
  const { prototype } = OrdersController;
  const handler = Object.getOwnPropertyDescriptor(prototype, 'list');
  Get()(prototype, 'list', handler);
  if (guard) UseGuards(guard)(prototype, 'list', handler);
  if (parameter) parameter(prototype, 'list', 0);

  class AppModule {}
  Module({ imports, providers, controllers: [OrdersController] })(AppModule);
  return AppModule;
}

function createJwtStrategy({ issuer, jwks }) {
  return class JwtStrategy extends PassportStrategy(Strategy) {
    constructor() {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKey: createPublicKey({ key: jwks.keys[0], format: 'jwk' }),
        algorithms: ['RS256'],
        issuer,
      });
    }

    validate(claims) {
      return claims;
    }
  };
}
