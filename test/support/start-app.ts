import type { INestApplication, LoggerService, ModuleMetadata } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';

/** What an application of a test may have beside its module. */
export interface AppOptions {
  /** Changes the module before it is compiled, such as `FakeClock.install`. */
  readonly prepare?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Changes the application before it boots. */
  readonly configure?: (app: INestApplication) => unknown;
  /** @defaultValue none, so that expected failures do not fill the output */
  readonly log?: LoggerService;
}

/** Makes an application of a module on a platform, which the caller boots. */
export async function createApp(
  createAdapter: () => AbstractHttpAdapter,
  metadata: ModuleMetadata,
  { prepare = (builder) => builder, configure, log }: AppOptions = {},
): Promise<INestApplication> {
  const module = await prepare(Test.createTestingModule(metadata)).compile();
  const app: INestApplication = module.createNestApplication(createAdapter(), {
    logger: log ?? false,
  });
  await configure?.(app);
  return app;
}

/** Boots an application of a module on a platform, listening on a free port of loopback. */
export async function startApp(
  createAdapter: () => AbstractHttpAdapter,
  metadata: ModuleMetadata,
  options: AppOptions = {},
): Promise<INestApplication> {
  const app = await createApp(createAdapter, metadata, options);
  await app.listen(0, '127.0.0.1');
  return app;
}
