// Every version of Node that the package is for, from npm.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { npmInstall } from './commands.mjs';

const VERSIONS = ['20', '22', '24'];

/**
 * Installs every version into a folder.
 *
 * @param {string} folder
 * @returns {Promise<{ version: string, path: string }[]>}
 */
export async function installNodes(folder) {
  const installed = [];
  for (const version of VERSIONS) {
    installed.push({ version, path: await installNode(folder, version) });
  }
  return installed;
}

/**
 * Installs one version into a folder; gives the path of its binary.
 *
 * @param {string} folder
 * @param {string} version
 */
export async function installNode(folder, version) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const own = join(folder, `node-${version}`);
  await mkdir(own, { recursive: true });
  // What the package `node` installs for this platform.
  await npmInstall(own, [`${name}@${version}`]);
  return join(own, 'node_modules', name, 'bin/node');
}
