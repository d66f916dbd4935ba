// An application under load, in a process of its own, so that making the load costs it nothing. It is told
// over IPC what to do and answers with what was measured; see start-server.mjs for the other end.
import { Controller, Get, Module, UnauthorizedException, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { CognitoAuthGuard, CognitoAuthModule, CurrentUser } from 'nestjs-cognito-auth';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { LoopDelay } from './loop-delay.mjs';
import { countObjects, measureMemory } from './measure-memory.mjs';
import { measureRefusals } from './measure-refusals.mjs';

const ADAPTERS = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };
/** Connections outlive the pauses between two loads; a load must not run into one that is just closed. */
const KEEP_ALIVE_MS = 120_000;

/** What would have ended a process that does not look; any of it fails the checks. */
const strayErrors = [];
process.on('unhandledRejection', (reason) => strayErrors.push(String(reason)));
process.on('uncaughtException', (error) => strayErrors.push(String(error)));
process.on('disconnect', () => process.exit());

let app;
let local;
const loopDelay = new LoopDelay();

const COMMANDS = {
  async boot({ platform, options }) {
    await COMMANDS.close();
    const module = createModule(options);
    app = await NestFactory.create(module, ADAPTERS[platform](), { logger: false });
    await app.listen(0, '127.0.0.1');
    app.getHttpServer().keepAliveTimeout = KEEP_ALIVE_MS;
    return { port: app.getHttpServer().address().port };
  },
  async bootLocal() {
    await COMMANDS.close();
    local = await LocalCognito.start();
    const { origin, clientId, userPoolId } = local;
    return { origin, clientId, userPoolId };
  },
  async close() {
    await local?.close();
    local = undefined;
    app?.getHttpServer().closeAllConnections();
    await app?.close();
    app = undefined;
  },
  measureMemory: () => measureMemory(),
  countObjects: () => countObjects(),
  measureRefusals: (input) => measureRefusals(app, input),
  startLoopDelay: () => loopDelay.start(),
  stopLoopDelay: () => loopDelay.stop(),
  strayErrors: () => strayErrors,
};

process.on('message', ({ id, command, input }) => {
  Promise.resolve(input)
    .then((value) => COMMANDS[command](value))
    .then(
      (output) => process.send({ id, output }),
      (error) => process.send({ id, error: { message: String(error), stack: error.stack } }),
    );
});
process.send('ready');

/** Four routes; decorators are applied as functions, because Node runs this file as it is. */
function createModule(options) {
  class GuardedController {
    guarded(sub) {
      return sub;
    }
  }
  decorate(GuardedController, 'guarded');
  CurrentUser('sub')(GuardedController.prototype, 'guarded', 0);
  UseGuards(CognitoAuthGuard)(GuardedController);

  class UnguardedController {
    open() {
      return 'open';
    }
    refusing() {
      throw new UnauthorizedException();
    }
  }
  decorate(UnguardedController, 'open', 'refusing');

  class AppModule {}
  Module({
    imports: [CognitoAuthModule.forRoot(options)],
    controllers: [GuardedController, UnguardedController],
  })(AppModule);
  return AppModule;
}

/** Each method answers `GET /<its name>`. */
function decorate(controller, ...methods) {
  Controller()(controller);
  for (const method of methods) {
    const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, method);
    Get(method)(controller.prototype, method, descriptor);
  }
}
