import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./flood-server.mjs', import.meta.url));

/**
 * Starts the process of flood-server.mjs.
 *
 * @param heapMiB the most that its old generation may take
 */
export async function startFloodServer({ kind, guard, options, heapMiB }) {
  const child = fork(SERVER, [kind, guard, JSON.stringify(options)], {
    execArgv: [...process.execArgv, `--max-old-space-size=${heapMiB}`],
    // What V8 prints when the heap is full is said by the check in one line.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exit = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(`the server ended with ${code ?? signal}`));
  });
  const answer = async () => {
    const [message] = await Promise.race([
      once(child, 'message'),
      exit.then((reason) => Promise.reject(new Error(reason))),
    ]);
    return message;
  };
  const { port } = await answer();
  return {
    port,
    /** Resolves, with the reason, when the process has ended. */
    exit,
    async peakRssMiB() {
      const answered = answer();
      child.send('peak');
      return (await answered).peakRssMiB;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exit;
    },
  };
}
