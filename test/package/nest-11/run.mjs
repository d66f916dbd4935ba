// Runs on Nest 11 the tests that jest.config.mjs names: `npm run test:nest-11`. Arguments go to Jest. Nest 11 and what
// goes with it are packages of their own: `npm ci` comes first, unless that is done.
import { fileURLToPath } from 'node:url';
import { installPackages } from '../../support/install-packages.mjs';
import { runJest } from '../../support/run-jest.mjs';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));

await installPackages(pathOf('.'));
await runJest(pathOf('./jest.config.mjs'));
