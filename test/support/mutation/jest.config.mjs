import config from '../../../jest.config.mjs';

// Set by run.mjs. Specs of other folders kill few mutants and have to be loaded for each.
const folder = process.env.MUTATED_FOLDER ?? '**';

/**
 * What mutants are held against: the specs beside the code. They run within milliseconds; properties and
 * end-to-end tests take hundreds of times as long for each mutant.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  rootDir: '../../..',
  testMatch: [`<rootDir>/lib/core/${folder}/*.spec.ts`],
};
