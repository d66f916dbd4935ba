import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';

/** The HTTP platforms of Nest, for `describe.each`. */
export const platforms: readonly (readonly [string, () => AbstractHttpAdapter])[] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
];

/** Boots an application of a module on a platform, listening on a free port of loopback. */
export async function startApp(
  createAdapter: () => AbstractHttpAdapter,
  metadata: ModuleMetadata,
  prepare: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<INestApplication> {
  const module = await prepare(Test.createTestingModule(metadata)).compile();
  const app = module.createNestApplication(createAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}
