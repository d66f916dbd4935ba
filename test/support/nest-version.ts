import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ModulesContainer } from '@nestjs/core';

/** A package of Nest exports no manifest, so it is read beside what is imported. */
const nest = dirname(createRequire(import.meta.url).resolve('@nestjs/common'));

/** The major version of Nest that the tests run with. */
export const NEST_MAJOR = Number.parseInt(
  (JSON.parse(readFileSync(join(nest, 'package.json'), 'utf8')) as { version: string }).version,
  10,
);

/** Nest 11.0 does not show whether there is a microservice, so a context is checked like one. */
export const SHOWS_MICROSERVICES = 'getRpcTargetRegistry' in ModulesContainer.prototype;
