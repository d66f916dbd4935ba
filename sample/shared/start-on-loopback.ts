import { once } from 'node:events';
import { createServer } from 'node:net';
import type { DynamicModule, INestApplication, NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { StartupError } from './startup.error.js';

/** The tokens of an administrator stand in the console. */
const LOOPBACK = '127.0.0.1';

/**
 * Starts an application that Ctrl-C stops, on loopback only.
 *
 * @throws {StartupError} when the port is not free
 */
export async function startOnLoopback(
  module: Type | DynamicModule,
  port: number,
  options: NestApplicationOptions = {},
): Promise<INestApplication> {
  // Nest would boot first, and then print a stack of its own.
  await requireFreePort(port);
  const app = await NestFactory.create(module, {
    ...options,
    // Browsers keep connections open in advance, and Ctrl-C would wait for them.
    forceCloseConnections: true,
  });
  app.enableShutdownHooks();
  await app.listen(port, LOOPBACK);
  return app;
}

async function requireFreePort(port: number): Promise<void> {
  const probe = createServer().listen(port, LOOPBACK);
  try {
    await once(probe, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartupError(
      `Port ${port} is in use. Stop what listens there, or put another port before the command, ` +
        `such as PORT=${port === 3001 ? 3002 : 3001}`,
      { cause: error },
    );
  }
  probe.close();
  await once(probe, 'close');
}
