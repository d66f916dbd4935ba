// Every version of Node that the package is for, from npm.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { npmInstall, ROOT } from './commands.mjs';

const VERSIONS = ['20', '22', '24'];
/** The checks of the package share them, and `npm ci` removes them. */
const FOLDER = join(ROOT, 'node_modules/.cache/node-binaries');

/**
 * Installs every version, unless that is done.
 *
 * @returns {Promise<{ version: string, path: string }[]>}
 */
export async function installNodes() {
  const installed = VERSIONS.map((version) => ({
    version,
    path: join(FOLDER, 'node_modules', `node-${version}`, 'bin/node'),
  }));
  if (installed.every(({ path }) => existsSync(path))) return installed;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  // What the package `node` installs for this platform.
  const name = `node-${platform}-${process.arch}`;
  await mkdir(FOLDER, { recursive: true });
  await npmInstall(
    FOLDER,
    VERSIONS.map((version) => `node-${version}@npm:${name}@${version}`),
  );
  return installed;
}
