// What others can do to an application: `npm run test:hostile`. Other issuers (interop) have packages of their own.
import base from '../../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/hostile/**/*.{spec,e2e-spec}.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/hostile/interop/'],
};
