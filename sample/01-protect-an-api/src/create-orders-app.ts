import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { UserPoolOptions } from 'nestjs-cognito-auth';
import { AppModule } from './app.module.js';

/** The orders API for the tokens of a user pool, not yet listening. */
export async function createOrdersApp(
  userPool: UserPoolOptions,
  options: NestApplicationOptions = {},
): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule.forUserPool(userPool), {
    ...options,
    // Browsers keep connections open in advance, and Ctrl-C would wait for them.
    forceCloseConnections: true,
  });
  return app.enableShutdownHooks();
}
