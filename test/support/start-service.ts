import type { INestMicroservice, ModuleMetadata } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import type { AppOptions } from './start-app.js';

/** Boots a service of a module that listens for messages. */
export async function startService(
  options: MicroserviceOptions,
  metadata: ModuleMetadata,
  { prepare = (builder) => builder, log }: Pick<AppOptions, 'prepare' | 'log'> = {},
): Promise<INestMicroservice> {
  const module = await prepare(Test.createTestingModule(metadata)).compile();
  const service = module.createNestMicroservice<MicroserviceOptions>({
    ...options,
    logger: log ?? false,
  });
  await service.listen();
  return service;
}
