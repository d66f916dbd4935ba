import { SWC_OPTIONS } from './test/support/swc-options.mjs';

/** @type {import('jest').Config} */
export default {
  rootDir: '.',
  // Making keys takes as long as chance will have it, and machines that run these tests are busy.
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/test/support/time-reporter.cjs'],
  maxWorkers: '100%',
  // What the modules of a suite take is not given back.
  workerIdleMemoryLimit: '1GB',
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/lend-keys.cjs'],
  testMatch: [
    '<rootDir>/lib/**/*.spec.ts',
    '<rootDir>/test/**/*.spec.ts',
    '<rootDir>/test/**/*.e2e-spec.ts',
    '<rootDir>/sample/**/*.e2e-spec.ts',
  ],
  // The last three have configurations of their own.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/dist/',
    '<rootDir>/test/hostile/',
    '<rootDir>/test/package/nest-11/',
    '<rootDir>/test/package/nest-lowest/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.stryker-tmp/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    // Tests import what users import; here that is the source, so that a failure points into lib.
    '^nestjs-cognito-auth$': '<rootDir>/lib/core/index.ts',
    '^nestjs-cognito-auth/([a-z-]+)$': '<rootDir>/lib/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  transform: {
    '^.+\\.ts$': ['@swc/jest', SWC_OPTIONS],
    // CommonJS that requires what is ESM only (jwks-rsa 4: jose 6; mercurius: content-disposition); Node does
    // that by itself, Jest's module registry cannot before Node 24.9.
    '/node_modules/(?:jose|content-disposition)/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(?:.*/)?(?:jose|content-disposition)/)'],
};
