import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { AppModule } from './app.module.js';

/** The auction while it listens. */
export interface Auction {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The user pool, inside this process. */
  readonly pool: LocalUserPool;
}

export async function startAuction(
  port: number,
  options: NestApplicationOptions = {},
): Promise<Auction> {
  const pool = await LocalUserPool.create();
  const app = await NestFactory.create(AppModule.forUserPool(pool.options), {
    ...options,
    forceCloseConnections: true,
  });
  app.enableShutdownHooks();
  await app.listen(port, '127.0.0.1');
  return { app, url: await app.getUrl(), pool };
}
