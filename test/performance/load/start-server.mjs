import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./serve.mjs', import.meta.url));

/** Counting objects is experimental in Node, and says so. */
const EXEC_ARGV = ['--expose-gc', '--disable-warning=ExperimentalWarning', ...process.execArgv];

/** Starts the process that serve.mjs describes; its commands are the methods of what this gives. */
export async function startServer() {
  const child = fork(SERVER, { execArgv: EXEC_ARGV });
  const exited = once(child, 'exit');
  await Promise.race([once(child, 'message'), exited.then(rejectOnExit)]);

  const waiting = new Map();
  let lastId = 0;
  child.on('message', ({ id, output, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(output);
    else reject(new Error(error.message, { cause: error.stack }));
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`the server ended with ${code ?? signal}`));
    }
  });

  const send = (command, input) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, command, input });
    });
  return {
    /** Boots an application, in place of the one before. @returns its origin */
    async boot(platform, options) {
      const { port } = await send('boot', { platform, options });
      return `http://127.0.0.1:${port}`;
    },
    send,
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

function rejectOnExit([code, signal]) {
  throw new Error(`the server ended with ${code ?? signal} while it started`);
}
