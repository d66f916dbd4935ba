// Hostile tokens and broken key endpoints once more, with every token verified anew: what the cache of
// verified tokens holds must be true without it.
import base from '../../hostile/jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../../..',
  testMatch: [
    '<rootDir>/test/hostile/security/**/*.e2e-spec.ts',
    '<rootDir>/test/hostile/faults/**/*.e2e-spec.ts',
  ],
  setupFiles: ['<rootDir>/test/support/uncached/switch-off-cache.ts'],
};
