// What the behaviour of Nest decides about the scan at boot, once more on the lowest versions that the package takes.
import { fileURLToPath } from 'node:url';
import base from '../../../jest.config.mjs';
import { FOLDERS } from './folders.mjs';

const { testTimeout, ...project } = base;

const lowest = (folder) => ({
  ...project,
  displayName: `Nest ${folder}`,
  rootDir: fileURLToPath(new URL('../../..', import.meta.url)),
  testMatch: [
    '<rootDir>/lib/core/{guard,reach}/*.spec.ts',
    '<rootDir>/test/e2e/core/{application-kinds,enforcement,graph-enforcement,late-guards,replaced-handlers}.e2e-spec.ts',
    '<rootDir>/test/e2e/testing/unprotected-routes.e2e-spec.ts',
    '<rootDir>/test/package/nest-lowest/*.spec.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  resolver: fileURLToPath(new URL(`./${folder}/resolver.cjs`, import.meta.url)),
  globals: { NEST_FOLDER: folder },
});

/** @type {import('jest').Config} */
export default { testTimeout, projects: FOLDERS.map(lowest) };
