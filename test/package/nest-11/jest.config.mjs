// What the behaviour of Nest decides, once more on Nest 11: the package is written against Nest 12. Hostile tokens
// and broken key endpoints are left out, which end before Nest has a say.
import { fileURLToPath } from 'node:url';
import base from '../../../jest.config.mjs';

/**
 * Patterns of the suites of `lib` and `test/e2e` that load neither Nest nor what goes with it, so that the same code
 * would run as in `npm test`. `test/package/architecture/nest-11.spec.ts` holds them to that.
 */
export const WITHOUT_NEST = [
  '<rootDir>/lib/core/(?:claims|errors|events|issuers|jwk|option-reader|token-source)/',
  '<rootDir>/lib/local/',
  '<rootDir>/test/e2e/local/(?!nest-application\\.)',
];

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../../..',
  testMatch: [
    '<rootDir>/lib/**/*.spec.ts',
    '<rootDir>/test/e2e/**/*.e2e-spec.ts',
    '<rootDir>/test/docs/{sample,readme}/*.e2e-spec.ts',
    '<rootDir>/test/hostile/security/{framework-bypass,nest}.e2e-spec.ts',
    '<rootDir>/test/hostile/faults/shutdown.e2e-spec.ts',
    '<rootDir>/test/package/nest-11/*.spec.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', ...WITHOUT_NEST],
  resolver: fileURLToPath(new URL('./resolve-from-nest-11.cjs', import.meta.url)),
};
