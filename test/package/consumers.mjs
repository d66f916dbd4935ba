// Applications that use the package as others have it installed: versions of Nest, module systems, platforms, and
// runners of tests. Each gets the tarball and tests of its own.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('./consumers/', import.meta.url));
const EXPRESS = `import { ExpressAdapter as PlatformAdapter } from '@nestjs/platform-express';\n`;
const FASTIFY = `import { FastifyAdapter as PlatformAdapter } from '@nestjs/platform-fastify';\n`;

const NODE_TEST = `import { after as afterAll, before as beforeAll, describe, it } from 'node:test';\n`;
const VITEST = `import { afterAll, beforeAll, describe, it } from 'vitest';\n`;
/** Jest has globals. */
const JEST = '';

const NEST_12 = {
  '@nestjs/common': '^12.5.1',
  '@nestjs/core': '^12.5.1',
  '@nestjs/passport': '^12.0.0',
  '@nestjs/testing': '^12.1.1',
};
const NEST_12_TOOLS = { '@types/node': '^20.19.43', typescript: '~6.0.3' };
const NEST_12_ON_EXPRESS = {
  ...NEST_12,
  ...NEST_12_TOOLS,
  '@nestjs/platform-express': '^12.5.1',
  '@types/express': '^5.0.6',
};
const NEST_11 = {
  '@nestjs/common': '^11.2.10',
  '@nestjs/core': '^11.2.10',
  '@nestjs/passport': '^11.0.5',
  '@nestjs/testing': '^11.2.6',
};
const COMMON = { passport: '^0.7.0', 'reflect-metadata': '^0.2.2', rxjs: '^7.8.2' };
const NEST_11_WITH_JEST = {
  ...NEST_11,
  '@nestjs/platform-express': '^11.2.10',
  '@types/jest': '^30.0.0',
  '@types/node': '^20.19.43',
  jest: '^30.5.2',
  'ts-jest': '^29.4.15',
  typescript: '~5.9.3',
};

/** As strict as can be, the types of libraries included. */
const STRICT = {
  target: 'ES2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  outDir: './dist',
  rootDir: './src',
};
const NODENEXT = { ...STRICT, module: 'nodenext', moduleResolution: 'nodenext', types: ['node'] };
/** What applications have that came from Nest 10 and before; the types of Nest do not pass there by themselves. */
const NODE10 = {
  ...STRICT,
  module: 'commonjs',
  moduleResolution: 'node10',
  skipLibCheck: true,
  types: ['node', 'jest'],
};

const nodeTest = ['--test', 'dist/orders.spec.js'];
const jest = ['node_modules/jest/bin/jest.js'];
const TS_JEST = { preset: 'ts-jest', rootDir: 'src', testEnvironment: 'node' };

/** Of a pool that is listening; Jest's CommonJS mode cannot load jwks-rsa 4 before Node 24.9. */
const WITHOUT_FETCHING = ['--testNamePattern', 'an application with the package'];

export const consumers = [
  {
    name: 'Nest 12 as ECMAScript modules, with Vitest',
    nest: 12,
    type: 'module',
    dependencies: { ...NEST_12_ON_EXPRESS, vitest: '^4.1.12' },
    compilerOptions: NODENEXT,
    platform: EXPRESS,
    runner: VITEST,
    run: ['node_modules/vitest/vitest.mjs', 'run', '--dir', 'src'],
    scripts: ['both-builds.mjs'],
  },
  {
    name: 'Nest 12 as CommonJS, with node:test',
    nest: 12,
    type: 'commonjs',
    dependencies: NEST_12_ON_EXPRESS,
    compilerOptions: NODENEXT,
    platform: EXPRESS,
    runner: NODE_TEST,
    run: nodeTest,
  },
  {
    name: 'Nest 12 on Fastify only, with node:test',
    nest: 12,
    type: 'module',
    dependencies: { ...NEST_12, ...NEST_12_TOOLS, '@nestjs/platform-fastify': '^12.5.0' },
    compilerOptions: NODENEXT,
    platform: FASTIFY,
    runner: NODE_TEST,
    run: nodeTest,
  },
  {
    name: 'Nest 11 as CommonJS, with Jest and ts-jest',
    nest: 11,
    type: 'commonjs',
    dependencies: NEST_11_WITH_JEST,
    compilerOptions: NODE10,
    platform: EXPRESS,
    runner: JEST,
    manifest: { jest: TS_JEST },
    run: [...jest, ...WITHOUT_FETCHING],
  },
  {
    name: 'Nest 11 as CommonJS, with Jest and jwks-rsa 3',
    nest: 11,
    type: 'commonjs',
    dependencies: { ...NEST_11_WITH_JEST, 'jwks-rsa': '^3.2.2' },
    compilerOptions: NODE10,
    platform: EXPRESS,
    runner: JEST,
    manifest: { jest: TS_JEST },
    run: jest,
  },
];

/** Writes the application into a folder. */
export async function writeConsumer(folder, consumer) {
  const { name, type, dependencies, compilerOptions, platform, runner, manifest } = consumer;
  const spec = await readFile(join(SOURCES, 'orders.consumer-spec.ts'), 'utf8');
  if (!spec.includes(EXPRESS)) throw new Error('the tests of consumers do not import the platform');
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeFile(join(folder, 'src/orders.spec.ts'), runner + spec.replace(EXPRESS, platform));
  await writeJson(join(folder, 'package.json'), {
    name: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    private: true,
    type,
    dependencies: { ...COMMON, ...dependencies },
    ...manifest,
  });
  await writeJson(join(folder, 'tsconfig.json'), { compilerOptions, include: ['src'] });
  for (const script of consumer.scripts ?? [])
    await cp(join(SOURCES, script), join(folder, script));
}

function writeJson(file, value) {
  return writeFile(file, JSON.stringify(value, undefined, 2));
}
