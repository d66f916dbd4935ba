import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const JEST = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));

/** As in `npm test`. */
const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

/**
 * Runs Jest with a configuration and the arguments of this process, and ends as Jest does.
 *
 * @param config path of the configuration
 */
export async function runJest(config) {
  const child = spawn(
    process.execPath,
    [...FLAGS, JEST, '--config', config, ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}
