// Runs on Nest 11 the tests that jest.config.mjs names: `npm run test:nest-11`. Arguments go to Jest. Nest 11 and what
// goes with it are packages of their own: `npm ci` comes first, unless that is done.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../../support/install-packages.mjs';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const JEST = pathOf('../../../node_modules/jest/bin/jest.js');

await installPackages(pathOf('.'));
const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    JEST,
    '--config',
    pathOf('./jest.config.mjs'),
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
const [code] = await once(child, 'exit');
process.exitCode = code ?? 1;
