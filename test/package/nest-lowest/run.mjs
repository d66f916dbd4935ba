// Runs the tests that jest.config.mjs names on the lowest versions of Nest that the package takes:
// `npm run test:nest-lowest`. Arguments go to Jest. They are packages of their own: `npm ci` comes first, unless that is
// done.
import { fileURLToPath } from 'node:url';
import { installPackages } from '../../support/install-packages.mjs';
import { runJest } from '../../support/run-jest.mjs';
import { FOLDERS } from './folders.mjs';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));

for (const folder of FOLDERS) await installPackages(pathOf(`./${folder}/`));
await runJest(pathOf('./jest.config.mjs'));
