// Runs the tests that jest.config.mjs names on the lowest versions of Nest that the package takes:
// `npm run test:nest-lowest`. Arguments go to Jest. They are packages of their own: `npm ci` comes first, unless that is
// done.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../../support/install-packages.mjs';
import { FOLDERS } from './folders.mjs';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const JEST = pathOf('../../../node_modules/jest/bin/jest.js');

for (const folder of FOLDERS) await installPackages(pathOf(`./${folder}/`));
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
