// A small application in a fresh process: tells how long it took to import and to start, and where it is.
const began = performance.now();
const busy = process.cpuUsage();
await import('reflect-metadata');
const { Controller, Get, Module, UseGuards } = await import('@nestjs/common');
const { NestFactory } = await import('@nestjs/core');

class OrdersController {
  list() {
    return { orders: [] };
  }
}
Controller('orders')(OrdersController);
const handler = Object.getOwnPropertyDescriptor(OrdersController.prototype, 'list');
Get()(OrdersController.prototype, 'list', handler);

const options = JSON.parse(process.env.BENCH_OPTIONS);
const imports = [];
if (options !== null) {
  const { CognitoAuthGuard, CognitoAuthModule } = await import('nestjs-cognito-auth');
  imports.push(CognitoAuthModule.forRoot(options));
  UseGuards(CognitoAuthGuard)(OrdersController.prototype, 'list', handler);
}
class AppModule {}
Module({ imports, controllers: [OrdersController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.init();
const bootMs = performance.now() - began;
const { user, system } = process.cpuUsage(busy);
// The process that measures is gone when the channel is.
process.once('disconnect', () => process.exit());
await app.listen(0, '127.0.0.1');
process.send({ bootMs, busyMs: (user + system) / 1000, url: `${await app.getUrl()}/orders` });
