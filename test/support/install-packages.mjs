// Packages of their own that some tests have: `npm ci` in a folder that has a lock file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs what the lock file of a folder names, unless that is done.
 *
 * @throws {Error} when npm fails; it has said why.
 */
export async function installPackages(folder) {
  if (isInstalled(folder)) return;
  // The folder is named, so that no setting of an npm that runs this script can lead elsewhere.
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const [code] = await once(spawn('npm', args, { cwd: folder, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`npm ci failed in ${folder}`);
}

/** npm writes the hidden lock file last, so one that is as young as the lock file stands for a whole install. */
function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  const locked = join(folder, 'package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(locked).mtimeMs;
}
