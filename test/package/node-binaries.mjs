// Every version of Node that the package is for, from npm.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const VERSIONS = ['20', '22', '24'];

/**
 * Installs them into a folder.
 *
 * @param {string} folder
 * @param {(folder: string, words: string[]) => Promise<void>} npmInstall
 * @returns {Promise<{ version: string, path: string }[]>}
 */
export async function installNodes(folder, npmInstall) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const installed = [];
  for (const version of VERSIONS) {
    const own = join(folder, `node-${version}`);
    await mkdir(own, { recursive: true });
    // What the package `node` installs for this platform.
    await npmInstall(own, [`${name}@${version}`]);
    installed.push({ version, path: join(own, 'node_modules', name, 'bin/node') });
  }
  return installed;
}
